import { IntervalSet } from '../interval-set.ts'
import type { Layout } from '../layout.ts'
import { Subset } from '../subset.ts'
import { dimensionPairs } from './dimension-pairs.ts'
import { carry } from './join.ts'
import type { Mapping, MappingContext, Steps } from './mapping.ts'

// lookback and offset. Both are a stretch of positions in the row of upstream partitions. A reader partition that is in the
// row, at position i, reads i+on[0] ... i+on[1]; one that is not, and stands just before position i, reads i+off[0] ... i+off[1].

type Span = readonly [from: number, to: number]
interface Reach {
  readonly on: Span
  readonly off: Span
}
type Stepping = Extract<Mapping, { readonly kind: 'lookback' | 'offset' }>

/** As good as infinite, and still exact in sums with ordinals. */
const endless = 2 ** 50

export function steppedUpstream(mapping: Stepping, subset: Subset, context: MappingContext): Subset {
  const { reader, upstream, now } = context
  const pairs = dimensionPairs({ kind: 'identity' }, reader.layout, upstream.layout)
  let reached = carry({ layout: reader.layout, subset }, upstream.layout, pairs)
  for (const [position, reach] of reachesOf(mapping, upstream.layout)) {
    reached = changeDimension(upstream.layout, reached, position, (ordinals) =>
      upstreamOrdinals(ordinals, reach, rowOf(context, position, ordinals)),
    )
  }
  return reached.intersect(upstream.existing(now))
}

export function steppedDownstream(mapping: Stepping, subset: Subset, context: MappingContext): Subset {
  const { reader, upstream, now } = context
  const pairs = dimensionPairs({ kind: 'identity' }, reader.layout, upstream.layout)
  let reached = subset.intersect(upstream.existing(now))
  for (const [position, reach] of reachesOf(mapping, upstream.layout)) {
    const readers = readerAxis(context, position)?.existing(now) ?? IntervalSet.empty
    reached = changeDimension(upstream.layout, reached, position, (ordinals) =>
      readers.intersect(downstreamSpans(ordinals, reach, rowOf(context, position, ordinals))),
    )
  }
  const swapped = pairs.map(([mine, theirs]) => [theirs, mine] as const)
  return carry({ layout: upstream.layout, subset: reached }, reader.layout, swapped).intersect(reader.existing(now))
}

/** How far each dimension steps; those that do not step are absent. */
function reachesOf(mapping: Stepping, layout: Layout): readonly (readonly [position: number, reach: Reach])[] {
  const steps: Steps = mapping.kind === 'lookback' ? mapping.count : mapping.by
  if (typeof steps === 'number') return stepOf(mapping.kind, layout.mainIndex, steps)
  return Object.entries(steps).flatMap(([name, count]) => {
    const position = layout.dimensions.findIndex((dimension) => dimension.name === name)
    return stepOf(mapping.kind, position, count)
  })
}

function stepOf(kind: Stepping['kind'], position: number, steps: number): readonly (readonly [number, Reach])[] {
  if (kind === 'lookback') return [[position, { on: [1 - steps, 0], off: [-steps, -1] }]]
  if (steps === 0) return []
  const off = steps > 0 ? steps - 1 : steps
  return [[position, { on: [steps, steps], off: [off, off] }]]
}

/** All partitions of a dimension of the upstream, as far as anything reaches. */
function rowOf(context: MappingContext, position: number, ordinals: IntervalSet): IntervalSet {
  const axis = context.upstream.layout.dimensions[position]?.axis
  const readers = readerAxis(context, position)?.existing(context.now)
  const farthest = Math.max(
    ordinals.last ?? -endless,
    readers?.last ?? -endless,
    axis?.existing(context.now).last ?? -endless,
  )
  return axis?.time?.through(farthest) ?? IntervalSet.empty
}

function readerAxis({ reader, upstream }: MappingContext, position: number) {
  const name = upstream.layout.dimensions[position]?.name
  return reader.layout.dimensions.find((dimension) => dimension.name === name)?.axis
}

function upstreamOrdinals(ordinals: IntervalSet, reach: Reach, row: IntervalSet): IntervalSet {
  const ranges: Span[] = []
  const take = (spans: Iterable<Span>, [low, high]: Span) => {
    for (const [from, to] of spans) {
      const [first, last] = [row.at(Math.max(from + low, 0)), row.at(Math.min(to + high, row.count - 1))]
      if (first !== undefined && last !== undefined) ranges.push([first, last])
    }
  }
  take(positionsOf(ordinals.intersect(row), row), reach.on)
  take(positionsAfter(ordinals.subtract(row), row), reach.off)
  return row.intersect(IntervalSet.fromRanges(ranges))
}

/** All ordinals, partitions or not, that read one of `ordinals`. */
function downstreamSpans(ordinals: IntervalSet, { on, off }: Reach, row: IntervalSet): IntervalSet {
  const at = (position: number) => row.at(position) ?? (position < 0 ? -endless : endless)
  const ranges: Span[] = []
  for (const [from, to] of positionsOf(ordinals, row)) {
    ranges.push([Math.min(at(from - on[1]), at(from - off[1] - 1) + 1), Math.max(at(to - on[0]), at(to - off[0]) - 1)])
  }
  return IntervalSet.fromRanges(ranges)
}

/** Stretches of positions in the row, of members of it. */
function* positionsOf(members: IntervalSet, row: IntervalSet): Generator<Span> {
  for (const { from, to, step } of members.ranges()) {
    const [first, last] = [row.rank(from), row.rank(to)]
    if (last - first === (to - from) / step) yield [first, last]
    else for (let ordinal = from; ordinal <= to; ordinal += step) yield [row.rank(ordinal), row.rank(ordinal)]
  }
}

/** The positions just before which ordinals stand that are not in the row. */
function* positionsAfter(strangers: IntervalSet, row: IntervalSet): Generator<Span> {
  for (const { from, to, step } of strangers.ranges()) {
    const [first, last] = [row.rank(from), row.rank(to)]
    if (first === last) yield [first, last]
    else for (let ordinal = from; ordinal <= to; ordinal += step) yield [row.rank(ordinal), row.rank(ordinal)]
  }
}

/** Changes the ordinals along one dimension, whichever that is. */
function changeDimension(
  layout: Layout,
  subset: Subset,
  position: number,
  change: (ordinals: IntervalSet) => IntervalSet,
): Subset {
  if (position === layout.mainIndex) return subset.mapSeries(change)
  const changed = new Map<string, IntervalSet>()
  for (const [series, along] of subset.series()) {
    const ordinals = layout.ordinalsOf({ series, ordinal: 0 })
    const here = ordinals[position] ?? 0
    for (const ordinal of change(IntervalSet.of([here, here]))) {
      const target = layout.cellAt(ordinals.with(position, ordinal)).series
      changed.set(target, (changed.get(target) ?? IntervalSet.empty).union(along))
    }
  }
  return Subset.ofSeries(changed)
}
