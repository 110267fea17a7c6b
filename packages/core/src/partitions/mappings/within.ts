import type { TimeAxis, Window } from '../axis.ts'
import { IntervalSet } from '../interval-set.ts'
import { type Run, sizeOf } from '../runs.ts'
import type { Subset } from '../subset.ts'
import type { MappingContext } from './mapping.ts'

// A partition reads those of the upstream whose window begins within its own. Where cuts nest, as hours do in days, that is
// all that lies within; a week that straddles two months belongs to the month of its Monday, so none is lost or read twice.

export function withinUpstream(subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const [mine, theirs] = [reader.layout.main?.axis.time, upstream.layout.main?.axis.time]
  if (mine === undefined || theirs === undefined) return subset.mapSeries(() => IntervalSet.empty)
  const spans: (readonly [number, number])[] = []
  for (const run of subset.in('').ranges()) {
    for (const [from, to] of stretchesOf(run, mine)) {
      spans.push([theirs.firstFrom(mine.windowOf(from).start), theirs.firstFrom(mine.windowOf(to).end) - 1])
    }
  }
  const reached = IntervalSet.fromRanges(spans)
  return upstream.existing(now).mapSeries((ordinals) => ordinals.intersect(reached))
}

export function withinDownstream(subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const [mine, theirs] = [reader.layout.main?.axis.time, upstream.layout.main?.axis.time]
  if (mine === undefined || theirs === undefined) return subset.mapSeries(() => IntervalSet.empty)
  const read = subset.in('').intersect(upstream.existing(now).in(''))
  const readers = reader.existing(now).in('')
  const reached: number[] = []
  for (const run of read.ranges()) {
    const readerOf = (ordinal: number) => mine.begunBy(theirs.windowOf(ordinal).start)
    const candidates = readers.clip(
      readerOf(run.from) ?? Number.NEGATIVE_INFINITY,
      readerOf(run.to) ?? Number.NEGATIVE_INFINITY,
    )
    if (candidates.count <= sizeOf(run)) {
      for (const ordinal of candidates) if (beginsWithin(read, theirs, mine.windowOf(ordinal))) reached.push(ordinal)
    } else {
      for (let ordinal = run.from; ordinal <= run.to; ordinal += run.step) {
        const at = readerOf(ordinal)
        if (at !== undefined) reached.push(at)
      }
    }
  }
  return reader.existing(now).mapSeries((ordinals) => ordinals.intersect(IntervalSet.fromValues(reached)))
}

/** A run as stretches of windows that leave no time between. */
function* stretchesOf({ from, to, step }: Run, time: TimeAxis): Generator<readonly [from: number, to: number]> {
  if (time.touches(from, to, sizeOf({ from, to, step }))) yield [from, to]
  else for (let ordinal = from; ordinal <= to; ordinal += step) yield [ordinal, ordinal]
}

function beginsWithin(ordinals: IntervalSet, time: TimeAxis, { start, end }: Window): boolean {
  return ordinals.rank(time.firstFrom(start)) < ordinals.rank(time.firstFrom(end))
}
