import { type IntervalSet, Subset } from '../partitions/index.ts'

/** A subset in parts of at most so many partitions, in the order of its cells. */
export function* inChunks(subset: Subset, size: number): Generator<Subset> {
  if (subset.count <= size) return yield subset
  let parts: (readonly [series: string, ordinals: IntervalSet])[] = []
  let room = size
  for (const [series, ordinals] of subset.series()) {
    for (let rank = 0; rank < ordinals.count; ) {
      const part = ordinals.clip(ordinals.at(rank) ?? 0, ordinals.at(rank + room - 1) ?? Number.POSITIVE_INFINITY)
      parts.push([series, part])
      rank += part.count
      room -= part.count
      if (room > 0) continue
      yield Subset.ofSeries(parts)
      parts = []
      room = size
    }
  }
  if (parts.length > 0) yield Subset.ofSeries(parts)
}
