import type { Grid } from '../grid.ts'
import type { PartitionKey } from '../partitions.ts'
import { Subset } from '../subset.ts'
import type { Mapping, MappingContext } from './mapping.ts'

type Mapped = Extract<Mapping, { readonly kind: 'mapped' }>

// A function sees keys, so these walk through the cells. Keys that name no partition now are left out.

export function mappedUpstream(mapping: Mapped, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  return walk(subset, [reader, upstream], mapping.upstream).intersect(upstream.existing(now))
}

export function mappedDownstream(mapping: Mapped, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  return walk(subset.intersect(upstream.existing(now)), [upstream, reader], mapping.downstream).intersect(
    reader.existing(now),
  )
}

function walk(
  subset: Subset,
  [from, to]: readonly [Grid, Grid],
  keysOf: (key: never) => Iterable<PartitionKey>,
): Subset {
  // What is typed where it is declared arrives here as whatever its key is.
  const untyped = keysOf as (key: PartitionKey) => Iterable<PartitionKey>
  const found = []
  for (const cell of subset.cells()) for (const key of untyped(from.keyOf(cell))) found.push(to.cellOf(key))
  return Subset.of(found)
}
