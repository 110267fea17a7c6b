import type { Schedule, Selection, Sensor } from '../automation/index.ts'
import type { AnyAsset, Override, PartitionOf, ValueOf } from '../define/index.ts'
import type { AssetGraph, SelectionCompletion } from '../graph/index.ts'
import type { AssetLineage, ColumnPaths, LineageEdge, PartitionLineage } from '../lineage/index.ts'
import type { DynamicKeys } from '../partitions/index.ts'
import type { Plan } from '../plan/index.ts'
import type { RunOptions, RunResult } from '../run/index.ts'
import type { AssetStatusReport } from '../status/index.ts'
import type { AssetCode } from './asset-code.ts'
import type { CheckReport } from './check-assets.ts'
import type { AssetDescription } from './describe-assets.ts'
import type { ColumnDescription } from './describe-columns.ts'
import type { Why } from './explain-why.ts'
import type { LiveRunReport } from './live-run-reports.ts'
import type { Materialization, MaterializationsQuery } from './materializations.ts'
import type { Model } from './model.ts'
import type { AliasOf, AnyModel } from './model-version.ts'
import type { KeysPage, PartitionsReport, SeriesPage } from './partitions-report.ts'
import type { PartitionStatus } from './partition-statuses.ts'
import type { Preview } from './preview-value.ts'
import type { StoreProbes } from './probe-stores.ts'
import type { EventReport, EventsQuery } from './project-events.ts'
import type { PruneOptions, PruneReport } from './prune.ts'
import type { RunReport, RunSummary } from './run-history.ts'
import type { StaleSince } from './stale-since.ts'
import type { Which } from './which.ts'
import type { WipeOptions, WipeReport } from './wipe.ts'

/** How the partition of an asset is named in a call: not at all, where there are none. */
export type Key<A extends AnyAsset> = [PartitionOf<A>] extends [null] ? [] : [partition: PartitionOf<A>]

/**
 * A set of assets that is sound, with the state that tells what of it is materialized. Made by `defineProject`; opens
 * its state at the first call that needs it. Several may live in one process.
 */
