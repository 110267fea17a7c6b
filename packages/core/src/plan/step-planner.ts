import type { StepDefinition } from '../define/definition.ts'
import { inputsOf } from '../graph/index.ts'
import { type Grid, Subset } from '../partitions/index.ts'
import { type AssetLedger, Reads, recipeOf, type Snapshot, sortOut, type StaleInputs } from '../status/index.ts'
import { expectedOf } from './expected.ts'
import { first as firstOf } from './first.ts'
import { following } from './following.ts'
import { Groups } from './groups.ts'
import { readsOf } from './reads-of.ts'
import { schemaChanges } from './schema-changes.ts'
import type { Because, PlanOptions, PlanSkip, PlanStep, Reason } from './plan.ts'

/** What a step is planned against. */
export interface StepPlanning {
  readonly snapshot: Snapshot
  readonly options: PlanOptions
  /** What the plan makes so far, by asset. */
  readonly made: ReadonlyMap<string, Subset>
  /** What it leaves to the next run, by asset. */
  readonly left: ReadonlyMap<string, Subset>
  /** The partitions of each asset whose inputs changed: see `Standings`. */
  readonly inputs: ReadonlyMap<string, readonly StaleInputs[]>
  readonly step: StepDefinition
  readonly assets: readonly string[]
  readonly codeVersion: string
  /** How many partitions may be made at most. */
  readonly most: number
}

/** What was decided about one step. */
export interface PlannedStep {
  /** Absent when there is nothing to make. */
  readonly step: PlanStep | undefined
  readonly skips: readonly PlanSkip[]
  readonly made: Subset
  /** What was asked for and waits for another run. */
  readonly left: Subset
}

/** Decides which of the requested partitions of one step are to be made, by ranges. */
export function planStep(planning: StepPlanning, requested: Subset): PlannedStep {
  return new StepPlanner(planning).plan(requested)
}

interface Wanted {
  readonly make: Groups<Reason>
  readonly fresh: Subset
  /** Partitions that read something that changed in other columns than theirs: those that are fresh need not be made. */
  readonly unread: readonly StaleInputs[]
}

class StepPlanner {
  readonly #planning: StepPlanning
  readonly #own: AssetLedger
  readonly #grid: Grid
  readonly #reads: readonly Reads[]
  readonly #selfReads: readonly Reads[]

  constructor(planning: StepPlanning) {
    const { snapshot, step, assets } = planning
    const own = assets[0] ?? step.name
    this.#planning = planning
    this.#own = snapshot.ledger(own)
    this.#grid = this.#own.grid
    const reads = inputsOf(snapshot.model, step).map((input) => new Reads(snapshot, input, own))
    this.#reads = reads.filter(({ input }) => !input.self)
    this.#selfReads = reads.filter(({ input }) => input.self)
  }

