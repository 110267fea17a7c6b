import { hostname } from 'node:os'
import { Pool } from '../base/pool.ts'
import type { Clock } from '../base/clock.ts'
import type { Override } from '../define/resource.ts'
import { fail } from '../errors/index.ts'
import type { EventDraft } from '../events/index.ts'
import { inputsOf, type ProjectModel } from '../graph/index.ts'
import type { Subset } from '../partitions/index.ts'
import type { Plan, PlanStep } from '../plan/index.ts'
import { type Environment, OpenResources, processSecrets, Secrets } from '../resources/index.ts'
import type { Guard, StateStore } from '../state/index.ts'
import { InputResolver, type Snapshot } from '../status/index.ts'
import type { RunProgress, RunResult } from './progress.ts'
import type { ReadColumns } from './read-columns.ts'
import { RunContext } from './run-context.ts'
import { historyEvents } from './history-events.ts'
import { settleAttempts } from './settle-attempts.ts'
import { type StepEnd, StepRun } from './step-run.ts'
import { ValueReader } from './value-reader.ts'
import { watchCancel } from './watch-cancel.ts'

/** What a run is made from: a plan, and the leases on everything that it makes. */
export interface Execution {
  readonly plan: Plan
  readonly model: ProjectModel
  readonly store: StateStore
  readonly snapshot: Snapshot
  readonly guard: Guard
  readonly clock: Clock
  readonly environment: Environment
  readonly overrides: readonly Override[]
  readonly recovered: readonly string[]
  /** What is to be recorded at its beginning, beside what every run records. */
  readonly notes: readonly EventDraft[]
  readonly columns: ReadColumns
  /** The run whose unfinished rest this one makes. */
  readonly resumes?: string | undefined
  readonly options: RunOptions
}

