import { fail, isHeadwaterError } from '../errors/index.ts'
import type { Cell, Grid, PartitionKey } from '../partitions/index.ts'

/** A partition by its key, or as text. */
export type Wanted = { readonly key: PartitionKey } | { readonly text: string | null }

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

/** The partition that is wanted. A key of the right form may be that of no partition. Throws like `namedCell`. */
export function wantedCell(asset: string, grid: Grid, wanted: Wanted, now: number): Cell {
  if ('text' in wanted) return namedCell(asset, grid, wanted.text, now)
  return wanted.key === null ? namedCell(asset, grid, null, now) : grid.cellOf(wanted.key)
}

/** The partition that is wanted; undefined where these partitions do not know it. */
export function knownCell(asset: string, grid: Grid, wanted: Wanted, now: number): Cell | undefined {
  try {
    return wantedCell(asset, grid, wanted, now)
  } catch (error) {
    if (isHeadwaterError(error)) return undefined
    throw error
  }
}
