export {
  type EventDraft,
  type EventOf,
  eventSchemas,
  type EventType,
  type InputColumns,
  type MadeColumns,
  type Problem,
  type RecordedEvent,
} from './event.ts'
export { type ColumnVersions, columnVersionsAt, columnVersionsOf } from './column-versions.ts'
export { type PerPartition, perPartition, valueAt } from './per-partition.ts'
