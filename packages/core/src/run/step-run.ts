import type { CheckNode } from '../define/check.ts'
import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import { assetsOf, inputsOf } from '../graph/index.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'
import type { PlanStep } from '../plan/index.ts'
import { inChunks, Judge, Reads, type Verdict } from '../status/index.ts'
import { type AttemptResult, makeAttempt } from './attempt.ts'
import type { StepOutcome } from './progress.ts'
import { waitBeforeRetry } from './retries.ts'
import { failedCheck, runAssetCheck } from './run-check.ts'
import type { RunContext } from './run-context.ts'
import { StepTally } from './step-tally.ts'
import type { Unit, UnitPartition } from './unit.ts'

/** A range step is called with at most so many partitions at a time, unless the run says otherwise. */
const rangeLength = 5000

/** What is recorded of so many partitions, and of what they read, is read together. */
const judgedTogether = 256

/** What a finished step means for those downstream. */
export interface StepEnd {
  readonly outcome: StepOutcome
  readonly checks: { readonly passed: number; readonly failed: readonly ReturnType<typeof failedCheck>[] }
  readonly absent: Subset
}

/** Partitions that are made in one attempt, and how they stand just before. */
interface Turn {
  readonly cells: Subset
  readonly verdicts: () => Promise<(cell: Cell) => Verdict>
}

/** What is to become of some partitions. */
interface Due {
  readonly partitions: readonly UnitPartition[]
  readonly same: readonly Cell[]
  readonly lost: readonly { readonly cell: Cell; readonly because: string }[]
}

/** Works one step of a plan off: leaves out what failed upstream or is cut off, makes the rest, in units. */
export class StepRun {
  readonly #run: RunContext
  readonly #definition: StepDefinition
  readonly #plan: PlanStep
  readonly #grid: Grid
  readonly #tally: StepTally
  readonly #sequential: boolean
  readonly #judge: Judge
  #passed = 0
  readonly #failedChecks: ReturnType<typeof failedCheck>[] = []

  constructor(run: RunContext, definition: StepDefinition, plan: PlanStep) {
    this.#run = run
    this.#definition = definition
    this.#plan = plan
    this.#grid = run.parts.snapshot.grid(plan.asset)
    this.#tally = new StepTally(plan)
    this.#sequential = inputsOf(run.parts.model, definition).some((input) => input.self)
    const { snapshot, resolver } = run.parts
    const { assets, codeVersion } = plan
    this.#judge = new Judge(snapshot, resolver, { step: definition, assets, codeVersion })
  }

