import type { CheckResult, CheckSource } from '@headwater/core'
import { digest } from '@headwater/core/io'
import type { TableOf } from '../columns/index.ts'
import { samples } from './samples.ts'
import type { BadRows } from './scan-rows.ts'

/** What is looked for where. */
export interface Reference {
  readonly column: string
  /** The key of the other asset, and its column. */
  readonly to: string
  readonly other: string
}

/** A partition of the other asset that was looked at. */
export type LookedAt = Pick<CheckSource, 'partition' | 'dataVersion'>

/** The compiler saw to it that the other asset is a table. */
export async function valueOf(source: CheckSource): Promise<TableOf<unknown>> {
  return (await source.value()) as TableOf<unknown>
}

/** What is said of the rows, with what they were compared with. */
export function referenceVerdict(
  { rows, failed, first }: BadRows,
  { column, to }: Reference,
  lookedAt: readonly LookedAt[],
): CheckResult {
  const against = { against: describeSources(to, lookedAt), version: versionOf(lookedAt) }
  if (failed === 0) return { passed: true, facts: { rows, ...against } }
  return { passed: false, facts: { rows, failed, ...against, samples: samples(first, [column]) } }
}

/** `market/company`, or `market/prices, 3 partitions: 2024-01-02 ... 2024-01-04`. */
function describeSources(asset: string, lookedAt: readonly LookedAt[]): string {
  const partitions = lookedAt.flatMap(({ partition }) => partition ?? [])
  const [first, last] = [partitions[0], partitions.at(-1)]
  if (lookedAt.length === 0) return `${asset}, of which nothing is materialized`
  if (first === undefined) return asset
  return partitions.length === 1
    ? `${asset}, partition ${first}`
    : `${asset}, ${partitions.length} partitions: ${first} ... ${last}`
}

function versionOf(lookedAt: readonly LookedAt[]): string {
  const lines = lookedAt.map(({ partition, dataVersion }) => JSON.stringify([partition, dataVersion]))
  return digest(lines.toSorted().join('\n')).slice(0, 12)
}
