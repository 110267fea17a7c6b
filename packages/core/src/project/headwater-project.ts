import type { Schedule, Selection, Sensor } from '../automation/index.ts'
import { branded } from '../base/brand.ts'
import { type AnyAsset, anyColumn, definitionOf, type Override, type ValueOf } from '../define/index.ts'
import type { AssetGraph, ProjectModel } from '../graph/index.ts'
import {
  assetLineage,
  type AssetLineage,
  type ColumnPaths,
  edgesOf,
  type LineageEdge,
  partitionLineage,
  type PartitionLineage,
} from '../lineage/index.ts'
import { checkKey, type DynamicKeys } from '../partitions/index.ts'
import type { Plan, PlanOptions } from '../plan/index.ts'
import { assertLimits, type RunOptions, type RunResult } from '../run/index.ts'
import { type AssetStatusReport, writeCodeManifest } from '../status/index.ts'
import { projectError } from './build-model.ts'
import { cancelRun } from './cancel-run.ts'
import { checkAssets, type CheckReport } from './check-assets.ts'
import { columnMistakes } from './column-mistakes.ts'
import { definitionIn } from './definition-in.ts'
import { type AssetDescription, describeAssets } from './describe-assets.ts'
import { dynamicDimensions } from './dynamic-dimensions.ts'
import { explainWhy, type Why } from './explain-why.ts'
import { loadValue } from './load-value.ts'
import { materialize } from './materialize.ts'
import { type Model, modelOf } from './model.ts'
import type { AliasOf, AnyModel } from './model-version.ts'
import { namedCell } from './named-cell.ts'
import { probeStores, type StoreProbes } from './probe-stores.ts'
import type { Key, Project } from './project.ts'
import { prune, type PruneOptions, type PruneReport } from './prune.ts'
import { planWithColumns } from './plan-columns.ts'
import { planRest } from './resume.ts'
import { runHistory, type RunReport, runReport, type RunSummary } from './run-history.ts'
import { Session, type SessionParts } from './session.ts'
import { type StaleSince, staleSince } from './stale-since.ts'
import type { Which } from './which.ts'
import { wipe, type WipeOptions, type WipeReport } from './wipe.ts'

/** The facade over model and state. */
export class HeadwaterProject implements Project {
  readonly schedules: readonly Schedule[]
  readonly sensors: readonly Sensor[]
  readonly #session: Session
  readonly #pools: { readonly [name: string]: number }

  constructor(
    parts: SessionParts,
    automation: { readonly schedules: readonly Schedule[]; readonly sensors: readonly Sensor[] },
  ) {
    this.#session = new Session(parts)
    this.#pools = parts.pools
    this.schedules = automation.schedules
    this.sensors = automation.sensors
    branded('project', this)
  }

  get graph(): AssetGraph {
    return this.#model.graph
  }

