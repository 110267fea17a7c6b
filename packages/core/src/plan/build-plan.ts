import type { StepDefinition } from '../define/definition.ts'
import type { ProjectModel } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { type Snapshot, type StaleInputs, type StepCodeVersions, type Standings } from '../status/index.ts'
import { allExpected } from './expected.ts'
import { externalsRead } from './externals-read.ts'
import { movesOf } from './moves.ts'
import type { Plan, PlanOptions, PlanSkip, PlanStep } from './plan.ts'
import { reachOf } from './reach-of.ts'
import { requestedPartitions } from './requested.ts'
import type { PlannedBefore } from './planned-before.ts'
import { wantedAssets } from './wanted-assets.ts'

/** What a plan is made from. Building it writes nothing but notes that save work, and asks nobody. */
export interface PlanRequest {
  readonly id: string
  readonly model: ProjectModel
  readonly snapshot: Snapshot
  readonly codeVersions: StepCodeVersions
  readonly standings: Standings
  readonly before: PlannedBefore
  /** The selection as it was written. */
  readonly selection: string
  /** The keys that it means. */
  readonly keys: readonly string[]
  readonly options: PlanOptions
  /** Only these partitions, by asset, instead of those that the options name. */
  readonly within?: ReadonlyMap<string, Subset> | undefined
}

/** Decides which partitions of the selected assets are to be made, and says why. */
export async function buildPlan(request: PlanRequest): Promise<Plan> {
  const { id, model, snapshot, selection, options } = request
  const wanted = wantedAssets(model, request.keys)
  const versions = await request.codeVersions.textsOf(wanted.keys())
  const inputs = await changedInputs(request, wanted, versions)
  const requested = request.within ? undefined : requestedPartitions(snapshot, [...wanted.keys()], options)
  const [made, left] = [new Map<string, Subset>(), new Map<string, Subset>()]
  const steps: PlanStep[] = []
  const skips: PlanSkip[] = []
  let most = options.maxSteps ?? Number.POSITIVE_INFINITY
  for (const [step, assets] of wanted) {
    const codeVersion = versions.get(step) ?? ''
    const planned = request.before.step(
      { snapshot, options, made, left, inputs, step, assets, codeVersion, most },
      requested?.get(step) ?? withinOf(request, assets[0] ?? step.name),
    )
    most -= planned.made.count
    for (const asset of assets) {
      made.set(asset, planned.made)
      if (!planned.left.isEmpty) left.set(asset, planned.left)
    }
    if (planned.step) steps.push(planned.step)
    skips.push(...planned.skips)
  }
  const isWhole = options.partitions === undefined && options.maxSteps === undefined && !request.within
  const settled = new Set(isWhole ? [...wanted.values()].flat() : [])
  const expected = allExpected(steps)
  return {
    id,
    at: snapshot.now,
    position: snapshot.position,
    selection,
    options,
    steps,
    skips,
    downstream: reachOf(snapshot, made, settled),
    moves: movesOf(snapshot, [...wanted.values()].flat()),
    externals: await externalsRead(snapshot, steps),
    ...(expected && { expected }),
  }
}

/** Of the partitions that a plan is held to, those that still exist. */
function withinOf({ snapshot, within }: PlanRequest, asset: string): Subset {
  return within?.get(asset)?.intersect(snapshot.grid(asset).existing(snapshot.now)) ?? Subset.empty
}

function changedInputs(
  { snapshot, standings }: PlanRequest,
  wanted: ReadonlyMap<StepDefinition, readonly string[]>,
  versions: ReadonlyMap<StepDefinition, string>,
): Promise<ReadonlyMap<string, readonly StaleInputs[]>> {
  const standards = [...wanted].flatMap(([step, assets]) =>
    assets.map((asset) => ({ step, asset, codeVersion: versions.get(step) ?? '' })),
  )
  return standings.of(snapshot, standards)
}
