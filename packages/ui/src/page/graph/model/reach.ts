import type { DirectedGraph } from 'graphology'

export type Direction = 'up' | 'down' | 'both'

/** Everything upstream or downstream of some assets, with them. */
export function reach(graph: DirectedGraph, starts: Iterable<string>, direction: Direction): Set<string> {
  if (direction === 'both') return new Set([...reach(graph, starts, 'up'), ...reach(graph, starts, 'down')])
  const reached = new Set([...starts].filter((key) => graph.hasNode(key)))
  const neighbours = (key: string) => (direction === 'up' ? graph.inNeighbors(key) : graph.outNeighbors(key))
  // A set hands out what is added while it is walked.
  for (const key of reached) for (const next of neighbours(key)) reached.add(next)
  return reached
}

/** What lies on paths from one of some assets to another, with them. */
export function between(graph: DirectedGraph, assets: readonly string[]): Set<string> {
  const inside = new Set(assets)
  for (const start of assets) {
    const down = reach(graph, [start], 'down')
    for (const end of assets) {
      if (start === end || !down.has(end)) continue
      for (const key of reach(graph, [end], 'up')) if (down.has(key)) inside.add(key)
    }
  }
  return inside
}
