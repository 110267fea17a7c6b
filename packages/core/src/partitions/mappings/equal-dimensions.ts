import type { Subset } from '../subset.ts'
import { dimensionPairs } from './dimension-pairs.ts'
import { carry, join } from './join.ts'
import type { Mapping, MappingContext } from './mapping.ts'

// identity, every and along: some dimensions of reader and upstream are equal, the others run free.

/**
 * Where each dimension of the upstream is held equal, a partition reads that one, whether it exists or not: what a closed
 * day of the upstream's calendar misses is missing. Free dimensions run over all that exists.
 */
export function equalUpstream(mapping: Mapping, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const pairs = dimensionPairs(mapping, reader.layout, upstream.layout)
  const from = { layout: reader.layout, subset }
  if (pairs.length === upstream.layout.dimensions.length) return carry(from, upstream.layout, pairs)
  return join(from, { layout: upstream.layout, subset: upstream.existing(now) }, pairs)
}

export function equalDownstream(mapping: Mapping, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const pairs = dimensionPairs(mapping, reader.layout, upstream.layout)
  const isWhole = pairs.length === upstream.layout.dimensions.length
  const read = isWhole ? subset : subset.intersect(upstream.existing(now))
  return join(
    { layout: upstream.layout, subset: read },
    { layout: reader.layout, subset: reader.existing(now) },
    pairs.map(([mine, theirs]) => [theirs, mine]),
  )
}
