import { fail } from '../errors/index.ts'
import type { Cell, Grid } from '../partitions/index.ts'

/** The partition of a text; null for an asset that has only one. Throws PARTITION_NEEDED and PARTITION_UNKNOWN. */
export function namedCell(asset: string, grid: Grid, partition: string | null, now: number): Cell {
  const { kind } = grid.partitions
  if (partition !== null) return grid.parse(partition, now)
  if (kind === 'unpartitioned') return grid.cellOf(null)
  return fail('PARTITION_NEEDED', {
    asset,
    message: `asset \`${asset}\` is partitioned (${kind}), and no partition was named`,
    hint: `It has ${grid.describe(grid.existing(now))}.`,
  })
}
