import { at, degree, downstreamOf, type Edges, type Neighbours, upstreamOf } from './adjacency.ts'

/** Where a node has to stand: in the first column, in the last, or wherever it fits. */
export const pin = { free: 0, first: 1, last: 2 } as const

/**
 * The column of every node of a graph without cycles: as far left as its inputs allow (longest path), then moved right to
 * what reads it where that makes edges shorter. With pins, the first and the last column hold pinned nodes alone.
 */
export function ranksOf(count: number, edges: Edges, pins?: Uint8Array): Int32Array {
  const down = downstreamOf(count, edges)
  const up = upstreamOf(count, edges)
  const order = topological(count, down, up)
  const rank = new Int32Array(count)
  const lowest = pins?.includes(pin.first) ? 1 : 0
  for (const node of order) {
    let best = pins?.[node] === pin.first ? 0 : lowest
    for (let k = at(up.start, node); k < at(up.start, node + 1); k += 1) {
      best = Math.max(best, at(rank, at(up.ends, k)) + 1)
    }
    rank[node] = best
  }
  tighten(rank, order, { down, up, pins })
  if (pins) pinLast(rank, pins)
  return rank
}

export function topological(count: number, down: Neighbours, up: Neighbours): Int32Array {
  const waiting = new Int32Array(count)
  const order = new Int32Array(count)
  let end = 0
  for (let node = 0; node < count; node += 1) {
    waiting[node] = degree(up, node)
    if (waiting[node] === 0) order[end++] = node
  }
  for (let place = 0; place < end; place += 1) {
    const node = at(order, place)
    for (let k = at(down.start, node); k < at(down.start, node + 1); k += 1) {
      const reader = at(down.ends, k)
      waiting[reader] = at(waiting, reader) - 1
      if (waiting[reader] === 0) order[end++] = reader
    }
  }
  return order
}

interface Links {
  readonly down: Neighbours
  readonly up: Neighbours
  readonly pins: Uint8Array | undefined
}

/** Twice, from the right: a node with more readers than inputs goes to just before its first reader. */
function tighten(rank: Int32Array, order: Int32Array, { down, up, pins }: Links): void {
  for (let pass = 0; pass < 2; pass += 1) {
    for (let place = order.length - 1; place >= 0; place -= 1) {
      const node = at(order, place)
      if (pins && pins[node] !== pin.free) continue
      const readers = degree(down, node)
      if (readers === 0 || readers <= degree(up, node)) continue
      let first = Number.POSITIVE_INFINITY
      for (let k = at(down.start, node); k < at(down.start, node + 1); k += 1) {
        // What is pinned to the end has no place yet, and pulls nothing.
        if (pins?.[at(down.ends, k)] !== pin.last) first = Math.min(first, at(rank, at(down.ends, k)))
      }
      if (first < Number.POSITIVE_INFINITY) rank[node] = Math.max(at(rank, node), first - 1)
    }
  }
}

function pinLast(rank: Int32Array, pins: Uint8Array): void {
  let last = 0
  rank.forEach((column, node) => {
    if (pins[node] !== pin.last) last = Math.max(last, column)
  })
  pins.forEach((where, node) => {
    if (where === pin.last) rank[node] = last + 1
  })
}
