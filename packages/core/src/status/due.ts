import type { Due } from '../define/check.ts'
import type { Cell } from '../partitions/index.ts'
import type { AssetLedger } from './asset-ledger.ts'

/**
 * What should be there of an asset: the newest partition, by its calendar, that was complete so long ago; without partitions
 * along time, the asset as a whole, made at most so long ago. Of a product the newest has a partition for each of the other
 * keys: one that is absent counts before one that is there. Undefined: nothing was due yet.
 */
export function dueOf(
  { grid, materialized }: Pick<AssetLedger, 'grid' | 'materialized'>,
  at: {
    readonly now: number
    readonly withinMs: number
    /** When the asset was made last; undefined: it is not there, and as a whole never falls due. */
    readonly madeAt: number | undefined
    /** A partition that is about to be there. */
    readonly making?: string | null | undefined
  },
): Due | undefined {
  const { now, withinMs, madeAt, making = null } = at
  if (!grid.layout.main?.axis.time) {
    if (madeAt === undefined) return undefined
    return { partition: null, dueAt: madeAt + withinMs, materialized: now <= madeAt + withinMs }
  }
  const newest = grid.newestComplete(now - withinMs)
  const due = (cell: Cell, isThere: boolean): Due => ({
    partition: grid.textOf(cell),
    dueAt: (grid.completeAt(cell) ?? now) + withinMs,
    materialized: isThere,
  })
  for (const cell of newest.subtract(materialized).cells()) if (grid.textOf(cell) !== making) return due(cell, false)
  return newest.last && due(newest.last, true)
}
