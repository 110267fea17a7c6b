import { at } from './adjacency.ts'
import type { Layers } from './layers.ts'

/** How often links between neighbouring columns cross, counted in n log n by a Fenwick tree over the right column. */
export function crossings(layers: Layers, place: Int32Array): number {
  let total = 0
  for (let rank = 0; rank + 1 < layers.columns.length; rank += 1) total += between(layers, rank, place)
  return total
}

function between({ columns, down }: Layers, rank: number, place: Int32Array): number {
  const size = columns[rank + 1]?.length ?? 0
  const tree = new Int32Array(size + 1)
  let seen = 0
  let total = 0
  for (const node of columns[rank] ?? []) {
    const first = at(down.start, node)
    const end = at(down.start, node + 1)
    for (let k = first; k < end; k += 1) {
      let notBelow = 0
      for (let i = at(place, at(down.ends, k)) + 1; i > 0; i -= i & -i) notBelow += at(tree, i)
      total += seen - notBelow
    }
    for (let k = first; k < end; k += 1) {
      for (let i = at(place, at(down.ends, k)) + 1; i <= size; i += i & -i) tree[i] = at(tree, i) + 1
      seen += 1
    }
  }
  return total
}
