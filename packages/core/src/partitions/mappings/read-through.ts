import { type Cell, Subset } from '../subset.ts'
import { equalDownstream, equalUpstream } from './equal-dimensions.ts'
import { mappedDownstream, mappedUpstream } from './mapped.ts'
import type { Mapping, MappingContext } from './mapping.ts'
import { steppedDownstream, steppedUpstream } from './stepping.ts'
import { withinDownstream, withinUpstream } from './within.ts'

/**
 * The upstream partitions that one partition reads, in ascending order: those that exist at `now`, and for `identity` and
 * `along` the one that it needs, whether it exists or not. Empty where an `offset` leads past an end.
 */
export function upstreamCells(mapping: Mapping, cell: Cell, context: MappingContext): readonly Cell[] {
  return [...upstreamSubset(mapping, Subset.of([cell]), context).cells()]
}

/** The upstream partitions that any of some partitions reads: the union of their `upstreamCells`. */
export function upstreamSubset(mapping: Mapping, subset: Subset, context: MappingContext): Subset {
  if (subset.isEmpty) return Subset.empty
  switch (mapping.kind) {
    case 'identity':
    case 'every':
    case 'along':
      return equalUpstream(mapping, subset, context)
    case 'lookback':
    case 'offset':
      return steppedUpstream(mapping, subset, context)
    case 'within':
      return withinUpstream(subset, context)
    case 'latest':
      return newest(context)
    case 'mapped':
      return mappedUpstream(mapping, subset, context)
    default:
      return mapping satisfies never
  }
}

/** The existing partitions that read any of some upstream partitions: the inverse of `upstreamSubset`. */
export function downstreamSubset(mapping: Mapping, subset: Subset, context: MappingContext): Subset {
  if (subset.isEmpty) return Subset.empty
  switch (mapping.kind) {
    case 'identity':
    case 'every':
    case 'along':
      return equalDownstream(mapping, subset, context)
    case 'lookback':
    case 'offset':
      return steppedDownstream(mapping, subset, context)
    case 'within':
      return withinDownstream(subset, context)
    case 'latest':
      return newest(context).intersect(subset).isEmpty ? Subset.empty : context.reader.existing(context.now)
    case 'mapped':
      return mappedDownstream(mapping, subset, context)
    default:
      return mapping satisfies never
  }
}

function newest({ materialized }: MappingContext): Subset {
  const { last } = materialized
  return last === undefined ? Subset.empty : Subset.of([last])
}
