export {
  type AnyAsset,
  type Asset,
  asset,
  type AssetSpec,
  contextOf,
  type Deps,
  type FittingDeps,
  type FunctionAsset,
  type Make,
  type PartitionOf,
  type ValueOf,
} from './asset.ts'
export { byPartition } from './by-partition.ts'
export {
  type Check,
  type CheckContext,
  type CheckOptions,
  type CheckResult,
  type Checks,
  type Due,
  type CheckSource,
} from './check.ts'
export {
  type Condition,
  type ConditionNode,
  conditionNode,
  eager,
  not,
  onCron,
  onMissing,
  onUpstream,
} from './condition.ts'
export {
  anyColumn,
  type ColumnAnswer,
  type ColumnCatalog,
  type ColumnLineage,
  type ColumnOrigin,
  columnPath,
  type ColumnProblem,
  columns,
  type ColumnSource,
  type ColumnWords,
  type DecidingColumns,
  type DeclareColumns,
  type DirectSource,
  type DirectTransformation,
  type IndirectSource,
  type IndirectTransformation,
  type MadeColumn,
  type MadeColumns,
  namesOfPath,
  pathBelow,
  type RowsFrom,
  type StandsForRows,
  type UpstreamColumns,
} from './columns/index.ts'
export type { Context, Log, RangeContext } from './context.ts'
export {
  type Aliases,
  type AssetDefinition,
  assetObject,
  type Call,
  type CallDep,
  type CallPartition,
  type CodeParts,
  definitionOf,
  type Observation,
  type Produced,
  type Reading,
  type Source,
  type StepDefinition,
} from './definition.ts'
export {
  type AnyDep,
  type ByPartition,
  type Dep,
  type DepNode,
  type Fits,
  type InputOf,
  nodeOf,
  type Own,
  type Refused,
  type Self,
  type View,
  type ViewSource,
  wrapped,
} from './dep.ts'
export type { Described } from './described.ts'
export { externalAsset } from './external-asset.ts'
export { along, every, latest, lookback, mapped, offset, self, within } from './mapping.ts'
export { type Moved, moved } from './moved.ts'
export { multiAsset, type Output } from './multi-asset.ts'
export { type MakeEach, rangeAsset } from './range-asset.ts'
export {
  type Opened,
  type Override,
  override,
  type Resource,
  resource,
  resourceNode,
  type Resources,
} from './resource.ts'
export type { Schema, TableSchema, Value } from './schema.ts'
export { type Making, type OutputSpec, singleOutput } from './single-output.ts'
