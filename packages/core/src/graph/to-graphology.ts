import { DirectedGraph } from 'graphology'
import type { GraphAsset } from './graph-asset.ts'
import { depKeys } from './link-deps.ts'

/** Copies assets into graphology: keys become nodes, the assets their attributes, edges lead downstream. */
export function toGraphology(assets: readonly GraphAsset[]): DirectedGraph<GraphAsset> {
  const graph = new DirectedGraph<GraphAsset>()
  for (const asset of assets) graph.addNode(asset.key, asset)
  for (const asset of assets) {
    for (const dep of depKeys(asset)) graph.addDirectedEdge(dep, asset.key)
  }
  return graph
}
