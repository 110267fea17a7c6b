import type { ColumnVersions, EventDraft, EventOf, EventType, RecordedEvent } from '../events/index.ts'
import type { Location, Probe } from '../io/index.ts'
import type { KeyIds, Subset } from '../partitions/index.ts'
import type { AliasExpectation } from './alias-expectation.ts'
import type { AssetRecord } from './asset-record.ts'

/**
 * Where the event log and what is derived from it lives. Drivers: `sqliteState` (a file), `memoryState`, and `postgresState` (a
 * database for many machines) of `@headwater/assets`. What others are built of is in `@headwater/core/state`.
 * Every driver passes `stateStoreSuite` of `@headwater/core/testing`.
 */
export interface StateStore {
  readonly name: string
  /**
   * Appends events in one transaction, after checking that `guard` still holds; resolves with the position of the last
   * one when they are durable. With `lazy` they may wait for the next commit and it resolves at once with 0: for logs
   * and progress only. With `expects` it is checked in the same transaction that nobody moved an alias meanwhile
   * (`assertAliasAt`), so that of two who move it from the same place one wins.
   * Throws LEASE_LOST when the guard's lease was taken over, and ALIAS_MOVED; then nothing was appended.
   */
  append(
    events: readonly EventDraft[],
    options?: {
      readonly guard?: Guard | undefined
      readonly lazy?: boolean | undefined
      readonly expects?: AliasExpectation | undefined
    },
  ): Promise<number>
  /** Events by position. */
  events<T extends EventType = EventType>(query: EventQuery<T>): Promise<readonly EventOf<T>[]>
  /** What follows from the events about assets and their partitions. */
  readonly ledger: Ledger
  /** Leases partitions to a run, all or none. Throws LEASE_HELD naming the holder when another live run has one of them. */
  lease(request: LeaseRequest): Promise<Guard>
  /** Prolongs the run's leases. Throws LEASE_LOST when one was taken over. */
  renew(guard: Guard): Promise<void>
  /** Gives the run's leases back; unknown runs are no mistake. */
  release(runId: string): Promise<void>
  /** Runs that hold leases which are over, by the store's clock: they died, or cannot reach it, and nobody took over yet. */
  silentRuns(): Promise<readonly SilentRun[]>
  /** Gives ids to keys at first sight (never reused) and answers with the registry as it then is. */
  keyIds(keys: readonly string[]): Promise<KeyIds>
  /**
   * Removes events of long ago that nothing needs, and says so in a `pruned` event. A driver without it keeps its whole
   * log, and there is nothing to prune. What is kept:
   *
   * - what made the present value of some partition, or came after that about the same partitions;
   * - failures of partitions whose newest attempt failed, the newest results of checks, aliases as they are;
   * - all that says which keys there are, how assets are cut, what was renamed, wiped and pruned, and of an asset that was
   *   renamed or wiped all that came before that;
   * - all of runs that have not finished.
   *
   * The ledger is as before but for changes of long ago and the pace of records: it is what the events that are left say.
   */
  prune?(request: PruneRequest): Promise<Pruned>
  /**
   * Tries, for `headwater doctor`, whether events can be appended and read, in a transaction that is then undone, and says
   * how durable a commit is and, of a server, whether its clock is ours. Under the rules of `StoreHome.probe`; a store that
   * nobody used yet is not made. Absent: nothing is known.
   */
  probe?(signal: AbortSignal): Promise<readonly Probe[]>
  close(): Promise<void>
}

export interface PruneRequest {
  /** Events from before this time, in milliseconds since the epoch. */
  readonly before: number
  /** Positions of events that are kept beside those: they are all that tells where older values lie. */
  readonly keeps?: ReadonlySet<number> | undefined
  /** How many stored values were deleted with them, for the record; default: none. */
  readonly values?: number | undefined
  /** Only says what would be removed. */
  readonly dryRun?: boolean | undefined
}

/** What was removed. */
export interface Pruned {
  /** How many events of each type. */
  readonly events: ReadonlyMap<string, number>
  /** The length of their texts. */
  readonly bytes: number
}

