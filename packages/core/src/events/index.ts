export {
  type EventDraft,
  type EventOf,
  eventSchemas,
  type EventType,
  type InputRecord,
  type MaterializedPartition,
  type Problem,
  type RecordedEvent,
} from './event.ts'
