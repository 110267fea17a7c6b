// What state stores in other databases are built of, beside the seam itself: for packages, not for pipelines.
export type { Clock } from '../base/clock.ts'
export type { EventDraft, EventOf, EventType, RecordedEvent } from '../events/index.ts'
export type { Cell, KeyIds } from '../partitions/index.ts'
export { Subset } from '../partitions/index.ts'
export { type AliasExpectation, assertAliasAt } from './alias-expectation.ts'
export { AssetBook, type FormerName, type NamePeriod } from './asset-book.ts'
export { materializedOf } from './asset-record.ts'
export { derive, derivingTypes } from './derive.ts'
export { DraftTables, type LedgerDraft, stretchesOf } from './draft-tables.ts'
export { failClosed } from './fail-closed.ts'
export { KeyRegistry } from './key-registry.ts'
export {
  failLost,
  type HeldPartitions,
  type Lease,
  leaseTtlMs,
  newLease,
  nextToken,
  runsToReplace,
  silentAmong,
} from './lease.ts'
export type { LedgerAsset, LedgerEntry, LedgerTables, PastRow, Renaming } from './ledger-tables.ts'
export { type OldEvent, type PrunableEvent, prunableOf, prunedOf, type PruningFacts } from './prunable.ts'
export { type EventRow, readEvent, toEvent, toRow, type UnplacedRow } from './recorded-event.ts'
export { writeRecord } from './record-text.ts'
export { depsOf, type ReadDep } from './row-inputs.ts'
export type {
  EventQuery,
  Guard,
  LeaseRequest,
  Ledger,
  LedgerChange,
  LedgerRecords,
  LedgerRow,
  Pruned,
  PruneRequest,
  SilentRun,
  StateStore,
} from './state-store.ts'
export { StoredAsset } from './stored-asset.ts'
export { readRow, type StoredEntry, type StoredRow } from './stored-row.ts'
export { SubsetTexts } from './subset-texts.ts'
