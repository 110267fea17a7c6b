import { fail } from '../errors/index.ts'
import { AssetGraph } from './asset-graph.ts'
import type { GraphAsset } from './graph-asset.ts'
import { describeGraphProblem, validateGraph } from './validate-graph.ts'

/**
 * The graph of `assets`. Its order does not depend on the order in which they are given.
 * @throws the first of `validateGraph(assets)`: GRAPH_KEY_DUPLICATE, GRAPH_DEP_MISSING or GRAPH_CYCLE.
 */
export function buildGraph(assets: readonly GraphAsset[]): AssetGraph {
  const [problem] = validateGraph(assets)
  if (problem !== undefined) fail(problem.code, describeGraphProblem(problem))
  return new AssetGraph(assets)
}
