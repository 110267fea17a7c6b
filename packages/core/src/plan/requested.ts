import type { StepDefinition } from '../define/definition.ts'
import { HeadwaterError, isHeadwaterError } from '../errors/index.ts'
import { assetsOf, inputsOf } from '../graph/index.ts'
import { type Grid, Subset } from '../partitions/index.ts'
import { Reads, type Snapshot } from '../status/index.ts'
import type { PlanOptions } from './plan.ts'

/**
 * The partitions of each step that were asked for, stale or not. An expression is read by each asset's own partitions;
 * an asset that cannot read it (months, where days were named) takes those that its selected upstreams reach.
 */
export function requestedPartitions(
  snapshot: Snapshot,
  steps: readonly StepDefinition[],
  options: PlanOptions,
): ReadonlyMap<StepDefinition, Subset> {
  const requested = new Map<StepDefinition, Subset>()
  for (const step of steps) {
    const grid = gridOfStep(snapshot, step)
    try {
      requested.set(step, selected(grid, options.partitions, snapshot.now))
    } catch (error) {
      const reached = reachedFrom(snapshot, step, requested)
      if (!isHeadwaterError(error)) throw error
      if (!reached) throw naming(ownAsset(step), error)
      requested.set(step, reached.intersect(grid.existing(snapshot.now)))
    }
  }
  return requested
}

/** The same error, saying whose partitions are meant. */
function naming(asset: string, { code, message, hint, partition }: HeadwaterError): HeadwaterError {
  return new HeadwaterError(code, { asset, partition, hint, message: `asset \`${asset}\`: ${message}` })
}

/** All outputs of a step are cut alike. */
function gridOfStep(snapshot: Snapshot, step: StepDefinition): Grid {
  return snapshot.grid(ownAsset(step))
}

/** The key that stands for the step where one asset of it is as good as another. */
function ownAsset(step: StepDefinition): string {
  return assetsOf(step)[0]?.key ?? step.name
}

function selected(grid: Grid, expression: string | undefined, now: number): Subset {
  if (grid.partitions.kind === 'unpartitioned') return grid.existing(now)
  if (expression === undefined || expression === 'missing' || expression === 'stale') return grid.complete(now)
  return grid.select(expression, now)
}

function reachedFrom(
  snapshot: Snapshot,
  step: StepDefinition,
  requested: ReadonlyMap<StepDefinition, Subset>,
): Subset | undefined {
  const reached = inputsOf(snapshot.model, step).flatMap((input) => {
    const upstream = snapshot.model.assets.get(input.asset)?.step
    const asked = upstream && upstream !== step ? requested.get(upstream) : undefined
    return asked ? [new Reads(snapshot, input, ownAsset(step)).to(asked)] : []
  })
  return reached.length === 0 ? undefined : reached.reduce((all, some) => all.union(some), Subset.empty)
}
