import { type Grid, IntervalSet, Subset } from '../partitions/index.ts'
import type { Reads } from '../status/index.ts'

/**
 * Those partitions of `within` that read a seed of the same asset, or one that does, and so on; no seed is within. Where
 * each partition reads the `n` before it, this takes one look at each range; other ways to read oneself are followed
 * partition by partition.
 */
export function following(
  reads: Reads,
  grid: Grid,
  of: { readonly seeds: Subset; readonly within: Subset; readonly now: number },
): Subset {
  const { seeds, within, now } = of
  const before = stepsBefore(reads)
  if (before === undefined) return followed(reads, seeds, within)
  const existing = grid.existing(now)
  return within.mapSeries((ordinals, series) =>
    reachable(existing.in(series), { seeds: seeds.in(series), within: ordinals, before }),
  )
}

/** How many partitions just before its own one reads; undefined where it reads otherwise. */
function stepsBefore({ input: { mapping } }: Reads): number | undefined {
  if (mapping.kind === 'offset') return mapping.by === -1 ? 1 : undefined
  return mapping.kind === 'lookback' && typeof mapping.count === 'number' ? mapping.count : undefined
}

function followed(reads: Reads, seeds: Subset, within: Subset): Subset {
  let [found, newest] = [Subset.empty, seeds]
  while (!newest.isEmpty) {
    newest = reads.to(newest).intersect(within).subtract(found)
    found = found.union(newest)
  }
  return found
}

/** In a row where each reads the `before` ones before it: once one of a gapless stretch is reached, so is its rest. */
function reachable(
  row: IntervalSet,
  of: { readonly seeds: IntervalSet; readonly within: IntervalSet; readonly before: number },
): IntervalSet {
  const ranges: (readonly [number, number])[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const [from, to] of stretches(of.within, row)) {
    const isNear = from - last <= of.before
    const start = isNear ? from : firstBehind(of.seeds, row, [from - of.before, to - 1])
    if (start === undefined) continue
    const [first, end] = [row.at(Math.max(start, from)), row.at(to)]
    if (first === undefined || end === undefined) continue
    ranges.push([first, end])
    last = to
  }
  return of.within.intersect(IntervalSet.fromRanges(ranges))
}

/** The position just behind the first seed between two positions of the row. */
function firstBehind(seeds: IntervalSet, row: IntervalSet, [low, high]: readonly [number, number]): number | undefined {
  const [from, to] = [row.at(Math.max(low, 0)), row.at(high)]
  if (from === undefined || to === undefined || to < from) return undefined
  const { first } = seeds.clip(from, to)
  return first === undefined ? undefined : row.rank(first) + 1
}

/** Members of the row that follow on one another without a gap, as positions. */
function* stretches(members: IntervalSet, row: IntervalSet): Generator<readonly [from: number, to: number]> {
  let open: [number, number] | undefined
  for (const { from, to, step } of members.intersect(row).ranges()) {
    for (const [first, last] of positions({ from, to, step }, row)) {
      if (open && first === open[1] + 1) open[1] = last
      else {
        if (open) yield open
        open = [first, last]
      }
    }
  }
  if (open) yield open
}

function* positions(
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  row: IntervalSet,
): Generator<readonly [number, number]> {
  const [first, last] = [row.rank(from), row.rank(to)]
  if (last - first === (to - from) / step) return yield [first, last]
  for (let ordinal = from; ordinal <= to; ordinal += step) yield [row.rank(ordinal), row.rank(ordinal)]
}
