import { compareKeys } from '../keys/index.ts'
import type { Adjacency } from './adjacency.ts'
import type { GraphAsset } from './graph-asset.ts'
import { linkDeps } from './link-deps.ts'
import { idsIn, type Mask } from './reach.ts'

/**
 * The cycles among the assets, each as the path from its first key back to it (`a, b, a`: `b` reads `a`, `a` reads `b`).
 * Keys are tried in order, each gives the shortest cycle through it, and no asset stands in two cycles: without those
 * that are named, no cycle is left. The answer does not depend on the order of `assets`.
 */
export function findCycles(assets: readonly GraphAsset[]): readonly (readonly string[])[] {
  const sorted = assets.toSorted((a, b) => compareKeys(a.key, b.key))
  const upstream = linkDeps(sorted)
  const downstream = upstream.reversed()
  const open = knots(upstream, downstream)
  const cycles: (readonly string[])[] = []
  for (const start of idsIn(open)) {
    if (open[start] === 0) continue
    const cycle = shortestCycle(start, downstream, open)
    for (const id of cycle) open[id] = 0
    // A knot also holds assets that only lie between two cycles.
    open[start] = 0
    if (cycle.length > 0) cycles.push([...cycle, start].map((id) => sorted[id]?.key ?? ''))
  }
  return cycles
}

/** What is left when ids with nothing upstream, then ids with nothing downstream, are taken away again and again. */
function knots(upstream: Adjacency, downstream: Adjacency): Mask {
  const left = new Uint8Array(upstream.size).fill(1)
  peel(left, downstream)
  if (left.includes(1)) peel(left, upstream)
  return left
}

/** Takes away what nothing that is left leads to, until something leads to all that is left. */
function peel(left: Mask, out: Adjacency): void {
  const waiting = new Int32Array(left.length)
  for (const id of idsIn(left)) {
    for (const next of out.of(id)) waiting[next] = (waiting[next] ?? 0) + 1
  }
  const ready = idsIn(left).filter((id) => waiting[id] === 0)
  for (const id of ready) {
    left[id] = 0
    for (const next of out.of(id)) {
      const count = (waiting[next] ?? 0) - 1
      waiting[next] = count
      if (count === 0 && left[next] === 1) ready.push(next)
    }
  }
}

/** The shortest path within `open` from `start` back to it, without its end; empty when there is none. */
function shortestCycle(start: number, downstream: Adjacency, open: Mask): readonly number[] {
  const cameFrom = new Map<number, number>()
  const queue = [start]
  for (const id of queue) {
    for (const next of downstream.of(id)) {
      if (next === start) return pathTo(id, start, cameFrom)
      if (open[next] === 0 || cameFrom.has(next)) continue
      cameFrom.set(next, id)
      queue.push(next)
    }
  }
  return []
}

function pathTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): readonly number[] {
  const path = [end]
  for (let id: number | undefined = end; id !== undefined && id !== start; ) {
    id = cameFrom.get(id)
    if (id !== undefined) path.push(id)
  }
  return path.reverse()
}
