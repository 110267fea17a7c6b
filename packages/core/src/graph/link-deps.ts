import { type Adjacency, adjacencyOf } from './adjacency.ts'
import type { GraphAsset } from './graph-asset.ts'

/** What an asset reads: each key once, its own earlier partitions left out. */
export function depKeys(asset: GraphAsset): ReadonlySet<string> {
  const keys = new Set(asset.deps)
  if (asset.selfDep) keys.delete(asset.key)
  return keys
}

/** From every asset, by its position, to those that it reads. Deps on assets that are not in the list make no edge. */
export function linkDeps(assets: readonly GraphAsset[]): Adjacency {
  const idByKey = new Map(assets.map((asset, id) => [asset.key, id]))
  return adjacencyOf(assets.map((asset) => upstreamIds(asset, idByKey)))
}

function upstreamIds(asset: GraphAsset, idByKey: ReadonlyMap<string, number>): readonly number[] {
  const ids: number[] = []
  for (const key of depKeys(asset)) {
    const id = idByKey.get(key)
    if (id !== undefined) ids.push(id)
  }
  return ids.sort((a, b) => a - b)
}