  describe(selection = '*'): readonly AssetDescription[] {
    return describeAssets(this.#model, selection)
  }

  async plan(selection: Selection, which: Which = {}): Promise<Plan> {
    assertLimits(which)
    const { plan, snapshot } = await this.#session.plan(this.#session.textOf(selection), planOptions(which))
    return planWithColumns(this.#session, plan, snapshot)
  }

  async materialize(planOrSelection: Plan | Selection, which: Which = {}): Promise<RunResult> {
    assertLimits(which)
    const wish = isPlan(planOrSelection)
      ? { plan: planOrSelection }
      : { selection: this.#session.textOf(planOrSelection), options: planOptions(which) }
    return materialize(this.#session, wish, this.#runOptions(which))
  }

  resume(runId: string, how: Partial<RunOptions> = {}): Promise<RunResult> {
    assertLimits(how)
    return materialize(this.#session, { resumes: runId }, this.#runOptions(how))
  }

  async planResume(runId: string): Promise<Plan> {
    return (await planRest(this.#session, runId)).plan
  }

  cancel(runId: string): Promise<void> {
    return cancelRun(this.#session, runId)
  }

  check(selection: Selection, which: Which = {}): Promise<CheckReport> {
    return checkAssets(this.#session, this.#session.textOf(selection), which)
  }

  load<A extends AnyAsset>(of: A, ...[partition]: Key<A>): Promise<ValueOf<A>> {
    return loadValue(this.#session, definitionOf(of), { key: partition ?? null }) as Promise<ValueOf<A>>
  }

  loadByKey(key: string, partition: string | null = null): Promise<unknown> {
    return loadValue(this.#session, definitionIn(this.#model, key), { text: partition })
  }

  model<M extends AnyModel>(of: M | string): Model<ValueOf<M>, AliasOf<M>> {
    return modelOf(this.#session, definitionIn(this.#model, keyOf(of))) as Model<ValueOf<M>, AliasOf<M>>
  }

  async status(selection: Selection = '*'): Promise<readonly AssetStatusReport[]> {
    const keys = new Set(await this.#session.keysOf(selection))
    const steps = this.#session.stepsOf([...keys])
    const reports = await this.#session.statuses(steps)
    return reports.filter(({ asset }) => keys.has(asset))
  }

  staleSince(position: number): Promise<StaleSince> {
    return staleSince(this.#session, position)
  }

  wipe(selection: Selection, options: WipeOptions = {}): Promise<WipeReport> {
    return wipe(this.#session, this.#session.textOf(selection), options)
  }

  prune(options: PruneOptions = {}): Promise<PruneReport> {
    return prune(this.#session, options)
  }

  lineage(asset: AnyAsset | string): AssetLineage {
    return assetLineage(this.#model, definitionIn(this.#model, keyOf(asset)).key)
  }

  columnLineage(asset: AnyAsset | string, column = anyColumn): Promise<ColumnPaths> {
    return this.#session.columns.paths({ asset: definitionIn(this.#model, keyOf(asset)).key, column })
  }

  async partitionLineage(asset: AnyAsset | string, partition: string | null): Promise<PartitionLineage | undefined> {
    const { key, step } = definitionIn(this.#model, keyOf(asset))
    const snapshot = await this.#session.snapshot([step])
    const cell = namedCell(key, snapshot.grid(key), partition, snapshot.now)
    return partitionLineage(snapshot, this.#session.parts.store, { asset: key, cell })
  }

  edges(): readonly LineageEdge[] {
    return edgesOf(this.#model)
  }

  async why(asset: AnyAsset | string, partition: string | null = null): Promise<Why> {
    const { key, step } = definitionIn(this.#model, keyOf(asset))
    const { snapshot } = await this.#session.observed([step])
    return explainWhy(snapshot, this.#session.parts.store, this.#session.codeVersions, { asset: key, partition })
  }

  runs(limit = 20): Promise<readonly RunSummary[]> {
    return runHistory(this.#session.parts.store, limit)
  }

  run(runId: string): Promise<RunReport> {
    return runReport(this.#session.parts.store, this.#model, runId)
  }

  dimensions(): readonly DynamicKeys<string>[] {
    return dynamicDimensions(this.#model)
  }

  async keys(of: DynamicKeys<string>): Promise<readonly string[]> {
    return (await this.#session.parts.store.keyIds([])).keysOf(of.name)
  }

  async addKeys(to: DynamicKeys<string>, ...keys: readonly string[]): Promise<void> {
    keys.forEach(checkKey)
    await this.#session.parts.store.append([{ type: 'keys_added', dimension: to.name, keys: [...keys] }])
  }

  async removeKeys(from: DynamicKeys<string>, ...keys: readonly string[]): Promise<void> {
    await this.#session.parts.store.append([{ type: 'keys_removed', dimension: from.name, keys: [...keys] }])
  }

  writeCodeManifest(to: { readonly folder: string; readonly bundles: readonly string[] }): Promise<string> {
    return writeCodeManifest(this.#model.steps, to)
  }

  async validate(): Promise<void> {
    const mistakes = await columnMistakes(this.#session, this.#model.assets.keys())
    if (mistakes.length > 0) throw projectError(mistakes)
  }

  probe(): Promise<readonly StoreProbes[]> {
    return probeStores(this.#session)
  }

  withResources(...overrides: readonly Override[]): Project {
    return new HeadwaterProject(
      { ...this.#session.parts, overrides: [...this.#session.parts.overrides, ...overrides] },
      this,
    )
  }

  close(): Promise<void> {
    return this.#session.parts.store.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #runOptions({ concurrency, pools, chunk, signal, onProgress }: Partial<RunOptions>): RunOptions {
    return {
      concurrency: concurrency ?? this.#session.parts.concurrency,
      pools: pools ?? this.#pools,
      chunk,
      signal,
      onProgress,
    }
  }

  get #model(): ProjectModel {
    return this.#session.parts.model
  }
}

function planOptions({ partitions, force, upstream, downstream, maxSteps }: Which): PlanOptions {
  const options = { partitions, force, upstream, downstream, maxSteps }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function isPlan(value: Plan | Selection): value is Plan {
  return typeof value === 'object' && 'steps' in value && 'skips' in value
}

function keyOf(asset: AnyAsset | string): string {
  return typeof asset === 'string' ? asset : definitionOf(asset).key
}
