import { IntervalSet } from './interval-set.ts'
import type { Layout } from './layout.ts'
import { type Cell, ordinalsOfSeries, Subset } from './subset.ts'

/** When the last of a cell's windows along time is over, and its grace as well; undefined when none is along time. */
export function completeAt(layout: Layout, cell: Cell): number | undefined {
  const ordinals = layout.ordinalsOf(cell)
  const ends = layout.dimensions.flatMap(({ axis: { time } }, index) =>
    time ? time.windowOf(ordinals[index] ?? 0).end + time.graceMs : [],
  )
  return ends.length === 0 ? undefined : Math.max(...ends)
}

/** Every combination of the last complete ordinal along the main time dimension with the complete ones of the others. */
export function newestComplete(layout: Layout, at: number): Subset {
  const newest = layout.main?.axis.time?.lastComplete(at)
  if (newest === undefined) return Subset.empty
  return layout.box(
    layout.dimensions.map(({ axis }, index) =>
      index === layout.mainIndex ? IntervalSet.of([newest, newest]) : axis.complete(at),
    ),
  )
}

/** When any dimension along time has a partition more that has begun or is complete. */
export function changesAfter(layout: Layout, at: number): number | undefined {
  const moments = layout.dimensions.flatMap(({ axis }) => axis.time?.changesAfter(at) ?? [])
  return moments.length === 0 ? undefined : Math.min(...moments)
}

/** The cells of a subset that are complete at an instant, on the calendar or not: windows ascend, so each axis has one limit. */
export function completeIn(layout: Layout, subset: Subset, at: number): Subset {
  const limits = layout.dimensions.map(({ axis: { time } }) =>
    time ? time.overBelow(at - time.graceMs) : Number.POSITIVE_INFINITY,
  )
  const along = limits[layout.mainIndex] ?? Number.POSITIVE_INFINITY
  const across = limits.toSpliced(layout.mainIndex, 1)
  return subset.mapSeries((ordinals, series) => {
    const isOver = ordinalsOfSeries(series).every((ordinal, index) => ordinal < (across[index] ?? ordinal))
    return isOver ? ordinals.clip(Number.NEGATIVE_INFINITY, along - 1) : IntervalSet.empty
  })
}
