import { type Clock } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import { Pool } from '../base/pool.ts'
import { thisMachine } from '../base/this-machine.ts'
import {
  type AnyAsset,
  type AssetDefinition,
  definitionOf,
  type Override,
  type StepDefinition,
} from '../define/index.ts'
import { inputsOf, type ProjectModel, select } from '../graph/index.ts'
import { ColumnGraph, ColumnReads } from '../lineage/index.ts'
import { buildPlan, type Plan, PlannedBefore, type PlanOptions } from '../plan/index.ts'
import { type Grid, type Partitions, Subset } from '../partitions/index.ts'
import { type Environment, OpenResources, processSecrets, Secrets } from '../resources/index.ts'
import { RunContext, type RunOptions, ValueReader } from '../run/index.ts'
import type { Guard, StateStore } from '../state/index.ts'
import {
  assetStatuses,
  type AssetStatusReport,
  Grids,
  InputResolver,
  readGrids,
  Snapshot,
  Standings,
  StepCodeVersions,
} from '../status/index.ts'
import type { Selection } from '../automation/index.ts'
import { type LiveRun, LiveRuns } from './live-runs.ts'
import { type Observed, observeExternals } from './observe-externals.ts'

/** What a project works with, whoever asks it for something. */
export interface SessionParts {
  readonly model: ProjectModel
  readonly store: StateStore
  readonly clock: Clock
  readonly environment: Environment
  readonly overrides: readonly Override[]
  readonly concurrency: number
  readonly pools: { readonly [name: string]: number }
}

/** What a plan is held to beside its options. */
export interface PlanAt {
  /** The instant that fixes which partitions are there, in epoch milliseconds. Absent: now. */
  readonly at?: number | undefined
  /** Only these partitions, by asset, instead of those of an expression. */
  readonly within?: ReadonlyMap<string, Subset> | undefined
}

/** A plan with the snapshot that it was made from. */
export interface Planned {
  readonly plan: Plan
  readonly snapshot: Snapshot
  readonly observed: readonly Observed[]
}

/** Reads the state and plans: the part of a project that changes nothing. */
export class Session {
  readonly parts: SessionParts
  readonly codeVersions = new StepCodeVersions()
  readonly standings = new Standings()
  readonly #before = new PlannedBefore()
  readonly columns: ColumnGraph
  readonly columnReads: ColumnReads
  readonly #grids = new Grids()
  readonly #runs: LiveRuns
  readonly #orderOf: ReadonlyMap<StepDefinition, number>

  constructor(parts: SessionParts) {
    this.parts = parts
    this.columns = new ColumnGraph(parts.model)
    this.#runs = new LiveRuns(parts.model)
    this.columnReads = new ColumnReads(parts.model, this.columns)
    this.#orderOf = new Map(parts.model.steps.map((step, index) => [step, index]))
  }

  /** The selection as text of the selection language, so that a plan can carry it. */
  textOf(selection: Selection): string {
    if (typeof selection === 'string') return selection
    const keys = keysIn(selection)
    return new Set(keys).size === this.parts.model.assets.size ? '*' : keys.map((key) => `key:${key}`).join(' or ')
  }

  /** The keys that a selection means, in topological order. `status:` needs the state, everything else does not. */
  async keysOf(selection: Selection, at?: number): Promise<readonly string[]> {
    const { graph } = this.parts.model
    if (typeof selection !== 'string') return graph.order(keysIn(selection))
    if (!selection.includes('status:')) return [...select(graph, selection)]
    const reports = await this.statuses(this.parts.model.steps, at)
    const statuses = new Map(
      reports.map(({ asset, status, late }) => [asset, late.length > 0 ? [status, 'late' as const] : [status]]),
    )
    return [...select(graph, selection, { statuses: (key) => statuses.get(key) ?? [] })]
  }

  /** How the assets of some steps stand. */
  async statuses(steps: readonly StepDefinition[], at?: number): Promise<readonly AssetStatusReport[]> {
    const { codeVersions, standings } = this
    const { snapshot } = await this.observed(steps, at)
    return assetStatuses({ snapshot, codeVersions, standings }, steps)
  }

  /** Where the event log ends now. */
  async position(): Promise<number> {
    return (await this.parts.store.ledger.records([])).position
  }

  /** The runs that go on now. */
  runs(): Promise<readonly LiveRun[]> {
    return this.#runs.read(this.parts.store)
  }

  /** The partitions of an asset that runs are making. */
  async running(asset: string): Promise<Subset> {
    const subsets = (await this.runs()).flatMap(({ running }) => running.get(asset) ?? [])
    return subsets.reduce((all, some) => all.union(some), Subset.empty)
  }