export interface Project extends AsyncDisposable {
  /** The assets and how they hang together. */
  readonly graph: AssetGraph
  readonly schedules: readonly Schedule[]
  readonly sensors: readonly Sensor[]
  /** What the assets say of themselves, in topological order. Needs no state. Default: all. */
  describe(selection?: string): readonly AssetDescription[]
  /**
   * The keys that a selection means, in topological order. Only `status:` needs the state. Throws SELECTION_INVALID,
   * SELECTION_UNKNOWN and SELECTION_AMBIGUOUS, with the span of the characters that are meant as the cause.
   */
  select(selection: Selection): Promise<readonly string[]>
  /** What may be written at a character of a selection, finished or not (UTF-16 units from 0). Needs no state. */
  complete(selection: string, cursor: number): SelectionCompletion
  /**
   * Looks for mistakes that only the queries of assets tell, which is why `defineProject` does not find them: columns that
   * are read and not there. Needs no state. Throws COLUMN_UNKNOWN, or PROJECT_INVALID for several.
   */
  validate(): Promise<void>
  /** What `materialize` would do, and why. Writes nothing. */
  plan(selection: Selection, which?: Which): Promise<Plan>
  /**
   * Makes what is missing or stale among the selection, or exactly what a plan says. Failures of assets do not throw:
   * they are in the result. Throws LEASE_HELD when another live run makes one of these partitions, and PLAN_OUTDATED.
   */
  materialize(planOrSelection: Plan | Selection, which?: Which): Promise<RunResult>
  /**
   * Makes what a run left: cancelled, failed or dead. What it made, or found up to date, is not made again, even where it
   * was forced. Throws RUN_UNKNOWN.
   */
  resume(runId: string, how?: Partial<RunOptions>): Promise<RunResult>
  /** What `resume` would make. Throws RUN_UNKNOWN. */
  planResume(runId: string): Promise<Plan>
  /** Makes everything again that a run set out to make, also what is up to date. Throws RUN_UNKNOWN. */
  rerun(runId: string, how?: Partial<RunOptions>): Promise<RunResult>
  /** What `rerun` would make. Throws RUN_UNKNOWN. */
  planRerun(runId: string): Promise<Plan>
  /** Asks a run to end, in whatever process it goes on. Throws RUN_UNKNOWN and RUN_OVER. */
  cancel(runId: string): Promise<void>
  /** Runs the checks on what is materialized. Default: all partitions. */
  check(selection: Selection, which?: Which): Promise<CheckReport>
  /** Reads a value as it was last published. Throws NOT_MATERIALIZED. */
  load<A extends AnyAsset>(of: A, ...partition: Key<A>): Promise<ValueOf<A>>
  /** The same by key and partition as text, for programs that know no types. */
  loadByKey(key: string, partition?: string | null): Promise<unknown>
  /** The versions of a model and its aliases: to list and load them, and to move an alias by hand. Throws MODEL_EXPECTED. */
  model<M extends AnyModel>(of: M): Model<ValueOf<M>, AliasOf<M>>
  /** The same by key, for programs that know no types. */
  model(key: string): Model<unknown, string>
  /** How the assets stand. Default: all. */
  status(selection?: Selection): Promise<readonly AssetStatusReport[]>
  /**
   * How every partition of an asset stands, as stretches of equal status: costs by stretches, never by partitions. Of a
   * product a page of its series; default: the first 100.
   */
  partitions(asset: AnyAsset | string, page?: SeriesPage): Promise<PartitionsReport>
  /** Keys of partitions by their place in a series, along its main dimension; none where there are no such places. */
  partitionKeys(asset: AnyAsset | string, page: KeysPage): Promise<readonly string[]>
  /** How one partition stands, in the words of `partitions`. Default: that of an asset without partitions. */
  partitionStatus(asset: AnyAsset | string, partition?: string | null): Promise<PartitionStatus>
  /** The runs that go on now, in whatever process, and what they are making. */
  liveRuns(): Promise<readonly LiveRunReport[]>
  /** What became stale since a position of the event log: costs by what is affected, not by the size of the graph. */
  staleSince(position: number): Promise<StaleSince>
  /** Forgets partitions, so that they count as missing, and deletes their values where asked to. Throws WIPE_UNSUPPORTED. */
  wipe(selection: Selection, options?: WipeOptions): Promise<WipeReport>
  /** Deletes older versions that no asset retains, and events that nothing needs any more. */
  prune(options?: PruneOptions): Promise<PruneReport>
  /** How assets hang together, around one of them. */
  lineage(asset: AnyAsset | string): AssetLineage
  /**
   * What a column is made of, through all assets upstream, and what is made of it. `column` is a path such as
   * `quote.price`; absent, all columns of the asset. Reads queries and runs none. Throws COLUMN_UNKNOWN.
   */
  columnLineage(asset: AnyAsset | string, column?: string): Promise<ColumnPaths>
  /** What made one partition, as it was recorded; undefined when it is not materialized. */
  partitionLineage(asset: AnyAsset | string, partition: string | null): Promise<PartitionLineage | undefined>
  /** All edges. */
  edges(): readonly LineageEdge[]
  /** What rows of an asset are, as its schema tells it; empty where it does not. */
  columns(asset: AnyAsset | string): readonly ColumnDescription[]
  /** What an asset is made by: its code version, the function behind it, and its SQL where it is a query. */
  code(asset: AnyAsset | string): Promise<AssetCode>
  /**
   * The first rows of a stored table, or a text for other values, without reading more than it takes. Default: 100 rows.
   * Throws NOT_MATERIALIZED, and PREVIEW_TOO_LARGE for what can only be read whole and is large.
   */
  preview(asset: AnyAsset | string, partition?: string | null, limit?: number): Promise<Preview>
  /** What was recorded each time that an asset was made, or of each of its partitions when it was last made. */
  materializations(asset: AnyAsset | string, query?: MaterializationsQuery): Promise<readonly Materialization[]>
  /** Events of the log by position, under the names that their assets have now. Default: all, the oldest first. */
  events(query?: EventsQuery): Promise<readonly EventReport[]>
  /** Where the event log ends now. */
  position(): Promise<number>
  /** Why one partition is as it is. */
  why(asset: AnyAsset | string, partition?: string | null): Promise<Why>
  /** The newest runs first; default: 20. */
  runs(limit?: number): Promise<readonly RunSummary[]>
  /** One run with its failures, checks and logs. Throws RUN_UNKNOWN. */
  run(runId: string): Promise<RunReport>
  /** The dynamic partitions that its assets are cut by. */
  dimensions(): readonly DynamicKeys<string>[]
  /** The keys that dynamic partitions have now, in the order in which they were added. */
  keys(of: DynamicKeys<string>): Promise<readonly string[]>
  /** Adds keys to dynamic partitions; known ones are no mistake. Throws PARTITIONS_INVALID. */
  addKeys(to: DynamicKeys<string>, ...keys: readonly string[]): Promise<void>
  /** Removes keys: their partitions are no longer there, and what they held is kept. */
  removeKeys(from: DynamicKeys<string>, ...keys: readonly string[]): Promise<void>
  /**
   * Writes `headwater-code.json` beside the bundles of a build, run from its sources: bundles read the versions of their
   * code there. Resolves to the path of the file. Throws IO_FAILED where a bundle cannot be read.
   */
  writeCodeManifest(to: { readonly folder: string; readonly bundles: readonly string[] }): Promise<string>
  /** Tries whether the state and every store that assets lie in can do what runs need, and leaves nothing behind. */
  probe(): Promise<readonly StoreProbes[]>
  /** The same project with other resources, for tests. It shares the state. */
  withResources(...overrides: readonly Override[]): Project
  close(): Promise<void>
}
