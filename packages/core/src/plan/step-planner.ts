import { digest } from '../base/digest.ts'
import type { StepDefinition } from '../define/definition.ts'
import { inputsOf, type ResolvedInput } from '../graph/index.ts'
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

type Decision =
  | { readonly make: Reason; readonly detail?: string | undefined }
  | { readonly blocked: string }
  | 'up to date'
  | 'not asked for'

/** Decides about one step, partition by partition, in their order. */
export class StepPlanner {
  readonly #planning: StepPlanning
  readonly #own: string
  readonly #grid: Grid
  readonly #make = new Reasons<Reason>()
  readonly #blocked = new Reasons<string>()
  readonly #fresh: Cell[] = []
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
  plan(requested: Subset): {
    readonly step: PlanStep | undefined
    readonly skips: readonly PlanSkip[]
    readonly made: Subset
  } {
    for (const cell of requested.cells()) this.#note(cell)
    const made = this.#make.subset()
    return { step: made.isEmpty ? undefined : this.#stepOf(made), skips: this.#skips(), made }
  }

  #note(cell: Cell): void {
    const { snapshot, resolver, step, assets, codeVersion } = this.#planning
    const verdict = judge(snapshot, resolver, step, { assets, cell, codeVersion })
    const decision = this.#decide(cell, verdict.stale, verdict.readings)
    if (decision === 'not asked for') return
    if (decision === 'up to date') return void this.#fresh.push(cell)
    if ('blocked' in decision) return this.#blocked.add(cell, decision.blocked)
    this.#make.add(cell, decision.make, decision.detail)
    this.#ownMade.add(nameOf(cell))
    const recorded = assets.map((asset) => snapshot.ledger(asset).row(cell)?.dataVersion ?? 'absent')
    this.#relied.push([nameOf(cell), verdict.fingerprint, ...recorded].join('\t'))
  }

  #decide(cell: Cell, stale: Staleness | undefined, readings: readonly InputReading[]): Decision {
    const { partitions, force } = this.#planning.options
    const upstream = this.#upstreamMade(cell, readings)
    const absent = stale?.reason === 'missing' || stale?.reason === 'failed before'
    if (partitions === 'missing' && !absent) return 'not asked for'
    if (partitions === 'stale' && absent) return 'not asked for'
    if (!stale && upstream === undefined && !force) return 'up to date'
    const gap = readings.find((reading) => this.#isGap(reading))
    if (gap) return { blocked: this.#whyBlocked(gap) }
    const refused = this.#refusedUpstream(readings)
    if (refused) return { blocked: refused }
    if (stale) return { make: stale.reason, detail: stale.detail }
    return upstream === undefined ? { make: 'forced' } : { make: 'upstream will be made', detail: upstream }
  }

  /** Whether something upstream must be there, is not, and will not be made before. */
  #isGap({ input, asset, missing }: InputReading): boolean {
    if (input.self) return missing.some((at) => !this.#ownMade.has(nameOf(at)))
    const made = this.#planning.made.get(asset) ?? Subset.empty
    if (followsTheUpstream(input)) return missing.length > 0 && made.isEmpty
    return missing.some((at) => !made.has(at))
  }

  /** What a blocking check of a whole asset refused is not read, unless this plan makes it, and checks it, again. */
  #refusedUpstream(readings: readonly InputReading[]): string | undefined {
    const { made, snapshot } = this.#planning
    const refused = readings.find(
      ({ asset, input }) => !input.self && (made.get(asset)?.isEmpty ?? true) && snapshot.ledger(asset).refusedBy,
    )
    return (
      refused &&
      `upstream \`${refused.asset}\` failed its blocking check \`${snapshot.ledger(refused.asset).refusedBy}\``
    )
  }

  #whyBlocked({ asset, missing }: InputReading): string {
    const ledger = this.#planning.snapshot.ledger(asset)
    const why = missing.map((at) => ledger.whyAbsent(at)).find((known) => known !== undefined)
    return `upstream \`${asset}\` ${why === undefined ? 'is missing' : `cannot be read: ${why}`}`
  }

  #upstreamMade(cell: Cell, readings: readonly InputReading[]): string | undefined {
    const other = this.#behind.find(({ subset }) => subset.has(cell))
    if (other) return other.asset
    const earlier = readings.find(
      ({ input, entries }) => input.self && entries.some((entry) => this.#ownMade.has(nameOf(entry.cell))),
    )
    return earlier?.asset
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
      const readers =
        input.alias === undefined ? downstreamSubset(input.mapping, subset, context) : this.#grid.existing(snapshot.now)
      return [{ asset: input.asset, subset: readers }]
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

  #skips(): readonly PlanSkip[] {
    const asset = this.#own
    const inWords = (subset: Subset) => ({ asset, partitions: this.#grid.describe(subset), count: subset.count })
    const blocked = this.#blocked
      .list()
      .map(({ reason, subset }) => ({ ...inWords(Subset.decode(subset)), reason, fine: false }))
    if (this.#fresh.length === 0) return blocked
    return [...blocked, { ...inWords(Subset.of(this.#fresh)), reason: 'up to date', fine: true }]
  }
}

/** Whether it reads one version, whichever is the one then: which partition that is, is not known before. */
function followsTheUpstream({ mapping, alias }: ResolvedInput): boolean {
  return mapping.kind === 'latest' || alias !== undefined
}

function nameOf(cell: Cell): string {
  return `${cell.series}:${cell.ordinal}`
}
