import type { StepDefinition } from '../define/definition.ts'
import { inputsOf } from '../graph/index.ts'
import type { Subset } from '../partitions/index.ts'
import type { AssetLedger, StaleInputs } from '../status/index.ts'
import { type PlannedStep, planStep, type StepPlanning } from './step-planner.ts'

/** What was decided about a step, and everything that it was decided by. */
interface Decision {
  readonly codeVersion: string
  readonly assets: readonly string[]
  readonly requested: Subset
  readonly stale: readonly (readonly StaleInputs[])[]
  /** Of its own assets, and then of what it reads. */
  readonly ledgers: readonly Ground[]
  readonly planned: PlannedStep
}

/** An asset as it was: equal objects are equal assets. */
interface Ground extends Pick<AssetLedger, 'record' | 'recordedAs'> {
  readonly existing: Subset
  readonly complete: Subset
  readonly made: Subset | undefined
  readonly left: Subset | undefined
}

/**
 * How steps were planned last. A process that plans again and again, to show or to automate, decides anew only about what
 * changed and what that reaches: a decision that comes out as before stops it there.
 */
export class PlannedBefore {
  readonly #decisions = new Map<StepDefinition, Decision>()

  /** As `planStep`. */
  step(planning: StepPlanning, requested: Subset): PlannedStep {
    const isAskedOnce = isForOnce(planning)
    const before = isAskedOnce ? undefined : this.#decisions.get(planning.step)
    if (before && stillHolds(before, planning, requested)) return before.planned
    const planned = withFormerSubsets(planStep(planning, requested), before?.planned)
    if (!isAskedOnce && isKnownToLog(planning))
      this.#decisions.set(planning.step, decisionOf(planning, requested, planned))
    return planned
  }
}

/** Whether somebody asks for what nobody asks for again. */
function isForOnce({ options, most }: StepPlanning): boolean {
  return options.partitions !== undefined || options.force === true || most !== Number.POSITIVE_INFINITY
}

/** Whether what it reads is what the log says: what was just seen elsewhere is no part of a decision. */
function isKnownToLog({ snapshot, step }: StepPlanning): boolean {
  return inputsOf(snapshot.model, step).every(({ asset }) => snapshot.ledger(asset).isAsRecorded)
}

function decisionOf(planning: StepPlanning, requested: Subset, planned: PlannedStep): Decision {
  const { snapshot, step, assets, codeVersion, inputs } = planning
  const upstream = inputsOf(snapshot.model, step).map(({ asset }) => asset)
  return {
    codeVersion,
    assets,
    requested,
    stale: assets.map((asset) => inputs.get(asset) ?? none),
    ledgers: [...assets, ...upstream].map((asset) => groundOf(planning, asset)),
    planned,
  }
}

function groundOf({ snapshot, made, left }: StepPlanning, asset: string): Ground {
  const { record, recordedAs, grid } = snapshot.ledger(asset)
  const [existing, complete] = [grid.existing(snapshot.now), grid.complete(snapshot.now)]
  return { record, recordedAs, existing, complete, made: made.get(asset), left: left.get(asset) }
}

function stillHolds(before: Decision, planning: StepPlanning, requested: Subset): boolean {
  const { snapshot, step, assets, codeVersion, inputs } = planning
  if (before.codeVersion !== codeVersion || before.requested !== requested) return false
  if (before.assets.length !== assets.length) return false
  let at = 0
  for (const asset of assets) {
    if (before.assets[at] !== asset || !isSameStale(before.stale[at], inputs.get(asset) ?? none)) return false
    if (!isGround(before.ledgers[at++], planning, asset)) return false
  }
  for (const { asset } of inputsOf(snapshot.model, step))
    if (!isGround(before.ledgers[at++], planning, asset)) return false
  return true
}

function isGround(ground: Ground | undefined, { snapshot, made, left }: StepPlanning, asset: string): boolean {
  const ledger = snapshot.ledger(asset)
  const { record, recordedAs, grid } = ledger
  return (
    ground?.record === record &&
    ground.recordedAs === recordedAs &&
    ledger.isAsRecorded &&
    ground.existing === grid.existing(snapshot.now) &&
    ground.complete === grid.complete(snapshot.now) &&
    ground.made === made.get(asset) &&
    ground.left === left.get(asset)
  )
}

function isSameStale(before: readonly StaleInputs[] | undefined, now: readonly StaleInputs[]): boolean {
  if (before === now) return true
  if (before?.length !== now.length) return false
  return now.every(({ upstream, partitions, unread }, index) => {
    const known = before[index]
    return known?.upstream === upstream && known.unread === unread && known.partitions.equals(partitions)
  })
}

/** Equal subsets as the objects that they were: then what is downstream can tell that nothing changed. */
function withFormerSubsets(planned: PlannedStep, before: PlannedStep | undefined): PlannedStep {
  if (!before) return planned
  const made = planned.made.equals(before.made) ? before.made : planned.made
  const left = planned.left.equals(before.left) ? before.left : planned.left
  return { ...planned, made, left }
}

const none: readonly StaleInputs[] = []
