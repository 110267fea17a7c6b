export {
  type AssetRecord,
  type CheckRecord,
  emptyRecord,
  materializedOf,
  type MadeGroup,
  rowsIn,
  withEvent,
} from './asset-record.ts'
export { type AliasExpectation } from './alias-expectation.ts'
export { leaseTtlMs } from './lease.ts'
export { rowsMade } from './row-at.ts'
export { memoryState, type MemoryStateOptions } from './memory-state.ts'
export { type SqliteState, sqliteState, type SqliteStateOptions } from './sqlite-state.ts'
export type {
  EventQuery,
  Guard,
  InputRecord,
  LeaseRequest,
  Ledger,
  LedgerChange,
  LedgerRecords,
  LedgerRow,
  Projection,
  Pruned,
  PruneRequest,
  SilentRun,
  StateStore,
} from './state-store.ts'
