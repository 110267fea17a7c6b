import { digest } from '../base/digest.ts'
import { canonicalJson } from '../base/json.ts'
import type { StepDefinition } from '../define/definition.ts'
import { inputsOf } from '../graph/index.ts'
import { type Cell, downstreamSubset, type Grid, Subset } from '../partitions/index.ts'
import { type InputReading, type InputResolver, judge, type Snapshot, type Staleness } from '../status/index.ts'
import type { PlanOptions, PlanSkip, PlanStep, Reason } from './plan.ts'
import { Reasons } from './reasons.ts'

/** What a step is planned against. */
export interface StepPlanning {
  readonly snapshot: Snapshot
  readonly resolver: InputResolver
  readonly options: PlanOptions
  /** What the plan makes so far, by asset. */
  readonly made: ReadonlyMap<string, Subset>
  readonly step: StepDefinition
  readonly assets: readonly string[]
  readonly codeVersion: string
}

type Decision = { readonly make: Reason; readonly detail?: string | undefined } | { readonly blockedBy: string } | 'leave'

/** Decides about one step, partition by partition, in their order. */
export class StepPlanner {
  readonly #planning: StepPlanning
  readonly #own: string
  readonly #grid: Grid
  readonly #make = new Reasons<Reason>()
  readonly #blocked = new Reasons<string>()
  readonly #relied: string[] = []
  readonly #behind: readonly { readonly asset: string; readonly subset: Subset }[]
  /** Own partitions that this plan makes, for later partitions that read them. */
  readonly #ownMade = new Set<string>()

  constructor(planning: StepPlanning) {
    this.#planning = planning
    this.#own = planning.assets[0] ?? planning.step.name
    this.#grid = planning.snapshot.grid(this.#own)
    this.#behind = this.#behindUpstream()
  }

  /** The step and what it leaves alone; no step when there is nothing to make. */
  plan(requested: Subset): { readonly step: PlanStep | undefined; readonly skips: readonly PlanSkip[]; readonly made: Subset } {
    for (const cell of requested.cells()) this.#note(cell)
    const made = this.#make.subset()
    return { step: made.isEmpty ? undefined : this.#stepOf(made), skips: this.#skips(requested.subtract(made)), made }
  }

  #note(cell: Cell): void {
    const { snapshot, resolver, step, assets, codeVersion } = this.#planning
    const verdict = judge(snapshot, resolver, step, { assets, cell, codeVersion })
    const decision = this.#decide(cell, verdict.stale, verdict.readings)
    if (decision === 'leave') return
    if ('blockedBy' in decision) return this.#blocked.add(cell, `upstream \`${decision.blockedBy}\` is missing`)
    this.#make.add(cell, decision.make, decision.detail)
    this.#ownMade.add(nameOf(cell))
    const recorded = assets.map((asset) => snapshot.ledger(asset).row(cell)?.dataVersion)
    this.#relied.push(canonicalJson([cell.series, cell.ordinal, verdict.fingerprint, recorded]))
  }

  #decide(cell: Cell, stale: Staleness | undefined, readings: readonly InputReading[]): Decision {
    const { partitions, force } = this.#planning.options
    const upstream = this.#upstreamMade(cell, readings)
    const absent = stale?.reason === 'missing' || stale?.reason === 'failed before'
    if (partitions === 'missing' && !absent) return 'leave'
    if (partitions === 'stale' && absent) return 'leave'
    if (!stale && upstream === undefined && !force) return 'leave'
    const gap = readings.find((reading) => reading.missing.some((at) => !this.#planning.made.get(reading.record.asset)?.has(at)))
    if (gap) return { blockedBy: gap.record.asset }
    if (stale) return { make: stale.reason, detail: stale.detail }
    return upstream === undefined ? { make: 'forced' } : { make: 'upstream will be made', detail: upstream }
  }

  #upstreamMade(cell: Cell, readings: readonly InputReading[]): string | undefined {
    const other = this.#behind.find(({ subset }) => subset.has(cell))
    if (other) return other.asset
    const earlier = readings.find(({ input, entries }) => input.self && entries.some((entry) => this.#ownMade.has(nameOf(entry.cell))))
    return earlier?.record.asset
  }

  /** Partitions downstream of what this plan makes: their inputs will change, or come out the same and cut them off. */
  #behindUpstream(): readonly { readonly asset: string; readonly subset: Subset }[] {
    const { snapshot, made, step } = this.#planning
    return inputsOf(snapshot.model, step).flatMap((input) => {
      const subset = input.self ? undefined : made.get(input.asset)
      if (!subset || subset.isEmpty) return []
      const { grid: upstream } = snapshot.ledger(input.asset)
      const materialized = snapshot.ledger(input.asset).materialized().union(subset)
      const context = { reader: this.#grid, upstream, now: snapshot.now, materialized }
      return [{ asset: input.asset, subset: downstreamSubset(input.mapping, subset, context) }]
    })
  }

  #stepOf(made: Subset): PlanStep {
    const { step, assets, codeVersion } = this.#planning
    const first = made.count === 1 ? made.first : undefined
    return {
      step: step.name,
      asset: this.#own,
      assets,
      partition: first ? this.#grid.textOf(first) : null,
      partitions: this.#grid.describe(made),
      count: made.count,
      subset: made.encode(),
      reason: this.#make.words(),
      reasons: this.#make.list(),
      codeVersion,
      relied: digest([codeVersion, ...this.#relied].join('\n')),
    }
  }

  #skips(left: Subset): readonly PlanSkip[] {
    const asset = this.#own
    const blocked = this.#blocked.list().map(({ reason, subset, count }) => ({ asset, partitions: this.#grid.describe(Subset.decode(subset)), count, reason, fine: false }))
    const fresh = left.subtract(this.#blocked.subset())
    return fresh.isEmpty ? blocked : [...blocked, { asset, partitions: this.#grid.describe(fresh), count: fresh.count, reason: 'up to date', fine: true }]
  }
}

function nameOf(cell: Cell): string {
  return `${cell.series}:${cell.ordinal}`
}
