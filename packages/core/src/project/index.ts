export type { AssetSource } from './collect-assets.ts'
export type { CheckReport } from './check-assets.ts'
export { defineProject, profile, type ProjectSpec } from './define-project.ts'
export type { AssetDescription } from './describe-assets.ts'
export type { Why } from './explain-why.ts'
export type { Model } from './model.ts'
export type { AliasOf, AnyModel, ModelVersion } from './model-version.ts'
export type { Project } from './project.ts'
export type { StoreProbes } from './probe-stores.ts'
export type { PruneOptions, PruneReport } from './prune.ts'
export type { PrunedValues } from './prune-values.ts'
export type { RunReport, RunSummary } from './run-history.ts'
export type { StaleSince } from './stale-since.ts'
export type { Which } from './which.ts'
export type { WipeOptions, WipeReport } from './wipe.ts'
export type { AssetCode } from './asset-code.ts'
export type { ColumnDescription } from './describe-columns.ts'
export type { LiveRunReport } from './live-run-reports.ts'
export type { Materialization, MaterializationsQuery } from './materializations.ts'
export type { PartitionStatus } from './partition-statuses.ts'
export type {
  DimensionReport,
  KeysPage,
  PartitionSeries,
  PartitionsReport,
  PartitionStretch,
  SeriesPage,
} from './partitions-report.ts'
export type { Preview } from './preview-value.ts'
export type { EventReport, EventsQuery } from './project-events.ts'