/**
 * What is recorded of assets. Everything but `rows` costs by the number of ranges and of changes, never by the number of
 * partitions. `records` knows an asset by the name that it has now; the others also by one that it gave up, until another asset
 * takes that.
 */
export interface Ledger {
  /** The records of some assets, all as of one end of the log. An asset that nothing was recorded of has none. */
  records(assets: readonly string[]): Promise<LedgerRecords>
  /** What happened to partitions of each of some assets after a position of its own, oldest first. */
  changes(after: ReadonlyMap<string, number>): Promise<readonly LedgerChange[]>
  /** The newest materialization or observation of those of some partitions that have one, in the order of cells. */
  rows(asset: string, partitions: Subset): Promise<readonly LedgerRow[]>
  /**
   * Notes of the kernel: conclusions from the log that save it from drawing them again. They may get lost at any time,
   * so nothing waits for their being durable.
   */
  recall(names: readonly string[]): Promise<ReadonlyMap<string, string>>
  remember(notes: ReadonlyMap<string, string>): Promise<void>
}

export interface LedgerRecords {
  /** The end of the log when they were read. */
  readonly position: number
  readonly of: ReadonlyMap<string, AssetRecord>
}

/** What one event did to partitions of an asset. */
export interface LedgerChange {
  readonly asset: string
  readonly position: number
  readonly time: number
  /** Absent for what no run did. */
  readonly runId: string | undefined
  /** Materialized or observed; or, with `wiped`, forgotten. */
  readonly kind: 'made' | 'wiped'
  readonly partitions: Subset
  /** Those of them whose data version is another one than before, or that had none before, or have none now. */
  readonly changed: Subset
  /** See `MadeColumns`; the position itself for what read nothing. */
  readonly asOf: number
}

/** A run that gives no sign of life. It may still come back, as long as nobody takes what it has. */
export interface SilentRun {
  readonly runId: string
  /** When it took or renewed its leases last, milliseconds since the epoch. */
  readonly since: number
}

/** What proves that a run still holds its leases. */
export interface Guard {
  readonly runId: string
  /** Grows with every lease of the project: a later holder always has a higher one. */
  readonly token: number
}

export interface LeaseRequest {
  readonly runId: string
  /** Partitions per asset, as `Subset.encode()` writes them. */
  readonly partitions: readonly { readonly asset: string; readonly subset: string }[]
  readonly owner: { readonly pid: number; readonly host: string }
}

export interface EventQuery<T extends EventType> {
  readonly types?: readonly T[] | undefined
  readonly runId?: string | undefined
  readonly asset?: string | undefined
  /** Only events after this position. */
  readonly after?: number | undefined
  /** Only events up to and with this position. */
  readonly until?: number | undefined
  /** At most this many; default: all. */
  readonly limit?: number | undefined
  /** Newest first; default: oldest first. */
  readonly newestFirst?: boolean | undefined
}

/** The newest materialization or observation of one partition. */
export interface LedgerRow {
  readonly series: string
  readonly ordinal: number
  readonly position: number
  readonly time: number
  /** Absent for observations, which no run need have made. */
  readonly runId: string | undefined
  /** Empty for observations. */
  readonly codeVersion: string
  /** Empty for observations. */
  readonly recipe: string
  readonly dataVersion: string
  /** Absent: nothing is known below the data version. */
  readonly columns?: ColumnVersions | undefined
  readonly location: Location
  readonly inputs: readonly InputRecord[]
  readonly rows: number | undefined
  readonly bytes: number | undefined
}

/** What one partition read through one dep. */
export interface InputRecord {
  readonly dep: string
  readonly asset: string
  /** As `Subset.encode()` writes them. */
  readonly partitions: string
  readonly hash: string
  /** The columns that were read, where no others were. Absent: any may have been. */
  readonly projection?: Projection | undefined
  readonly asOf: number
}

/** Columns of what was read, and a hash over their versions. */
export interface Projection {
  readonly columns: readonly string[]
  readonly hash: string
}

export type { RecordedEvent }
