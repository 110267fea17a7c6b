import { at, downstreamOf, type Edges } from './adjacency.ts'

const unseen = 0
const onPath = 1
const done = 2

/**
 * Turns edges around until there is no cycle: those that a depth-first walk finds leading back. Assets have no cycles, but groups
 * of assets may. Edges from a node to itself are left out. `kept[k]` is the edge that `k` was made of, `turned[k]` whether it
 * was turned around.
 */
export function withoutCycles(count: number, edges: Edges): Edges & { kept: Int32Array; turned: Uint8Array } {
  const position = finishedLast(count, edges)
  const kept = Int32Array.from(edges.from.keys()).filter((edge) => edges.from[edge] !== edges.to[edge])
  const from = new Int32Array(kept.length)
  const to = new Int32Array(kept.length)
  const turned = new Uint8Array(kept.length)
  kept.forEach((edge, index) => {
    const a = at(edges.from, edge)
    const b = at(edges.to, edge)
    const back = at(position, a) > at(position, b)
    from[index] = back ? b : a
    to[index] = back ? a : b
    turned[index] = Number(back)
  })
  return { from, to, kept, turned }
}

/** Positions in the order in which a depth-first walk is done with nodes, the last first: topological, but for edges back. */
function finishedLast(count: number, edges: Edges): Int32Array {
  const down = downstreamOf(count, edges)
  const state = new Uint8Array(count)
  const next = down.start.slice(0, count)
  const position = new Int32Array(count)
  let place = count
  for (const source of sourcesFirst(count, edges)) {
    if (state[source] !== unseen) continue
    const path = [source]
    state[source] = onPath
    while (path.length > 0) {
      const node = path[path.length - 1] as number
      const edge = at(next, node)
      if (edge === at(down.start, node + 1)) {
        path.pop()
        state[node] = done
        position[node] = place -= 1
        continue
      }
      next[node] = edge + 1
      const end = at(down.ends, edge)
      if (state[end] !== unseen) continue
      state[end] = onPath
      path.push(end)
    }
  }
  return position
}

/** Where a walk begins decides which edges of a cycle lead back; whoever has fewer inputs than outputs comes first. */
function sourcesFirst(count: number, { from, to }: Edges): readonly number[] {
  const surplus = new Int32Array(count)
  const inputs = new Int32Array(count)
  for (const node of from) surplus[node] = at(surplus, node) + 1
  for (const node of to) {
    surplus[node] = at(surplus, node) - 1
    inputs[node] = at(inputs, node) + 1
  }
  return Array.from({ length: count }, (_, node) => node).sort(
    (a, b) => Number(at(inputs, a) > 0) - Number(at(inputs, b) > 0) || at(surplus, b) - at(surplus, a) || a - b,
  )
}
