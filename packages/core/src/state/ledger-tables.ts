import type { EventOf } from '../events/index.ts'
import type { Cell, Subset } from '../partitions/index.ts'
import type { AssetRecord } from './asset-record.ts'
import type { LedgerChange } from './state-store.ts'

/** What a driver keeps of the ledger. `derive` says what goes into it; the driver only has to hold it. */
export interface LedgerTables {
  /** The asset that has this name now: former names do not count. */
  named(name: string): LedgerAsset | undefined
  /** Keeps an asset in place of what was kept under its id. */
  put(asset: LedgerAsset): void
  rename(renaming: Renaming): void
  /** Of some partitions that have a row, what a new row is compared with, in the order of cells. */
  past(asset: LedgerAsset, partitions: Subset): readonly PastRow[]
  /** Keeps what an event did to partitions, with their new rows or without their old ones. */
  enter(entry: LedgerEntry): void
}

/** An asset that something is recorded of. */
export interface LedgerAsset {
  /** The position of the first event that was recorded of it: the same however often the ledger is rebuilt. */
  readonly id: number
  /** Its newest name. */
  readonly key: string
  /** The newest event that changed its record or its name. */
  readonly position: number
  readonly record: AssetRecord
}

/** A new name for an asset. */
export interface Renaming {
  readonly asset: LedgerAsset
  readonly to: string
  readonly position: number
  /** What has the new name so far and gives way, as it has no value: its history becomes a part of the other's. */
  readonly replaced: LedgerAsset | undefined
}

export interface PastRow extends Cell {
  readonly dataVersion: string
  readonly rows: number | undefined
}

/** What one event did to partitions of an asset. */
export interface LedgerEntry extends Omit<LedgerChange, 'asset'> {
  readonly asset: LedgerAsset
  readonly codeVersion: string
  readonly recipe: string
  /** Absent for what was wiped. */
  readonly columns: RowColumns | undefined
}

/** What differs from partition to partition. */
export type RowColumns = Pick<
  EventOf<'materialized'>,
  'dataVersion' | 'columns' | 'location' | 'rows' | 'bytes' | 'inputs'
>
