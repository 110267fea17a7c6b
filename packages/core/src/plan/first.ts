import { IntervalSet, Subset } from '../partitions/index.ts'

/** The first `most` of some partitions: along time, where there is time, all series of one ordinal before the next. */
export function first(partitions: Subset, most: number): Subset {
  if (partitions.count <= most) return partitions
  const along = [...partitions.series().values()].reduce((all, ordinals) => all.union(ordinals), IntervalSet.empty)
  const upTo = (ordinal: number): Subset =>
    partitions.mapSeries((ordinals) => ordinals.clip(Number.NEGATIVE_INFINITY, ordinal))
  let [low, high] = [0, along.count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upTo(along.at(middle) ?? 0).count <= most) low = middle + 1
    else high = middle
  }
  const whole = upTo(low === 0 ? Number.NEGATIVE_INFINITY : (along.at(low - 1) ?? 0))
  const next = along.at(low) ?? 0
  const rest = partitions.mapSeries((ordinals) => ordinals.clip(next, next))
  return whole.union(Subset.of([...rest.cells()].slice(0, most - whole.count)))
}
