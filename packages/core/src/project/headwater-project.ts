import type { Schedule, Selection, Sensor } from '../automation/index.ts'
import { branded } from '../base/brand.ts'
import {
  type AnyAsset,
  anyColumn,
  type AssetDefinition,
  definitionOf,
  type Override,
  type ValueOf,
} from '../define/index.ts'
import { type AssetGraph, completeSelection, type ProjectModel, type SelectionCompletion } from '../graph/index.ts'
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
import type { Plan } from '../plan/index.ts'
import { assertLimits, type RunOptions, type RunResult } from '../run/index.ts'
import { type AssetStatusReport, writeCodeManifest } from '../status/index.ts'
import { type AssetCode, assetCode } from './asset-code.ts'
import { projectError } from './build-model.ts'
import { cancelRun } from './cancel-run.ts'
import { checkAssets, type CheckReport } from './check-assets.ts'
import { columnMistakes } from './column-mistakes.ts'
import { definitionIn } from './definition-in.ts'
import { type AssetDescription, describeAssets } from './describe-assets.ts'
import { type ColumnDescription, describeColumns } from './describe-columns.ts'
import { dynamicDimensions } from './dynamic-dimensions.ts'
import { explainWhy, type Why } from './explain-why.ts'
import { type LiveRunReport, liveRunReports } from './live-run-reports.ts'
import { loadValue } from './load-value.ts'
import { materialize } from './materialize.ts'
import { type Materialization, materializations, type MaterializationsQuery } from './materializations.ts'
import { type Model, modelOf } from './model.ts'
import type { AliasOf, AnyModel } from './model-version.ts'
import { namedCell } from './named-cell.ts'
import {
  type KeysPage,
  partitionKeys,
  type PartitionsReport,
  partitionsReport,
  type SeriesPage,
} from './partitions-report.ts'
import { type PartitionStatus, partitionStatus } from './partition-statuses.ts'
import { type Preview, previewValue } from './preview-value.ts'
import { probeStores, type StoreProbes } from './probe-stores.ts'
import type { Key, Project } from './project.ts'
import { type EventReport, type EventsQuery, projectEvents } from './project-events.ts'
import { prune, type PruneOptions, type PruneReport } from './prune.ts'
import { planWithColumns } from './plan-columns.ts'
import { planAgain, planRest } from './resume.ts'
import { runHistory, type RunReport, runReport, type RunSummary } from './run-history.ts'
import { Session, type SessionParts } from './session.ts'
import { type StaleSince, staleSince } from './stale-since.ts'
import { isPlan, planOptions, type Which } from './which.ts'
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

  select(selection: Selection): Promise<readonly string[]> {
    return this.#session.keysOf(selection)
  }

  complete(selection: string, cursor: number): SelectionCompletion {
    return completeSelection(this.graph, selection, cursor)
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

  rerun(runId: string, how: Partial<RunOptions> = {}): Promise<RunResult> {
    assertLimits(how)
    return materialize(this.#session, { repeats: runId }, this.#runOptions(how))
  }

  async planRerun(runId: string): Promise<Plan> {
    return (await planAgain(this.#session, runId)).plan
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
    return loadValue(this.#session, this.#definition(key), { text: partition })
  }

  model<M extends AnyModel>(of: M | string): Model<ValueOf<M>, AliasOf<M>> {
    return modelOf(this.#session, this.#definition(of)) as Model<ValueOf<M>, AliasOf<M>>
  }

  async status(selection: Selection = '*'): Promise<readonly AssetStatusReport[]> {
    const keys = new Set(await this.#session.keysOf(selection))
    const reports = await this.#session.statuses(this.#session.stepsOf([...keys]))
    return reports.filter(({ asset }) => keys.has(asset))
  }

  partitions(asset: AnyAsset | string, page: SeriesPage = {}): Promise<PartitionsReport> {
    return partitionsReport(this.#session, this.#definition(asset), page)
  }

  partitionKeys(asset: AnyAsset | string, page: KeysPage): Promise<readonly string[]> {
    return partitionKeys(this.#session, this.#definition(asset), page)
  }

  partitionStatus(asset: AnyAsset | string, partition: string | null = null): Promise<PartitionStatus> {
    return partitionStatus(this.#session, this.#definition(asset), partition)
  }

  liveRuns(): Promise<readonly LiveRunReport[]> {
    return liveRunReports(this.#session)
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
    return assetLineage(this.#model, this.#definition(asset).key)
  }

  columnLineage(asset: AnyAsset | string, column = anyColumn): Promise<ColumnPaths> {
    return this.#session.columns.paths({ asset: this.#definition(asset).key, column })
  }

  async partitionLineage(asset: AnyAsset | string, partition: string | null): Promise<PartitionLineage | undefined> {
    const { key, step } = this.#definition(asset)
    const snapshot = await this.#session.snapshot([step])
    const cell = namedCell(key, snapshot.grid(key), partition, snapshot.now)
    return partitionLineage(snapshot, this.#session.parts.store, { asset: key, cell })
  }

  edges(): readonly LineageEdge[] {
    return edgesOf(this.#model)
  }

  why(asset: AnyAsset | string, partition: string | null = null): Promise<Why> {
    return explainWhy(this.#session, this.#definition(asset), partition)
  }

  columns(asset: AnyAsset | string): readonly ColumnDescription[] {
    return describeColumns(this.#definition(asset))
  }

  code(asset: AnyAsset | string): Promise<AssetCode> {
    return assetCode(this.#session, this.#definition(asset))
  }

  preview(asset: AnyAsset | string, partition: string | null = null, limit = 100): Promise<Preview> {
    return previewValue(this.#session, this.#definition(asset), { partition, limit })
  }

  materializations(asset: AnyAsset | string, query: MaterializationsQuery = {}): Promise<readonly Materialization[]> {
    return materializations(this.#session, this.#definition(asset), query)
  }

  events(query: EventsQuery = {}): Promise<readonly EventReport[]> {
    return projectEvents(this.#session, query)
  }

  position(): Promise<number> {
    return this.#session.position()
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

  #runOptions(how: Partial<RunOptions>): RunOptions {
    const { concurrency = this.#session.parts.concurrency, pools = this.#pools } = how
    const { chunk, request, signal, onProgress } = how
    return { concurrency, pools, chunk, request, signal, onProgress }
  }

  #definition(asset: AnyAsset | string): AssetDefinition {
    return definitionIn(this.#model, asset)
  }

  get #model(): ProjectModel {
    return this.#session.parts.model
  }
}
