import type { Adjacency } from './adjacency.ts'

/** A set of ids: 1 at the index of each id that is in it. */
export type Mask = Uint8Array

/** The ids that one to `depth` edges lead to from any id of `from`. */
export function reach(edges: Adjacency, from: Mask, depth: number): Mask {
  const reached = new Uint8Array(edges.size)
  let frontier = idsIn(from)
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const next: number[] = []
    for (const id of frontier) {
      for (const target of edges.of(id)) {
        if (reached[target] === 1) continue
        reached[target] = 1
        next.push(target)
      }
    }
    frontier = next
  }
  return reached
}

/** The ids of a mask, ascending. */
export function idsIn(mask: Mask): number[] {
  const ids: number[] = []
  for (let id = mask.indexOf(1); id !== -1; id = mask.indexOf(1, id + 1)) ids.push(id)
  return ids
}
