import type { AssetGraph, Project } from '@headwater/core'
import type { z } from 'zod'
import type { queries } from '../../contract/assets.ts'
import type { ColumnLineageBody, LineageBody } from '../../contract/graph.ts'

/** What is around an asset, as far as so many edges lead. */
export function lineageOf(
  { graph }: Project,
  name: string,
  { direction = 'both', depth = 3 }: z.infer<typeof queries.lineage>,
): LineageBody {
  const { key: asset } = graph.asset(name)
  const nodes = [
    ...(direction === 'down' ? [] : around(graph, asset, { depth, step: -1 })),
    { asset, distance: 0 },
    ...(direction === 'up' ? [] : around(graph, asset, { depth, step: 1 })),
  ]
  const shown = new Set(nodes.map((node) => node.asset))
  const edges = nodes.flatMap(({ asset: to }) =>
    graph.upstream(to).flatMap((from) => (shown.has(from) ? [{ from, to }] : [])),
  )
  return { asset, nodes, edges }
}

/** Breadth first: each asset at the least of its distances, the nearest first. */
function around(
  graph: AssetGraph,
  start: string,
  { depth, step }: { readonly depth: number; readonly step: 1 | -1 },
): LineageBody['nodes'] {
  const seen = new Set([start])
  const found: LineageBody['nodes'] = []
  let front: readonly string[] = [start]
  for (let distance = 1; distance <= depth && front.length > 0; distance++) {
    const next = front.flatMap((key) => (step === 1 ? graph.downstream(key) : graph.upstream(key)))
    front = [...new Set(next)].filter((key) => !seen.has(key))
    for (const asset of front) {
      seen.add(asset)
      found.push({ asset, distance: distance * step })
    }
  }
  return found
}

/** What columns are made of and what is made of them, with ways of one kind put together. */
export async function columnLineageOf(
  project: Project,
  asset: string,
  { column, direction = 'both' }: z.infer<typeof queries.columnLineage>,
): Promise<ColumnLineageBody> {
  const paths = await project.columnLineage(asset, column)
  const reaches = [...(direction === 'down' ? [] : [paths.upstream]), ...(direction === 'up' ? [] : [paths.downstream])]
  const edges = new Map<string, ColumnLineageBody['edges'][number]>()
  for (const { from, to, bearing, transformation } of reaches.flatMap((reach) => reach.edges)) {
    const name = JSON.stringify([from, to, bearing])
    const kinds = edges.get(name)?.kinds ?? []
    const more = transformation !== undefined && !kinds.includes(transformation) ? [transformation] : []
    edges.set(name, { from, to, bearing, kinds: [...kinds, ...more] })
  }
  const problems = reaches.flatMap((reach) => reach.problems.map(({ asset, message }) => `${asset}: ${message}`))
  return {
    of: { asset: paths.asset, ...(column !== undefined && { column: paths.column }) },
    edges: [...edges.values()],
    problems: [...new Set(problems)],
  }
}
