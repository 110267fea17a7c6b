import type { Axis, Window } from './axis.ts'
import { changesAfter, completeAt, completeIn, newestComplete } from './complete.ts'
import { describeSubset } from './describe.ts'
import type { IntervalSet } from './interval-set.ts'
import { instantAxis } from './instant-axis.ts'
import type { KeyIds } from './key-ids.ts'
import { keyedAxis } from './keyed-axis.ts'
import { Layout, type NamedAxis } from './layout.ts'
import { type Dimension, type Dimensions, isTime, type PartitionKey, type Partitions, type Time } from './partitions.ts'
import { periodAxis } from './period-axis.ts'
import { cellOfText, selectSubset } from './select.ts'
import type { Cell, Subset } from './subset.ts'

/** The partitions of one asset, bound to the ids of a project's keys. Instants are epoch milliseconds. */
export interface Grid {
  readonly partitions: Partitions
  /** How cells are made up of dimensions. */
  readonly layout: Layout
  /** All partitions whose window has begun by `now`; keys: all that there are. */
  readonly existing: (now: number) => Subset
  /** All partitions whose window is over by `now`, and their grace as well; keys: all that there are. */
  readonly complete: (now: number) => Subset
  /** The partitions of a subset that are complete at an instant, whether they exist on the calendar or not. */
  readonly completeIn: (subset: Subset, at: number) => Subset
  /**
   * When a partition becomes complete, whether it exists on the calendar or not: when all its windows along time are over,
   * and their grace as well. Undefined when no dimension is along time: it is complete from the beginning.
   */
  readonly completeAt: (cell: Cell) => number | undefined
  /** The newest partitions that are complete along the main time dimension: of a product, with all other keys. Keys: none. */
  readonly newestComplete: (now: number) => Subset
  /** When `existing` or `complete` are others next by time alone, after an instant; undefined: never. */
  readonly changesAfter: (now: number) => number | undefined
  readonly keyOf: (cell: Cell) => PartitionKey
  /** The cell of a key, whether there is such a partition now or not. Throws PARTITION_UNKNOWN when it is malformed. */
  readonly cellOf: (key: PartitionKey) => Cell
  /** The key as text, `2024-01-02|AAPL` for a product; null for an unpartitioned asset. */
  readonly textOf: (cell: Cell) => string | null
  /** The cell of a written key, also `day=2024-01-02,symbol=AAPL`. Throws PARTITION_UNKNOWN when it does not exist. */
  readonly parse: (text: string, now: number) => Cell
  /**
   * The existing partitions of an expression: keys, ranges `a..b`, `a..`, `..b`, `all` and `latest` (the last complete one),
   * as a list with commas. In a product a bare range is along the main time dimension, `2024-01-02|AAPL` and `|AAPL` say each
   * dimension, and `symbol=AAPL` narrows what the rest selects. Throws PARTITION_RANGE_INVALID when it is malformed, and
   * PARTITION_UNKNOWN when a key or range names nothing.
   */
  readonly select: (expression: string, now: number) => Subset
  /** `1,258 partitions: 2013-05-13..2018-05-11, 14 missing`; '' for an unpartitioned asset. */
  readonly describe: (subset: Subset) => string
  /** When a partition begins and ends, on the clocks of its zone; undefined when no dimension is along time. */
  readonly window: (cell: Cell) => Window | undefined
  /** The partition `steps` later along the main time dimension, on its calendar, begun or not; undefined past an end. */
  readonly neighbour: (cell: Cell, steps: number) => Cell | undefined
}

/** Binds a cut to the ids of its project's keys. Grids of one definition share what they know of time. */
export function gridOf(partitions: Partitions, ids: KeyIds): Grid {
  const layout = new Layout(dimensionsOf(partitions, ids))
  const main = layout.main?.axis

  const existing = remembering(layout, (axis, now) => axis.existing(now))
  const complete = remembering(layout, (axis, now) => axis.complete(now))
  const words = new WeakMap<Subset, string>()

  /** Assets that are cut alike mostly have the same partitions, and a plan names those of each. */
  function describe(subset: Subset): string {
    const known = words.get(subset) ?? describeSubset(layout, subset)
    words.set(subset, known)
    return known
  }

  function neighbour(cell: Cell, steps: number): Cell | undefined {
    const ordinal = main?.time?.step(cell.ordinal, steps)
    return ordinal === undefined ? undefined : { series: cell.series, ordinal }
  }
  return {
    partitions,
    layout,
    existing,
    complete,
    completeIn: (subset, at) => completeIn(layout, subset, at),
    completeAt: (cell) => completeAt(layout, cell),
    newestComplete: (now) => newestComplete(layout, now),
    changesAfter: (now) => changesAfter(layout, now),
    keyOf: (cell) => layout.keyOf(cell),
    cellOf: (key) => layout.cellOf(key),
    textOf: (cell) => layout.textOf(cell),
    parse: (text, now) => cellOfText(layout, text, now),
    select: (expression, now) => selectSubset(layout, expression, now),
    describe,
    window: (cell) => main?.time?.windowOf(cell.ordinal),
    neighbour,
  }
}

/** Every combination of the ordinals that each dimension has at an instant: the same subset for as long as these are the same. */
function remembering(layout: Layout, ordinalsAt: (axis: Axis, now: number) => IntervalSet): (now: number) => Subset {
  let known: { readonly ordinals: readonly IntervalSet[]; readonly subset: Subset } | undefined
  // Dynamic keys come and go while the clock stands still.
  const isTimeAlone = layout.dimensions.every(({ axis }) => axis.time !== undefined)
  let at: number | undefined
  return (now) => {
    if (known !== undefined && isTimeAlone && now === at) return known.subset
    const ordinals = layout.dimensions.map(({ axis }) => ordinalsAt(axis, now))
    if (known === undefined || ordinals.some((set, index) => set !== known?.ordinals[index])) {
      known = { ordinals, subset: layout.box(ordinals) }
    }
    at = now
    return known.subset
  }
}

function dimensionsOf(partitions: Partitions, ids: KeyIds): readonly NamedAxis[] {
  if (partitions.kind === 'unpartitioned') return []
  if (partitions.kind !== 'product') return [{ name: '', axis: axisOf(partitions, ids) }]
  const dimensions: Dimensions = partitions.dimensions
  return Object.entries(dimensions).map(([name, dimension]) => ({ name, axis: axisOf(dimension, ids) }))
}

const timeAxes = new WeakMap<Time, Axis>()

function axisOf(dimension: Dimension, ids: KeyIds): Axis {
  if (!isTime(dimension)) return keyedAxis(dimension, ids)
  const axis = timeAxes.get(dimension) ?? timeAxisOf(dimension)
  timeAxes.set(dimension, axis)
  return axis
}

function timeAxisOf(dimension: Time): Axis {
  return dimension.kind === 'hourly' || dimension.kind === 'cron' ? instantAxis(dimension) : periodAxis(dimension)
}
