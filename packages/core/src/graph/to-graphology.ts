import type { DirectedGraph } from 'graphology'
import { createRequire } from 'node:module'
import type { GraphAsset } from './graph-asset.ts'
import { depKeys } from './link-deps.ts'

const require = createRequire(import.meta.url)

/**
 * Copies assets into graphology: keys become nodes, the assets their attributes, edges lead downstream. It is loaded
 * here, as few programs ever ask for it; by `require`, since whoever asks does not wait for a promise.
 */
export function toGraphology(assets: readonly GraphAsset[]): DirectedGraph<GraphAsset> {
  const graphology = require('graphology') as typeof import('graphology')
  const graph = new graphology.DirectedGraph<GraphAsset>()
  for (const asset of assets) graph.addNode(asset.key, asset)
  for (const asset of assets) {
    for (const dep of depKeys(asset)) graph.addDirectedEdge(dep, asset.key)
  }
  return graph
}
