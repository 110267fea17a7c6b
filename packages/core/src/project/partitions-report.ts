import type { AssetDefinition } from '../define/index.ts'
import {
  type Dimension,
  type Dimensions,
  type Grid,
  type IntervalSet,
  isTime,
  type Partitions,
  type Places,
  placesOf,
  stretchesIn,
} from '../partitions/index.ts'
import { type PartitionStatus, type PartitionStatuses, partitionStatuses } from './partition-statuses.ts'
import type { Session } from './session.ts'

/** One of the ways in which an asset is cut. */
export interface DimensionReport {
  /** Empty where it is the only one. */
  readonly name: string
  /** `daily`, `keys`, `dynamic`... */
  readonly kind: Dimension['kind']
  /** How many keys have begun by now, and the first and the last of them. */
  readonly count: number
  readonly first: string | undefined
  readonly last: string | undefined
  /** An IANA zone; undefined for keys. */
  readonly timezone: string | undefined
}

/** Neighbours of equal status. */
export interface PartitionStretch {
  readonly status: PartitionStatus
  /** The key of the first of them along the main dimension; empty where there is none. */
  readonly from: string
  readonly count: number
}

/** Partitions that differ only in the main dimension: the only one, or that of a product that series count along. */
export interface PartitionSeries {
  /** The keys of the other dimensions, in their order. */
  readonly of: readonly string[]
  /** In the order of partitions. */
  readonly stretches: readonly PartitionStretch[]
}

/** How every partition of an asset that has begun stands. */
export interface PartitionsReport {
  readonly asset: string
  /** `unpartitioned`, `daily`, `product`... */
  readonly kind: Partitions['kind']
  readonly dimensions: readonly DimensionReport[]
  /** The index of the main dimension: the first along time, else the last; -1 where the asset is not partitioned. */
  readonly along: number
  /** Where the partitions of every series lie on the calendar, in their order; empty where the main dimension is no time. */
  readonly places: readonly Places[]
  readonly counts: { readonly [S in PartitionStatus | 'total']: number }
  /** The page of series that was asked for, and how many there are. */
  readonly series: readonly PartitionSeries[]
  readonly total: number
}

/** Which series are wanted, by their place among all of them. */
export interface SeriesPage {
  /** Default: 0. */
  readonly from?: number | undefined
  /** Default: 100. */
  readonly limit?: number | undefined
}

/** Costs by stretches, and by the series of the page: never by partitions. */
export async function partitionsReport(
  session: Session,
  definition: AssetDefinition,
  { from = 0, limit = 100 }: SeriesPage,
): Promise<PartitionsReport> {
  const { key, partitions } = definition
  const { snapshot } = await session.observed([definition.step])
  const grid = snapshot.grid(key)
  const statuses = await partitionStatuses(session, definition, snapshot)
  const dimensions = dimensionReports(grid, snapshot.now)
  const { main, mainIndex } = grid.layout
  const along = dimensionsOf(partitions)[mainIndex]
  const existing = grid.existing(snapshot.now).series()
  return {
    asset: key,
    kind: partitions.kind,
    dimensions,
    along: mainIndex,
    places: main && along ? placesOf(along, main.axis.existing(snapshot.now)) : [],
    counts: countsOf(statuses),
    series: [...existing]
      .slice(from, from + limit)
      .map(([series, ordinals]) => seriesReport(grid, statuses, { series, ordinals })),
    total: existing.size,
  }
}

function dimensionReports({ partitions, layout }: Grid, now: number): readonly DimensionReport[] {
  const definitions = dimensionsOf(partitions)
  return layout.dimensions.map(({ name, axis }, index) => {
    const dimension = definitions[index]
    const { count, first, last } = axis.existing(now)
    return {
      name,
      kind: dimension?.kind ?? 'keys',
      count,
      first: first === undefined ? undefined : axis.textOf(first),
      last: last === undefined ? undefined : axis.textOf(last),
      timezone: dimension && isTime(dimension) ? dimension.timezone : undefined,
    }
  })
}

function dimensionsOf(partitions: Partitions): readonly Dimension[] {
  if (partitions.kind === 'unpartitioned') return []
  if (partitions.kind !== 'product') return [partitions]
  const dimensions: Dimensions = partitions.dimensions
  return Object.values(dimensions)
}

function countsOf(statuses: PartitionStatuses): PartitionsReport['counts'] {
  const { failed, running, missing, stale, fresh, open } = statuses
  return {
    failed: failed.count,
    running: running.count,
    missing: missing.count,
    stale: stale.count,
    fresh: fresh.count,
    open: open.count,
    total: Object.values(statuses).reduce((sum, { count }) => sum + count, 0),
  }
}

function seriesReport(
  grid: Grid,
  statuses: PartitionStatuses,
  { series, ordinals }: { readonly series: string; readonly ordinals: IntervalSet },
): PartitionSeries {
  const { layout } = grid
  const others = layout.ordinalsOf({ series, ordinal: 0 }).toSpliced(layout.mainIndex, 1)
  const axes = layout.dimensions.toSpliced(layout.mainIndex, 1)
  const textOf = (rank: number): string => layout.main?.axis.textOf(ordinals.at(rank) ?? 0) ?? ''
  return {
    of: axes.map(({ axis }, index) => axis.textOf(others[index] ?? 0)),
    stretches: stretchesOf(statuses, { series, ordinals }).map(({ status, rank, count }) => ({
      status,
      from: textOf(rank),
      count,
    })),
  }
}

interface Ranked {
  readonly status: PartitionStatus
  readonly rank: number
  readonly count: number
}

/** The stretches of all statuses in the order of partitions; neighbours of one status are one. */
function stretchesOf(
  statuses: PartitionStatuses,
  { series, ordinals }: { readonly series: string; readonly ordinals: IntervalSet },
): readonly Ranked[] {
  const ranked = Object.entries(statuses).flatMap(([status, partitions]) =>
    stretchesIn(ordinals, partitions.in(series)).map(({ from, count }) => ({
      status: status as PartitionStatus,
      rank: from,
      count,
    })),
  )
  const joined: Ranked[] = []
  for (const next of ranked.sort((a, b) => a.rank - b.rank)) {
    const last = joined.at(-1)
    if (last?.status === next.status) joined[joined.length - 1] = { ...last, count: last.count + next.count }
    else joined.push(next)
  }
  return joined
}

/** Which keys are wanted: of one series, by their place in it. */
export interface KeysPage {
  /** The place of the series among all of them. Default: 0. */
  readonly series?: number | undefined
  readonly from: number
  readonly count: number
}

/** Keys along the main dimension; none where the asset is not partitioned, or where there are no such places. */
export async function partitionKeys(
  session: Session,
  { partitions }: AssetDefinition,
  { series = 0, from, count }: KeysPage,
): Promise<readonly string[]> {
  const grid = (await session.grids())(partitions)
  const axis = grid.layout.main?.axis
  const ordinals = [...grid.existing(session.parts.clock.now()).series().values()][series]
  if (!axis || !ordinals) return []
  const length = Math.max(0, Math.min(count, ordinals.count - from))
  return Array.from({ length }, (_, index) => axis.textOf(ordinals.at(from + index) ?? 0))
}
