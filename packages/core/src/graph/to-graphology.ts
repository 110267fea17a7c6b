import type * as Graphology from 'graphology'
import { createRequire } from 'node:module'
import type { GraphAsset } from './graph-asset.ts'
import { depKeys } from './link-deps.ts'

const require = createRequire(import.meta.url)

/**
 * Copies assets into graphology: keys become nodes, the assets their attributes, edges lead downstream. It is loaded
 * here, as few programs ever ask for it; by `require`, since whoever asks does not wait for a promise.
 */
export function toGraphology(assets: readonly GraphAsset[]): Graphology.DirectedGraph<GraphAsset> {
  const { DirectedGraph } = require('graphology') as typeof Graphology
  const graph = new DirectedGraph<GraphAsset>()
  for (const asset of assets) graph.addNode(asset.key, asset)
  for (const asset of assets) {
    for (const dep of depKeys(asset)) graph.addDirectedEdge(dep, asset.key)
  }
  return graph
}
