import { fail } from '../../errors/index.ts'
import type { Grid } from '../grid.ts'
import type { PartitionKey } from '../partitions.ts'
import { type Cell, Subset } from '../subset.ts'
import type { Mapping, MappingContext } from './mapping.ts'

type Mapped = Extract<Mapping, { readonly kind: 'mapped' }>
type CellsOf = (cell: Cell) => Subset

// A function sees keys, so these walk through the cells. Keys that name no partition now are left out. `upstream` is what
// counts: an inverse that names readers in vain does no harm, and one that leaves a reader out would let it grow stale unseen.

/** Throws MAPPING_INVERSE_WRONG when the inverse leaves out a partition that reads. */
export function mappedUpstream(mapping: Mapped, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const there = walker(reader, upstream, { keysOf: mapping.upstream, now })
  const back = walker(upstream, reader, { keysOf: mapping.downstream, now })
  const readers = reader.existing(now)
  const read: Cell[] = []
  for (const cell of subset.cells()) {
    for (const at of there(cell).cells()) {
      if (readers.has(cell) && !back(at).has(cell)) refuseInverse(reader, upstream, [cell, at])
      read.push(at)
    }
  }
  return Subset.of(read)
}

export function mappedDownstream(mapping: Mapped, subset: Subset, { reader, upstream, now }: MappingContext): Subset {
  const there = walker(reader, upstream, { keysOf: mapping.upstream, now })
  const back = walker(upstream, reader, { keysOf: mapping.downstream, now })
  const readers: Cell[] = []
  for (const cell of subset.intersect(upstream.existing(now)).cells()) readers.push(...back(cell).cells())
  return Subset.of([...Subset.of(readers).cells()].filter((cell) => there(cell).overlaps(subset)))
}

/** The existing partitions that a function names for a cell; it is asked once for each. */
function walker(
  from: Grid,
  to: Grid,
  { keysOf, now }: { readonly keysOf: (key: never) => Iterable<PartitionKey>; readonly now: number },
): CellsOf {
  // What is typed where it is declared arrives here as whatever its key is.
  const untyped = keysOf as (key: PartitionKey) => Iterable<PartitionKey>
  const existing = to.existing(now)
  const known = new Map<string, Subset>()
  return (cell) => {
    const name = `${cell.series} ${cell.ordinal}`
    const found = known.get(name) ?? Subset.of(Array.from(untyped(from.keyOf(cell)), to.cellOf)).intersect(existing)
    known.set(name, found)
    return found
  }
}

function refuseInverse(reader: Grid, upstream: Grid, [cell, at]: readonly [reader: Cell, upstream: Cell]): never {
  const [mine, theirs] = [reader.textOf(cell), upstream.textOf(at)]
  return fail('MAPPING_INVERSE_WRONG', {
    message: `a \`mapped()\` contradicts itself: its \`upstream\` says that \`${mine}\` reads \`${theirs}\`, and its \`downstream\` of \`${theirs}\` leaves \`${mine}\` out`,
    hint: 'Let `downstream` name every partition whose `upstream` names the key.',
  })
}
