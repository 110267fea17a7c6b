import {
  type AliasExpectation,
  assertAliasAt,
  type EventDraft,
  type EventOf,
  type EventRow,
  failLost,
  type Guard,
  type HeldPartitions,
  leaseTtlMs,
  type LeaseRequest,
  newLease,
  nextToken,
  type RecordedEvent,
  runsToReplace,
  toEvent,
  type UnplacedRow,
} from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import type { AssetCache } from './asset-cache.ts'
import { insertEvents } from './event-queries.ts'
import { insertKeys } from './key-queries.ts'
import { deleteLeases, insertLease, selectHeld, updateExpiry } from './lease-queries.ts'
import { LedgerWriter } from './ledger-writer.ts'
import { upsertNotes } from './note-queries.ts'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

/** The log as it is while it is locked. */
export interface LockedLog {
  readonly session: Session
  readonly tables: Tables
  readonly assets: AssetCache
  readonly position: number
  readonly token: number
  /** The time of this transaction: never before a time that the log already gave out. */
  readonly time: number
  /** The leases that hold. */
  readonly guards: readonly Guard[]
}

/**
 * A transaction that has the log to itself. What is appended, registered and noted gathers here and is written by `flush`,
 * which comes right before the commit.
 */
export class LogTransaction {
  readonly session: Session
  readonly tables: Tables
  readonly time: number
  readonly #assets: AssetCache
  readonly #start: number
  readonly #holders: Map<number, string>
  readonly #rows: EventRow[] = []
  readonly #events: RecordedEvent[] = []
  readonly #keys: string[] = []
  readonly #notes = new Map<string, string>()
  #position: number
  #token: number
  #isRewritten = false

  constructor({ session, tables, assets, position, token, time, guards }: LockedLog) {
    this.session = session
    this.tables = tables
    this.time = time
    this.#assets = assets
    this.#start = position
    this.#position = position
    this.#token = token
    this.#holders = new Map(guards.map(({ token, runId }) => [token, runId]))
  }

  /** The first event that this transaction appends: when it is in the log, so is all the rest. */
  get first(): EventRow | undefined {
    return this.#rows[0]
  }

  /** Appends events; answers with the position of the last one, 0 for none. Throws LEASE_LOST and ALIAS_MOVED: see `StateStore.append`. */
  append(
    events: readonly (readonly [EventDraft, UnplacedRow])[],
    { guard, expects }: { readonly guard?: Guard | undefined; readonly expects?: AliasExpectation | undefined } = {},
  ): number {
    if (guard !== undefined) this.#check(guard)
    if (expects !== undefined) assertAliasAt(this.#movesOf(expects.asset), expects)
    for (const [draft, row] of events) {
      this.#position += 1
      const place = { position: this.#position, time: this.time }
      this.#rows.push({ ...row, ...place })
      this.#events.push(toEvent(draft, row, place))
    }
    return events.length === 0 ? 0 : this.#position
  }

  /** Throws LEASE_HELD when a live run has some of the partitions. */
  async lease(request: LeaseRequest): Promise<Guard> {
    const { runId, partitions } = request
    const rows = await this.session.rows(
      selectHeld(
        this.tables,
        partitions.map(({ asset }) => asset),
      ),
    )
    const held: ReadonlyMap<string, readonly HeldPartitions[]> = Map.groupBy(rows, ({ asset }) => asset)
    await this.release([...runsToReplace(request, (asset) => held.get(asset) ?? [], this.time)])
    this.#token = nextToken(this.#token, this.time)
    const lease = newLease(request, this.#token, this.time)
    for (const query of insertLease(this.tables, lease, partitions)) await this.session.rows(query)
    this.#holders.set(lease.token, runId)
    return { runId, token: lease.token }
  }

  /** Throws LEASE_LOST when the guard no longer holds. */
  async renew(guard: Guard): Promise<void> {
    this.#check(guard)
    await this.session.rows(updateExpiry(this.tables, guard.runId, this.time + leaseTtlMs))
  }

  async release(runs: readonly string[]): Promise<void> {
    if (![...this.#holders.values()].some((runId) => runs.includes(runId))) return
    await this.session.rows(deleteLeases(this.tables, runs))
    for (const [token, runId] of this.#holders) if (runs.includes(runId)) this.#holders.delete(token)
  }

  register(keys: readonly string[]): void {
    this.#keys.push(...keys)
  }

  remember(notes: ReadonlyMap<string, string>): void {
    for (const [name, text] of notes) this.#notes.set(name, text)
  }

  /** Says that derived tables were made anew, so that nobody goes on from what was read of them before. */
  rewrite(): void {
    this.#isRewritten = true
  }

  /** Writes what has gathered, with what follows from it, and tells how the cache of assets is to follow the commit. */
  async flush(): Promise<() => void> {
    const { session, tables } = this
    const writer = new LedgerWriter({ session, tables, book: this.#assets.book })
    if (this.#rows.length > 0) writer.also(insertEvents(tables, this.#rows))
    if (this.#keys.length > 0) writer.also(insertKeys(tables, this.#keys))
    if (this.#notes.size > 0) writer.also(upsertNotes(tables, this.#notes))
    await writer.takeIn(this.#events)
    this.#isRewritten ||= writer.hasRenamed
    await writer.settle(this.#update())
    return () => {
      if (this.#isRewritten) this.#assets.forget()
      else this.#assets.advance(this.#start, this.#position, writer.assets)
    }
  }

  #update(): RawBuilder<unknown> {
    const editions = this.#isRewritten ? 1 : 0
    return sql`update ${this.tables.log}
      set position = ${this.#position}, time = ${this.time}, token = ${this.#token}, edition = edition + ${editions}`
  }

  /** What the log knows, and what this transaction is about to tell it. */
  #movesOf(asset: string): readonly EventOf<'alias_moved'>[] {
    const recorded = this.#assets.book.named(asset)?.record.aliases ?? []
    const moved = this.#events.filter((event) => event.type === 'alias_moved')
    return [...recorded, ...moved.filter((event) => event.asset === asset)]
  }

  #check(guard: Guard): void {
    if (this.#holders.get(guard.token) !== guard.runId) failLost(guard)
  }
}
