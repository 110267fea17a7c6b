import type { StepDefinition } from '../define/definition.ts'
import { fail, HeadwaterError, isHeadwaterError } from '../errors/index.ts'
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
  const unread = new Map<StepDefinition, HeadwaterError>()
  assertPartitioned(snapshot, steps, options.partitions)
  for (const step of steps) {
    const grid = gridOfStep(snapshot, step)
    try {
      requested.set(step, selected(grid, options.partitions, snapshot.now))
    } catch (error) {
      const reached = reachedFrom(snapshot, step, requested)
      if (!isHeadwaterError(error)) throw error
      if (reached) requested.set(step, reached.intersect(grid.existing(snapshot.now)))
      else unread.set(step, error)
    }
  }
  // What stands upstream of all that could read the expression takes what those read.
  for (const [step, error] of [...unread].reverse()) {
    const read = readBy(snapshot, step, requested)
    if (!read) throw naming(ownAsset(step), error)
    requested.set(step, read.intersect(gridOfStep(snapshot, step).existing(snapshot.now)))
  }
  return requested
}

/** The partitions of a step that steps downstream of it read for those that were asked of them. */
function readBy(
  snapshot: Snapshot,
  step: StepDefinition,
  requested: ReadonlyMap<StepDefinition, Subset>,
): Subset | undefined {
  const keys = new Set(assetsOf(step).map(({ key }) => key))
  const cut = [...requested].filter(([reader]) => isCut(snapshot, reader))
  const read = cut.flatMap(([reader, asked]) =>
    inputsOf(snapshot.model, reader)
      .filter(({ asset, self }) => !self && keys.has(asset))
      .map((input) => new Reads(snapshot, input, ownAsset(reader)).from(asked)),
  )
  return read.length === 0 ? undefined : read.reduce((all, some) => all.union(some), Subset.empty)
}

/** Beside partitioned assets others are made as a whole; alone, they have none that could be meant. */
function assertPartitioned(snapshot: Snapshot, steps: readonly StepDefinition[], expression: string | undefined): void {
  if (expression === undefined || /^(missing|stale|all|latest)$/.test(expression)) return
  if (steps.some((step) => isCut(snapshot, step)) || !steps[0]) return
  fail('PARTITION_UNKNOWN', {
    asset: ownAsset(steps[0]),
    partition: expression,
    message: `there is no partition \`${expression}\`: what was selected is not partitioned`,
    hint: 'Leave `--partitions` out.',
  })
}

/** What is not partitioned is asked for as a whole, whatever was written: it says nothing of others. */
function isCut(snapshot: Snapshot, step: StepDefinition): boolean {
  return gridOfStep(snapshot, step).partitions.kind !== 'unpartitioned'
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
    const asked = upstream && upstream !== step && isCut(snapshot, upstream) ? requested.get(upstream) : undefined
    return asked ? [new Reads(snapshot, input, ownAsset(step)).to(asked)] : []
  })
  return reached.length === 0 ? undefined : reached.reduce((all, some) => all.union(some), Subset.empty)
}
