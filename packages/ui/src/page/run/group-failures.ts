import type { RunBody } from '../../contract/runs.ts'
import type { Problem } from '../../contract/words.ts'

/** One thing that failed in a run, on every partition on which it failed alike. */
export interface FailureGroup {
  readonly asset: string
  /** In words, one for each failure. */
  readonly partitions: readonly string[]
  readonly count: number
  /** Of the first. */
  readonly problem: Problem
}

/** Puts failures of one asset together that say the same but for the name of the partition. */
export function groupFailures(failures: RunBody['failures']): readonly FailureGroup[] {
  const alike = Map.groupBy(failures, ({ asset, partitions, problem: { code, message } }) =>
    [asset, code, partitions === '' ? message : message.replaceAll(partitions, '…')].join('\n'),
  )
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    return {
      asset: first.asset,
      partitions: group
        .map(({ partitions }) => partitions)
        .filter((partitions) => partitions !== '')
        .toSorted(),
      count: group.reduce((sum, { count }) => sum + count, 0),
      problem: first.problem,
    }
  })
}
