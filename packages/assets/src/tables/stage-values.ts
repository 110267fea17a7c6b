import type { Staged } from '@headwater/core/io'
import { isStream } from '../formats/streamed-batches.ts'
import { type StagedValue, stageRows } from './stage-rows.ts'
import { stageStreams } from './stage-streams.ts'
import type { TablePlace } from './table-place.ts'
import type { Changing } from './table-session.ts'

type Group = readonly [StagedValue, ...StagedValue[]]

/**
 * Stages values, those of one asset in one table: what is there in one transaction, streams in many. Answers in the order of
 * the values.
 */
export async function stageValues(
  changing: Changing,
  values: readonly StagedValue[],
  tableOf: (asset: string) => TablePlace,
): Promise<readonly Staged[]> {
  const staged = new Map<StagedValue, Staged>()
  const note = (group: Group, answers: readonly Staged[]) => {
    for (const [index, answer] of answers.entries()) staged.set(group[index] ?? group[0], answer)
  }
  const whole = groupsOf(values.filter(({ value }) => !isStream(value)))
  if (whole.length > 0) {
    await changing(async (session) => {
      for (const group of whole) note(group, await stageRows(session, group, tableOf(group[0].at.asset)))
    })
  }
  for (const group of groupsOf(values.filter(({ value }) => isStream(value)))) {
    note(group, await stageStreams(changing, group, tableOf(group[0].at.asset)))
  }
  return values.flatMap((value) => staged.get(value) ?? [])
}

/** The values of each asset. */
function groupsOf(values: readonly StagedValue[]): readonly Group[] {
  const groups = Map.groupBy(values, ({ at }) => at.asset).values()
  return [...groups].flatMap(([first, ...rest]) => (first ? [[first, ...rest] as const] : []))
}