  /** The grids of partitions by the keys that there are now. */
  grids(): Promise<(partitions: Partitions) => Grid> {
    return readGrids(this.parts.model, this.parts.store, this.#grids)
  }

  stepsOf(keys: readonly string[]): readonly StepDefinition[] {
    if (keys.length === this.parts.model.assets.size) return this.parts.model.steps
    const wanted = new Set(keys.flatMap((key) => this.parts.model.assets.get(key)?.step ?? []))
    const order = (step: StepDefinition): number => this.#orderOf.get(step) ?? 0
    return [...wanted].sort((a, b) => order(a) - order(b))
  }

  snapshot(steps: Iterable<StepDefinition>, at = this.parts.clock.now()): Promise<Snapshot> {
    return Snapshot.read(this.parts.model, this.parts.store, steps, { now: at, grids: this.#grids })
  }

  /** A snapshot that also knows how assets made elsewhere look now. Nothing is written. */
  async observed(
    steps: readonly StepDefinition[],
    at?: number,
    around: readonly StepDefinition[] = [],
  ): Promise<Omit<Planned, 'plan'>> {
    const snapshot = await this.snapshot(around.length === 0 ? steps : [...steps, ...around], at)
    return { snapshot, observed: await this.#observe(snapshot, externalsAround(this.parts.model, steps)) }
  }

  /** Looks at what is made elsewhere, and plans. Nothing is written. */
  async plan(selection: string, options: PlanOptions, { at, within }: PlanAt = {}): Promise<Planned> {
    const { model, clock } = this.parts
    const keys = this.#widened(await this.keysOf(selection, at), options)
    const downstream = keys.length === model.assets.size ? [] : this.stepsOf(model.graph.descendants(keys))
    const { snapshot, observed } = await this.observed(this.stepsOf(keys), at, downstream)
    const plan = await buildPlan({
      id: newId(clock.now()),
      model,
      snapshot,
      codeVersions: this.codeVersions,
      standings: this.standings,
      before: this.#before,
      selection,
      keys,
      options,
      within,
    })
    return { plan, snapshot, observed }
  }

  /** A context for work outside of a run: it may read and call user code, and records under its own id. */
  context(
    snapshot: Snapshot,
    options: {
      readonly guard: Guard
      readonly resources: OpenResources
      readonly keepsLog?: boolean
    } & Partial<Pick<RunOptions, 'signal' | 'onProgress'>>,
  ): RunContext {
    const { model, store, clock, concurrency } = this.parts
    const { guard, resources } = options
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
      signal: options.signal ?? new AbortController().signal,
      concurrency,
      pool: new Pool(concurrency),
      pools: () => new Pool(concurrency),
      force: false,
      keepsLog: options.keepsLog ?? true,
      onProgress: options.onProgress ?? (() => undefined),
    })
  }

  openResources(): OpenResources {
    return new OpenResources({
      environment: this.parts.environment,
      secrets: new Secrets(processSecrets()),
      overrides: this.parts.overrides,
    })
  }

  /** A lease on some partitions, or on none, for work that records under an id of its own. */
  lease(partitions: readonly { readonly asset: string; readonly subset: string }[]): Promise<Guard> {
    return this.parts.store.lease({
      runId: newId(this.parts.clock.now()),
      partitions,
      owner: { pid: process.pid, host: thisMachine() },
    })
  }

  /** The selection with what is upstream or downstream of it, where that is asked for. */
  #widened(keys: readonly string[], { upstream, downstream }: PlanOptions): readonly string[] {
    const { graph } = this.parts.model
    const more = [...(upstream ? graph.ancestors(keys) : []), ...(downstream ? graph.descendants(keys) : [])]
    return more.length === 0 ? keys : graph.order([...keys, ...more])
  }

  async #observe(snapshot: Snapshot, externals: readonly AssetDefinition[]): Promise<readonly Observed[]> {
    if (externals.length === 0) return []
    const resources = this.openResources()
    try {
      const guard = { runId: newId(this.parts.clock.now()), token: 0 }
      const context = this.context(snapshot, { guard, resources, keepsLog: false })
      return await observeExternals(context, externals)
    } finally {
      await resources.close()
    }
  }
}

function externalsAround(model: ProjectModel, steps: readonly StepDefinition[]): readonly AssetDefinition[] {
  if (model.steps.every((step) => step.produce)) return []
  const keys = new Set(
    steps.flatMap((step) => [
      ...Object.values(step.outputs).map(({ key }) => key),
      ...inputsOf(model, step).map(({ asset }) => asset),
    ]),
  )
  return [...keys].flatMap((key) => model.assets.get(key) ?? []).filter(({ step }) => !step.produce)
}

function keysIn(selection: Exclude<Selection, string>): readonly string[] {
  const assets: readonly AnyAsset[] = Array.isArray(selection) ? selection : [selection as AnyAsset]
  return assets.map((asset) => definitionOf(asset).key)
}
