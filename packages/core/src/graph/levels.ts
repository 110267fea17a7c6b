import type { Adjacency } from './adjacency.ts'

/**
 * The level of every id: the edges of the longest path that leads to it, so 0 without upstream, and always more than
 * that of anything upstream. Ids on a cycle, or downstream of one, keep 0. Source: Kahn, "Topological sorting" (1962).
 */
export function findLevels(upstream: Adjacency, downstream: Adjacency): Int32Array {
  const levels = new Int32Array(upstream.size)
  const waiting = levels.map((_, id) => upstream.of(id).length)
  const ready = [...waiting.keys()].filter((id) => waiting[id] === 0)
  for (const id of ready) {
    const next = (levels[id] ?? 0) + 1
    for (const reader of downstream.of(id)) {
      levels[reader] = Math.max(levels[reader] ?? 0, next)
      const left = (waiting[reader] ?? 0) - 1
      waiting[reader] = left
      if (left === 0) ready.push(reader)
    }
  }
  return levels
}
