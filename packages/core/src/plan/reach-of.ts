import { assetsOf, inputsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { Reads, type Snapshot } from '../status/index.ts'
import type { PlanReach } from './plan.ts'

/**
 * The recorded partitions downstream of what a plan makes, as far as the plan does not make them too. `settled` assets were
 * planned with all their partitions: what is behind of those is in the plan.
 */
export function reachOf(
  snapshot: Snapshot,
  made: ReadonlyMap<string, Subset>,
  settled: ReadonlySet<string>,
): readonly PlanReach[] {
  const { model } = snapshot
  if (model.graph.keys.every((key) => settled.has(key))) return []
  const sources = [...made].filter(([, partitions]) => !partitions.isEmpty).map(([asset]) => asset)
  if (sources.length === 0) return []
  const behind = new Set(model.graph.descendants(sources).filter((key) => !settled.has(key)))
  if (behind.size === 0) return []
  const reached = new Map(made)
  const reach: PlanReach[] = []
  for (const step of model.steps) {
    for (const { key } of assetsOf(step)) {
      if (!behind.has(key) || !snapshot.has(key)) continue
      const { grid, materialized } = snapshot.ledger(key)
      const readers = inputsOf(model, step)
        .filter(({ self, asset }) => !self && snapshot.has(asset))
        .reduce((all, input) => all.union(readersOf(new Reads(snapshot, input, key), reached)), Subset.empty)
      const touched = readers.intersect(materialized).subtract(made.get(key) ?? Subset.empty)
      if (touched.isEmpty) continue
      reached.set(key, touched.union(made.get(key) ?? Subset.empty))
      reach.push({ asset: key, partitions: grid.describe(touched), count: touched.count })
    }
  }
  return reach
}

function readersOf(reads: Reads, reached: ReadonlyMap<string, Subset>): Subset {
  return reads.to(reached.get(reads.upstream.asset) ?? Subset.empty)
}
