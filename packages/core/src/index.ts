export {
  type AnyAsset,
  type AnyDep,
  type Asset,
  type AssetSpec,
  along,
  asset,
  type ByPartition,
  type Check,
  type CheckContext,
  type CheckOptions,
  type CheckResult,
  type Checks,
  type Condition,
  type Context,
  type Dep,
  type Described,
  eager,
  every,
  externalAsset,
  type Fits,
  type FunctionAsset,
  type InputOf,
  latest,
  type Log,
  lookback,
  mapped,
  multiAsset,
  not,
  type Observation,
  offset,
  onCron,
  onMissing,
  onUpstream,
  type Output,
  type Override,
  override,
  type PartitionOf,
  type RangeContext,
  type Resource,
  rangeAsset,
  resource,
  type Schema,
  self,
  type Value,
  type ValueOf,
  within,
} from './define/index.ts'
export { type Request, request, type Schedule, schedule, type Selection, type Sensor, sensor } from './automation/index.ts'
export { type Clock, systemClock } from './base/clock.ts'
export type { Facts } from './base/facts.ts'
export { type ErrorCode, errorCodes, HeadwaterError, isHeadwaterError } from './errors/index.ts'
export type { EventOf, EventType, Problem, RecordedEvent } from './events/index.ts'
export type { AssetGraph } from './graph/index.ts'
export type { Address, IoManager } from './io/index.ts'
export type { AssetLineage, InputLineage, LineageEdge, PartitionLineage } from './lineage/index.ts'
export {
  type Calendar,
  calendar,
  type CalendarOptions,
  type Cron,
  cron,
  type Daily,
  daily,
  type DynamicKeys,
  dynamicKeys,
  type Hourly,
  hourly,
  isOpen,
  type KeyOf,
  type Keys,
  keys,
  type Monthly,
  monthly,
  nyse,
  type PartitionKey,
  type Partitions,
  type Product,
  product,
  type TimeOptions,
  type Unpartitioned,
  type Weekly,
  weekly,
} from './partitions/index.ts'
export { explain } from './plan/index.ts'
export type { Because, Plan, PlanOptions, PlanSkip, PlanStep, Reason } from './plan/index.ts'
export {
  type AssetDescription,
  type AssetSource,
  type CheckReport,
  defineProject,
  profile,
  type Project,
  type ProjectSpec,
  type RunReport,
  type RunSummary,
  type Which,
  type Why,
} from './project/index.ts'
export type { FailedCheck, Failure, RunProgress, RunResult, StepOutcome } from './run/index.ts'
export { memoryState, sqliteState, type StateStore } from './state/index.ts'
export type { AssetStatusReport } from './status/index.ts'
export { testContext } from './testing/test-context.ts'
