import { type ProjectModel } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { InputResolver, type Snapshot, type StepCodeVersions, versionText } from '../status/index.ts'
import type { Plan, PlanOptions, PlanSkip, PlanStep } from './plan.ts'
import { requestedPartitions } from './requested.ts'
import { StepPlanner } from './step-planner.ts'
import { wantedAssets } from './wanted-assets.ts'

/** What a plan is made from. Everything is read before: building a plan writes nothing and asks nobody. */
export interface PlanRequest {
  readonly id: string
  readonly model: ProjectModel
  readonly snapshot: Snapshot
  readonly codeVersions: StepCodeVersions
  /** The selection as it was written. */
  readonly selection: string
  /** The keys that it means. */
  readonly keys: readonly string[]
  readonly options: PlanOptions
}

/** Decides which partitions of the selected assets are to be made, and says why. */
export async function buildPlan(request: PlanRequest): Promise<Plan> {
  const { id, model, snapshot, codeVersions, selection, options } = request
  const wanted = wantedAssets(model, request.keys)
  const requested = requestedPartitions(snapshot, [...wanted.keys()], options)
  const resolver = new InputResolver(snapshot)
  const made = new Map<string, Subset>()
  const steps: PlanStep[] = []
  const skips: PlanSkip[] = []
  for (const [step, assets] of wanted) {
    const codeVersion = versionText(await codeVersions.of(step))
    const planner = new StepPlanner({ snapshot, resolver, options, made, step, assets, codeVersion })
    const planned = planner.plan(requested.get(step) ?? Subset.empty)
    for (const asset of assets) made.set(asset, planned.made)
    if (planned.step) steps.push(planned.step)
    skips.push(...planned.skips)
  }
  return { id, at: snapshot.now, selection, options, steps, skips }
}