  plan(requested: Subset): PlannedStep {
    const { make, fresh, unread } = this.#wanted(requested)
    const blocked = this.#blocked(make.all)
    // Some will not be blocked any more once what is left over upstream is made, or what is open there is complete.
    const hopeless = blocked.all.isEmpty ? blocked : this.#blocked(make.all, (upstream) => this.#later(upstream))
    const waiting = blocked.all.subtract(hopeless.all)
    const makeable = make.without(blocked.all)
    const made = firstOf(makeable.all, this.#planning.most)
    const left = makeable.all.subtract(made)
    const skips = [
      ...hopeless.list().map(({ reason, partitions }) => this.#skip(partitions, reason, false)),
      ...(waiting.isEmpty ? [] : [this.#skip(waiting, 'waits for its upstream', true)]),
      ...(left.isEmpty ? [] : [this.#skip(left, 'left for the next run', true)]),
      ...this.#upToDate(fresh, unread),
    ]
    return {
      step: made.isEmpty ? undefined : this.#stepOf(makeable.without(left)),
      skips,
      made,
      left: left.union(waiting),
    }
  }

  /** What is fresh, and what of it only because it does not read the columns that changed. */
  #upToDate(fresh: Subset, unread: readonly StaleInputs[]): readonly PlanSkip[] {
    const skips: PlanSkip[] = []
    let left = fresh
    for (const { upstream, partitions } of unread) {
      const spared = left.intersect(partitions)
      if (spared.isEmpty) continue
      skips.push(this.#skip(spared, `up to date: only columns that it does not read changed in \`${upstream}\``, true))
      left = left.subtract(spared)
    }
    return left.isEmpty ? skips : [...skips, this.#skip(left, 'up to date', true)]
  }

  /** What would be made if nothing stood in the way, by reason; and what of the requested is fresh. */
  #wanted(requested: Subset): Wanted {
    const { snapshot, step, assets, codeVersion, inputs, options } = this.#planning
    const make = new Groups<Reason>()
    const unread: StaleInputs[] = []
    let fresh = requested
    for (const asset of assets) {
      const sorted = sortOut(snapshot, { step, asset, codeVersion, inputs: inputs.get(asset) ?? [] }, fresh)
      for (const { reason, detail, partitions } of sorted.stale)
        if (isAskedFor(reason, options)) make.add(partitions, reason, detail)
      fresh = sorted.fresh
      unread.push(...sorted.unread)
    }
    if (options.partitions === 'missing') return { make, fresh: Subset.empty, unread }
    for (const reads of this.#reads) {
      const behind = fresh.intersect(this.#behind(reads))
      make.add(behind, 'upstream will be made', reads.upstream.asset)
      fresh = fresh.subtract(behind)
    }
    if (this.#selfReads.length > 0) fresh = this.#addFollowing(make, fresh)
    if (!options.force) return { make, fresh, unread }
    make.add(fresh, 'forced')
    return { make, fresh: Subset.empty, unread }
  }

  /** Adds those of the fresh that read something of the asset itself that will be made, and leaves the others over. */
  #addFollowing(make: Groups<Reason>, fresh: Subset): Subset {
    const seeds = make.all.subtract(this.#blocked(make.all).all)
    let within = fresh
    for (;;) {
      const after = this.#following(seeds, within)
      const blocked = this.#blocked(make.all.union(after)).all.intersect(after)
      if (blocked.isEmpty) {
        make.add(after, 'upstream will be made', this.#own.asset)
        return fresh.subtract(after)
      }
      // What cannot be made stays as it is, and moves nothing.
      within = within.subtract(blocked)
    }
  }

  /** What of an upstream is not made now and will be: what this plan leaves to the next run, and what is open. */
  #later(upstream: AssetLedger): Subset {
    const { now } = this.#planning.snapshot
    const open = upstream.grid.existing(now).subtract(upstream.grid.complete(now))
    return open.union(this.#planning.left.get(upstream.asset) ?? Subset.empty)
  }

  /** Partitions downstream of what this plan makes: their inputs will change, or come out the same and cut them off. */
  #behind(reads: Reads): Subset {
    return reads.to(this.#planning.made.get(reads.upstream.asset) ?? Subset.empty)
  }

  /** Those for which something upstream must be there, is not, and will not be made before, by why that is. */
  #blocked(make: Subset, later: (upstream: AssetLedger) => Subset = () => Subset.empty): Groups<string> {
    const blocked = new Groups<string>()
    if (make.isEmpty) return blocked
    for (const reads of this.#reads) {
      const { upstream } = reads
      const made = this.#planning.made.get(upstream.asset) ?? Subset.empty
      const left = make.subtract(blocked.all)
      const short = reads.blocked(left, upstream.materialized.union(made).union(later(upstream)))
      if (!short.isEmpty) blocked.add(short, whyShort(upstream, reads.from(short)))
      // What a blocking check of a whole asset refused is not read, unless this plan makes it, and checks it, again.
      if (upstream.refusedBy !== undefined && made.isEmpty)
        blocked.add(
          left.subtract(short),
          `upstream \`${upstream.asset}\` failed its blocking check \`${upstream.refusedBy}\``,
        )
    }
    if (this.#selfReads.length > 0) this.#blockBehindGaps(make, blocked)
    return blocked
  }

  /** A partition that reads earlier ones of the asset itself waits for them; those that read it wait in turn. */
  #blockBehindGaps(make: Subset, blocked: Groups<string>): void {
    const left = make.subtract(blocked.all)
    const existing = this.#grid.existing(this.#planning.snapshot.now)
    const lacking = existing.subtract(this.#own.materialized).subtract(left)
    blocked.add(this.#following(lacking, left), whyShort(this.#own, lacking))
  }

  /** Those of some partitions that read a seed through any of the asset's deps on itself, or one that does. */
  #following(seeds: Subset, within: Subset): Subset {
    const { now } = this.#planning.snapshot
    let [found, before]: [Subset, Subset | undefined] = [Subset.empty, undefined]
    while (found !== before) {
      before = found
      for (const reads of this.#selfReads)
        found = found.union(following(reads, this.#grid, { seeds: seeds.union(found), within, now }))
      // What follows through one dep alone is complete at once.
      if (this.#selfReads.length < 2) break
    }
    return found
  }

  #stepOf(make: Groups<Reason>): PlanStep {
    const { snapshot, step, assets, codeVersion } = this.#planning
    const all = make.all
    const only = all.count === 1 ? all.first : undefined
    const expected = expectedOf(
      assets.map((asset) => snapshot.ledger(asset).record.pace),
      all.count,
    )
    const planned = {
      step: step.name,
      asset: this.#own.asset,
      assets,
      partition: only ? this.#grid.textOf(only) : null,
      partitions: this.#grid.describe(all),
      count: all.count,
      subset: all.encode(),
      reason: make.words(),
      reasons: make.list().map((group): Because => this.#because(group)),
      codeVersion,
      recipes: assets.map((asset) => recipeOf(snapshot, step, asset)),
    }
    const reads = readsOf(snapshot.model, step)
    const changes = schemaChanges(snapshot, assets)
    return Object.assign(
      planned,
      reads && { reads },
      expected && { expected },
      changes.length > 0 && { schemaChanges: changes },
    )
  }

  #because({ reason, detail, partitions }: ReturnType<Groups<Reason>['list']>[number]): Because {
    const { count } = partitions
    const words = this.#grid.describe(partitions)
    return detail === undefined ? { reason, count, partitions: words } : { reason, detail, count, partitions: words }
  }

  #skip(partitions: Subset, reason: string, fine: boolean): PlanSkip {
    const { count } = partitions
    return { asset: this.#own.asset, partitions: this.#grid.describe(partitions), count, reason, fine }
  }
}

function isAskedFor(reason: Reason, { partitions }: PlanOptions): boolean {
  const isAbsent = reason === 'missing' || reason === 'failed before'
  if (partitions === 'missing') return isAbsent
  return partitions === 'stale' ? !isAbsent : true
}

function whyShort(upstream: AssetLedger, wanted: Subset): string {
  const why = upstream.whyAnyAbsent(wanted)
  return `upstream \`${upstream.asset}\` ${why === undefined ? 'is missing' : `cannot be read: ${why}`}`
}