/** How a run goes about its plan. */
export interface RunOptions {
  /** Attempts that run at a time. */
  readonly concurrency: number
  /** The same for the steps of a pool, by its name; 1 for a pool that is not named here. */
  readonly pools: { readonly [name: string]: number }
  /** At most so many partitions in one call of a range step; default: 5,000. Everything else makes one a call. */
  readonly chunk?: number | undefined
  /** What the caller calls its wish, recorded with the run (`run_started`): who has to ask again finds by it what became of it. */
  readonly request?: string | undefined
  /** Aborting it cancels the run: what is under way is aborted and leaves nothing, what is done stays. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
}

const renewEveryMs = 10_000

/** Does exactly what the plan says, or less: partitions that turn out to be up to date are cut off. */
export async function executePlan(execution: Execution): Promise<RunResult> {
  const { store, guard, options } = execution
  const [aborting, cancelling] = [new AbortController(), new AbortController()]
  const ends = [aborting.signal, cancelling.signal]
  const signal = AbortSignal.any(options.signal ? [options.signal, ...ends] : ends)
  const { environment, overrides } = execution
  const resources = new OpenResources({ environment, secrets: new Secrets(processSecrets()), overrides })
  const run = contextOf(execution, resources, signal)
  const renewing = setInterval(() => {
    store.renew(guard).catch((error: unknown) => aborting.abort(error))
  }, renewEveryMs)
  const stopWatching = watchCancel(store, guard.runId, (reason) => cancelling.abort(reason))
  try {
    const result = await runToEnd(execution, run)
    if (aborting.signal.aborted) throw aborting.signal.reason
    return result
  } finally {
    stopWatching()
    clearInterval(renewing)
    await resources.close().catch(() => undefined)
    await store.release(guard.runId)
  }
}

/** From `run_started` to `run_finished`. */
async function runToEnd(execution: Execution, run: RunContext): Promise<RunResult> {
  const { plan, clock } = execution
  const { runId } = run
  const began = clock.now()
  const { snapshot } = run.parts
  const planned = [...plan.steps.flatMap(({ assets }) => assets), ...plan.moves.map(({ asset }) => asset)]
  await run.append([...historyEvents(snapshot, planned), ...execution.notes, startedEvent(execution)])
  for (const asset of planned) snapshot.ledger(asset).rename()
  run.tell({ kind: 'started', runId, plan })
  const ends = await allSteps(run, plan)
  await run.parts.resources.close().catch((error: unknown) => {
    run.fail({ asset: '', partitions: '', problem: run.problem(error) })
  })
  if (run.unsettled.size > 0) for (const action of await settleAttempts(run, runId)) run.warn({ assets: [] }, action)
  const seconds = (clock.now() - began) / 1000
  const result = resultOf(execution, run, ends, { seconds, cancelled: run.parts.signal.aborted })
  const { outcome } = result
  await run.append([{ type: 'run_finished', runId, outcome, counts: countsOf(result), seconds }])
  return result
}

function contextOf(execution: Execution, resources: OpenResources, signal: AbortSignal): RunContext {
  const { model, store, snapshot, clock, guard, plan, options } = execution
  const pools = new Map<string, Pool>()
  return new RunContext({
    model,
    store,
    snapshot,
    resolver: new InputResolver(snapshot),
    reader: new ValueReader(model),
    resources,
    secrets: resources.secrets,
    clock,
    guard,
    signal,
    concurrency: options.concurrency,
    pool: new Pool(options.concurrency),
    pools: (name) => {
      const pool = pools.get(name) ?? new Pool(options.pools[name] ?? 1)
      pools.set(name, pool)
      return pool
    },
    force: plan.options.force ?? false,
    chunk: options.chunk,
    keepsLog: true,
    columns: execution.columns,
    onProgress: options.onProgress ?? (() => undefined),
  })
}

function startedEvent({ plan, guard, options, resumes }: Execution): Parameters<RunContext['append']>[0][number] {
  return {
    type: 'run_started',
    runId: guard.runId,
    selection: plan.selection,
    steps: plan.steps.length,
    partitions: plan.steps.reduce((sum, { count }) => sum + count, 0),
    targets: plan.steps.flatMap(({ assets, subset }) => assets.map((asset) => ({ asset, partitions: subset }))),
    pid: process.pid,
    host: hostname(),
    ...(plan.options.force ? { force: true } : {}),
    ...(options.chunk === undefined ? {} : { chunk: options.chunk }),
    ...(resumes === undefined ? {} : { resumes }),
    ...(options.request === undefined ? {} : { request: options.request }),
  }
}

/** Every step waits for those it reads, and for nothing else. */
async function allSteps(run: RunContext, plan: Plan): Promise<readonly StepEnd[]> {
  const ends = new Map<string, Promise<StepEnd>>()
  for (const step of plan.steps) {
    const upstream = upstreamSteps(run, step).flatMap((name) => ends.get(name) ?? [])
    ends.set(
      step.step,
      Promise.all(upstream).then((done) => oneStep(run, step, done)),
    )
  }
  const settled = await Promise.allSettled(ends.values())
  return settled.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

function oneStep(run: RunContext, step: PlanStep, upstream: readonly StepEnd[]): Promise<StepEnd> {
  const definition =
    run.definition(step.asset)?.step ??
    fail('PLAN_OUTDATED', {
      asset: step.asset,
      message: `the plan names asset \`${step.asset}\`, which the project does not have`,
      hint: 'Make a new plan.',
    })
  const absent = new Map<string, Subset>(
    upstream
      .filter((end) => !end.absent.isEmpty)
      .flatMap((end) => end.outcome.assets.map((asset) => [asset, end.absent] as const)),
  )
  return new StepRun(run, definition, step).execute(absent)
}

function upstreamSteps(run: RunContext, step: PlanStep): readonly string[] {
  const definition = run.definition(step.asset)?.step
  if (!definition) return []
  const keys = inputsOf(run.parts.model, definition)
    .filter(({ self }) => !self)
    .map(({ asset }) => asset)
  return [...new Set(keys.flatMap((key) => run.definition(key)?.step.name ?? []))]
}

function resultOf(
  execution: Execution,
  run: RunContext,
  ends: readonly StepEnd[],
  of: { readonly seconds: number; readonly cancelled: boolean },
): RunResult {
  const checks = {
    passed: ends.reduce((sum, end) => sum + end.checks.passed, 0),
    failed: ends.flatMap((end) => end.checks.failed),
  }
  const blocked = execution.plan.skips.some(({ fine }) => !fine)
  const skipped = ends.some(({ outcome }) => outcome.skipped > 0)
  const failed =
    run.failures.length > 0 ||
    skipped ||
    blocked ||
    ends.some(({ outcome }) => isShort(outcome)) ||
    checks.failed.some(({ severity }) => severity === 'error')
  return {
    runId: run.runId,
    ok: !failed && !of.cancelled,
    outcome: of.cancelled ? 'cancelled' : failed ? 'failed' : 'succeeded',
    seconds: of.seconds,
    plan: execution.plan,
    steps: ends.map(({ outcome }) => outcome),
    failures: run.failures,
    checks,
    recovered: execution.recovered,
  }
}

/** Whether nothing became of some planned partitions. */
function isShort({ planned, made, cutOff, failed, skipped }: StepEnd['outcome']): boolean {
  return made + cutOff + failed + skipped < planned
}

function countsOf({ steps, checks }: RunResult): { [name: string]: number } {
  const sum = (of: (outcome: StepEnd['outcome']) => number): number =>
    steps.reduce((total, outcome) => total + of(outcome), 0)
  return {
    made: sum(({ made }) => made),
    cutOff: sum(({ cutOff }) => cutOff),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    checksPassed: checks.passed,
    checksFailed: checks.failed.length,
  }
}
