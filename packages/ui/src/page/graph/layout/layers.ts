import { at, downstreamOf, type Edges, type Neighbours, upstreamOf } from './adjacency.ts'

/**
 * A graph in columns, where every edge leads to the very next column: an edge over several columns goes through a stand-in
 * in each column between. Stand-ins are numbered after the nodes.
 */
export interface Layers {
  /** How many are nodes; the rest are stand-ins. */
  readonly nodes: number
  readonly count: number
  readonly rank: Int32Array
  readonly down: Neighbours
  readonly up: Neighbours
  /** The stand-ins of edge `j`: numbers from `chain[j]` up to, and without, `chain[j + 1]`, from left to right. */
  readonly chain: Int32Array
  /** Who is in a column, from top to bottom; changed by who orders them. */
  readonly columns: Int32Array[]
}

export function layersOf(nodes: number, edges: Edges, ranks: Int32Array): Layers {
  const chain = new Int32Array(edges.from.length + 1)
  chain[0] = nodes
  edges.from.forEach((from, edge) => {
    chain[edge + 1] = at(chain, edge) + at(ranks, at(edges.to, edge)) - at(ranks, from) - 1
  })
  const count = at(chain, edges.from.length)
  const rank = new Int32Array(count)
  rank.set(ranks)
  const links = linksOf(edges, chain, { nodes, rank })
  const down = downstreamOf(count, links)
  const up = upstreamOf(count, links)
  return { nodes, count, rank, down, up, chain, columns: walked({ nodes, count, rank, down, up }) }
}

/** Cuts edges into links from column to column, and gives stand-ins their columns. */
function linksOf(edges: Edges, chain: Int32Array, { nodes, rank }: { nodes: number; rank: Int32Array }): Edges {
  const standIns = at(chain, edges.from.length) - nodes
  const from = new Int32Array(edges.from.length + standIns)
  const to = new Int32Array(from.length)
  let link = 0
  edges.from.forEach((source, edge) => {
    let previous = source
    for (let standIn = at(chain, edge); standIn < at(chain, edge + 1); standIn += 1) {
      rank[standIn] = at(rank, previous) + 1
      from[link] = previous
      to[link++] = standIn
      previous = standIn
    }
    from[link] = previous
    to[link++] = at(edges.to, edge)
  })
  return { from, to }
}

/** The order to begin with: as a depth-first walk meets them, so that what belongs together is together. */
function walked({ count, rank, down, up }: Omit<Layers, 'chain' | 'columns'>): Int32Array[] {
  const columns: number[][] = []
  const seen = new Uint8Array(count)
  for (let node = 0; node < count; node += 1) {
    const stack = [node]
    while (stack.length > 0) {
      const next = stack.pop() as number
      if (seen[next] === 1) continue
      seen[next] = 1
      const column = (columns[at(rank, next)] ??= [])
      column.push(next)
      push(stack, down, next)
      push(stack, up, next)
    }
  }
  return Array.from(columns, (column) => Int32Array.from(column ?? []))
}

function push(stack: number[], { start, ends }: Neighbours, node: number): void {
  for (let k = at(start, node + 1) - 1; k >= at(start, node); k -= 1) stack.push(at(ends, k))
}
