import type { EventDraft, EventOf, EventType, InputRecord, RecordedEvent } from '../events/index.ts'
import type { KeyIds } from '../partitions/index.ts'
import type { Location } from '../io/index.ts'

/**
 * Where the event log and what is derived from it lives. Drivers: `sqliteState` (a file), `memoryState`.
 * Every driver passes `stateStoreSuite` of `@headwater/core/testing`.
 */
export interface StateStore {
  readonly name: string
  /**
   * Appends events in one transaction, after checking that `guard` still holds; resolves with the position of the last
   * one when they are durable. With `lazy` they may wait for the next commit and it resolves at once with 0: for logs
   * and progress only.
   * Throws LEASE_LOST when the guard's lease was taken over, and then nothing was appended.
   */
  append(
    events: readonly EventDraft[],
    options?: { readonly guard?: Guard | undefined; readonly lazy?: boolean | undefined },
  ): Promise<number>
  /** Events by position. */
  events<T extends EventType = EventType>(query: EventQuery<T>): Promise<readonly EventOf<T>[]>
  /** The newest materialization or observation, and the newest later failure, of each partition of an asset. */
  ledger(asset: string): Promise<LedgerRows>
  /** Leases partitions to a run, all or none. Throws LEASE_HELD naming the holder when another live run has one of them. */
  lease(request: LeaseRequest): Promise<Guard>
  /** Prolongs the run's leases. Throws LEASE_LOST when one was taken over. */
  renew(guard: Guard): Promise<void>
  /** Gives the run's leases back; unknown runs are no mistake. */
  release(runId: string): Promise<void>
  /** Gives ids to keys at first sight (never reused) and answers with the registry as it then is. */
  keyIds(keys: readonly string[]): Promise<KeyIds>
  close(): Promise<void>
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

/** The newest materialization of one partition. */
export interface LedgerRow {
  readonly partition: string | null
  readonly series: string
  readonly ordinal: number
  readonly position: number
  readonly time: number
  /** Absent for observations, which no run need have made. */
  readonly runId: string | undefined
  readonly codeVersion: string
  readonly dataVersion: string
  readonly fingerprint: string
  readonly location: Location
  readonly inputs: readonly InputRecord[]
  readonly rows: number | undefined
  readonly bytes: number | undefined
}

/** A failure newer than the partition's newest materialization. Subset as `Subset.encode()` writes it. */
export interface FailureRow {
  readonly partitions: string
  readonly position: number
  readonly runId: string
  readonly fingerprint: string | undefined
  readonly code: string
  readonly message: string
}

export interface LedgerRows {
  /** The position up to which these rows are true. */
  readonly position: number
  readonly materialized: readonly LedgerRow[]
  readonly failures: readonly FailureRow[]
}

export type { RecordedEvent }