  /** `absent` tells which partitions of which upstream assets this run failed or skipped to make; none of them is empty. */
  async execute(absent: ReadonlyMap<string, Subset>): Promise<StepEnd> {
    const planned = this.#run.subset(this.#plan.subset)
    const ready = absent.size === 0 ? planned : await this.#withoutBlocked(planned, absent)
    if (!ready.isEmpty) {
      const { runId } = this.#run
      this.#run.note({
        type: 'step_started',
        runId,
        asset: this.#plan.asset,
        attempt: `${runId}.${this.#plan.step}`,
        partitions: ready === planned ? this.#plan.subset : ready.encode(),
      })
      this.#tell(false)
      await this.#work(ready)
      if (this.#tally.hasMade)
        for (const [definition, check] of this.#assetChecks()) await this.#check(definition, check)
    }
    this.#tell(true)
    return {
      outcome: this.#tally.outcome(),
      checks: { passed: this.#passed, failed: this.#failedChecks },
      absent: this.#tally.absent(),
    }
  }

  async #withoutBlocked(planned: Subset, absent: ReadonlyMap<string, Subset>): Promise<Subset> {
    const { snapshot, model } = this.#run.parts
    let left = planned
    for (const input of inputsOf(model, this.#definition)) {
      const lost = input.self ? undefined : absent.get(input.asset)
      if (!lost) continue
      const reached = new Reads(snapshot, input, this.#plan.asset).to(lost)
      await this.#skip(left.intersect(reached), input.asset)
      left = left.subtract(reached)
    }
    return left
  }

  async #skip(partitions: Subset, because: string): Promise<void> {
    if (partitions.isEmpty) return
    this.#tally.skip(partitions)
    await this.#run.append(
      this.#plan.assets.map((asset) => ({
        type: 'step_skipped',
        runId: this.#run.runId,
        asset,
        partitions: partitions.encode(),
        count: partitions.count,
        because,
      })),
    )
  }

  /** Several workers take units from one iterator, so that a million partitions wait as a number, not as promises. */
  async #work(ready: Subset): Promise<void> {
    const turns = this.#turns(ready)
    const worker = async (): Promise<void> => {
      for (const turn of turns) {
        if (this.#run.parts.signal.aborted) return
        await this.#slot(() => this.#take(turn))
      }
    }
    const most = this.#sequential || this.#definition.grain === 'range' ? 1 : this.#run.parts.concurrency
    const workers = Math.min(most, ready.count)
    if (workers === 1) return worker()
    const ends = await Promise.allSettled(Array.from({ length: workers }, worker))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  #slot(work: () => Promise<void>): Promise<void> {
    const { pool, pools } = this.#run.parts
    const name = this.#definition.described.pool
    return name === undefined ? pool.run(work) : pools(name).run(() => pool.run(work))
  }

  *#turns(ready: Subset): Generator<Turn> {
    const length = this.#definition.grain === 'range' && !this.#sequential ? (this.#run.parts.chunk ?? rangeLength) : 1
    // What reads earlier partitions of its own must see them made before it is judged.
    const together = this.#sequential ? 1 : length * Math.ceil(judgedTogether / length)
    for (const block of inChunks(ready, together)) {
      let judged: Promise<(cell: Cell) => Verdict> | undefined
      const verdicts = () => (judged ??= this.#judge.of(block))
      for (const cells of inChunks(block, length)) yield { cells, verdicts }
    }
  }

  async #take({ cells, verdicts }: Turn): Promise<void> {
    if (this.#run.parts.signal.aborted) return
    const { partitions, same, lost } = this.#due(cells, await verdicts())
    for (const { cell, because } of lost) await this.#skip(Subset.of([cell]), because)
    if (same.length > 0) this.#cutOff(Subset.of(same))
    if (partitions.length === 0) return
    this.#tally.begin(this.#run.parts.clock.now())
    const unit: Unit = {
      step: this.#definition,
      assets: this.#plan.assets,
      codeVersion: this.#plan.codeVersion,
      partitions,
    }
    const result = await this.#attempts(unit)
    if (result) this.#note(result)
    for (const { partition, error } of result?.refused ?? [])
      await this.#failed({ ...unit, partitions: [partition] }, error, undefined)
    this.#tell(false)
  }

  /** Which partitions still need to be made, now that everything upstream is known; which are the same, and which cannot. */
  #due(cells: Subset, verdictOf: (cell: Cell) => Verdict): Due {
    const { force } = this.#run.parts
    const partitions: UnitPartition[] = []
    const same: Cell[] = []
    const lost: { cell: Cell; because: string }[] = []
    for (const cell of cells.cells()) {
      const verdict = verdictOf(cell)
      const because = this.#lostOwn(verdict)
      if (because) lost.push({ cell, because })
      else if (verdict.stale || force) partitions.push(this.#named(cell, verdict))
      else same.push(cell)
    }
    return { partitions, same, lost }
  }

  #named(cell: Cell, verdict: Verdict): UnitPartition {
    const text = this.#grid.textOf(cell)
    // Only the key of a product is something else than its text.
    return { key: this.#grid.partitions.kind === 'product' ? this.#grid.keyOf(cell) : text, text, cell, verdict }
  }

  /** The own earlier partition that failed, for assets that read themselves. */
  #lostOwn(verdict: Verdict): string | undefined {
    if (!this.#sequential) return undefined
    const absent = this.#tally.absent()
    const lost = verdict.readings.find(
      ({ input, isShort, entries }) => input.self && (isShort || entries.some(({ cell }) => absent.has(cell))),
    )
    return lost?.asset
  }

  #cutOff(partitions: Subset): void {
    this.#tally.cutOff(partitions.count)
    for (const asset of this.#plan.assets)
      this.#run.note({
        type: 'cut_off',
        runId: this.#run.runId,
        asset,
        partitions: partitions.encode(),
        count: partitions.count,
      })
    this.#tell(false)
  }

  async #attempts(unit: Unit): Promise<AttemptResult | undefined> {
    const { clock, signal, model } = this.#run.parts
    const retry = this.#definition.described.retry ?? model.defaults.retry
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await makeAttempt(this.#run, unit)
      } catch (error) {
        if (signal.aborted && error === signal.reason) return undefined
        const isFinal = signal.aborted || (error instanceof Error && this.#run.undecided.has(error))
        const wait = isFinal ? undefined : waitBeforeRetry(retry, attempt, error)
        await this.#failed(unit, error, wait)
        if (wait === undefined) return undefined
        await clock.sleep(wait, signal).catch(() => undefined)
      }
    }
  }

  async #failed(unit: Pick<Unit, 'partitions'>, error: unknown, retryInMs: number | undefined): Promise<void> {
    const { asset, assets, step } = this.#plan
    const { runId } = this.#run
    const problem = this.#run.problem(error)
    const subset = Subset.of(unit.partitions.map(({ cell }) => cell))
    const partitions = this.#grid.describe(subset)
    const willRetry = retryInMs !== undefined
    if (willRetry) this.#run.tell({ kind: 'retry', asset, partitions, problem, inMs: retryInMs })
    else {
      this.#tally.fail(subset)
      this.#run.fail({ asset, partitions, problem })
    }
    const attempt = `${runId}.${step}`
    const failed = { attempt, partitions: subset.encode(), count: subset.count, problem, willRetry }
    await this.#run.append(assets.map((asset) => ({ type: 'step_failed', runId, asset, ...failed })))
  }

  #note({ made, rows, bytes, checks }: AttemptResult): void {
    this.#tally.made(made.length, rows, bytes, this.#run.parts.clock.now())
    this.#noteChecks(checks)
  }

  #noteChecks(checks: AttemptResult['checks']): void {
    for (const check of checks) {
      if (check.passed) this.#passed += 1
      else {
        this.#failedChecks.push(failedCheck(check))
        this.#run.tell({ kind: 'check', check: failedCheck(check) })
      }
    }
  }

  *#assetChecks(): Generator<readonly [AssetDefinition, CheckNode]> {
    for (const definition of assetsOf(this.#definition))
      for (const check of definition.checks) if (check.scope === 'asset') yield [definition, check]
  }

  /** Checks an asset as a whole: what is found hides nothing that is published, and blocks what is downstream. */
  async #check(definition: AssetDefinition, check: CheckNode): Promise<void> {
    const event = await runAssetCheck(this.#run, definition, check, this.#run.parts.clock.now())
    await this.#run.append([event])
    this.#noteChecks([event])
    if (!event.passed && event.blocking) this.#tally.block()
  }

  #tell(done: boolean): void {
    this.#run.tell({ kind: 'step', outcome: this.#tally.outcome(), done })
  }
}
