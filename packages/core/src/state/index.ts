export { leaseTtlMs } from './lease.ts'
export { memoryState, type MemoryStateOptions } from './memory-state.ts'
export { type SqliteState, sqliteState, type SqliteStateOptions } from './sqlite-state.ts'
export type {
  EventQuery,
  FailureRow,
  Guard,
  LeaseRequest,
  LedgerRow,
  LedgerRows,
  StateStore,
} from './state-store.ts'
