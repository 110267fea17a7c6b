import { type Clock, systemClock } from '../base/clock.ts'
import type { EventDraft, EventOf, EventType, RecordedEvent } from '../events/index.ts'
import type { KeyIds } from '../partitions/index.ts'
import { assertAliasAt } from './alias-expectation.ts'
import type { AppendOptions } from './append-options.ts'
import type { NamePeriod } from './asset-book.ts'
import { derive } from './derive.ts'
import { failClosed } from './fail-closed.ts'
import { KeyRegistry } from './key-registry.ts'
import {
  failLost,
  type HeldPartitions,
  type Lease,
  leaseTtlMs,
  newLease,
  nextToken,
  runsToReplace,
  silentAmong,
} from './lease.ts'
import { MemoryLedger } from './memory-ledger.ts'
import { MemoryTables } from './memory-tables.ts'
import { copiedEvent, type EventRow, readEvent, toRow } from './recorded-event.ts'
import type { EventQuery, Guard, LeaseRequest, Ledger, SilentRun, StateStore } from './state-store.ts'

export interface MemoryStateOptions {
  /** Where time comes from; default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * A state store that lives as long as this object: for tests, and for functions that start from nothing every time.
 * Events are kept as the JSON that a file would hold, so that what is read is the same. Lazy events do not wait.
 */
export function memoryState({ clock = systemClock }: MemoryStateOptions = {}): StateStore {
  return new MemoryState(clock)
}

class MemoryState implements StateStore {
  readonly name = 'memory'
  readonly ledger: Ledger
  readonly #clock: Clock
  readonly #rows: EventRow[] = []
  readonly #tables = new MemoryTables()
  readonly #leases = new Map<number, Lease & Pick<LeaseRequest, 'partitions'>>()
  readonly #keys = new KeyRegistry()
  readonly #dynamicKeys = new Map<string, Set<string>>()
  #time = 0
  #lastToken = 0
  #isClosed = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.ledger = new MemoryLedger(this.#tables, () => this.#end())
  }

  async append(events: readonly EventDraft[], { guard, lazy = false, expects }: AppendOptions = {}): Promise<number> {
    this.#checkOpen()
    const rows = events.map(toRow)
    if (guard !== undefined && !this.#holds(guard)) return lazy ? 0 : failLost(guard)
    if (expects) assertAliasAt(this.#tables.named(expects.asset)?.record.aliases ?? [], expects)
    const time = this.#now()
    let position = 0
    for (const row of rows) {
      position = this.#rows.length + 1
      const placed = { ...row, position, time }
      this.#rows.push(placed)
      this.#derive(copiedEvent(placed))
    }
    return lazy ? 0 : position
  }

  async events<T extends EventType = EventType>(query: EventQuery<T>): Promise<readonly EventOf<T>[]> {
    this.#checkOpen()
    const { after = 0, until = this.#rows.length, limit, newestFirst } = query
    const periods = query.asset === undefined ? undefined : this.#tables.assets.periodsOf(query.asset)
    const rows = this.#rows.slice(after, until).filter((row) => isWanted(row, query, periods))
    if (newestFirst) rows.reverse()
    // The rows were chosen by these types.
    return rows.slice(0, limit).map((row) => readEvent(row, this.name) as EventOf<T>)
  }

  async lease(request: LeaseRequest): Promise<Guard> {
    this.#checkOpen()
    const now = this.#now()
    for (const dead of runsToReplace(request, (asset) => this.#heldOf(asset), now)) this.#forget(dead)
    const token = nextToken(this.#lastToken, now)
    this.#lastToken = token
    this.#leases.set(token, { ...newLease(request, token, now), partitions: request.partitions })
    return { runId: request.runId, token }
  }

  async renew(guard: Guard): Promise<void> {
    this.#checkOpen()
    if (!this.#holds(guard)) failLost(guard)
    const expires = this.#now() + leaseTtlMs
    for (const [token, lease] of this.#leases) {
      if (lease.runId === guard.runId) this.#leases.set(token, { ...lease, expires })
    }
  }

  async release(runId: string): Promise<void> {
    this.#checkOpen()
    this.#forget(runId)
  }

  async silentRuns(): Promise<readonly SilentRun[]> {
    this.#checkOpen()
    return silentAmong(this.#leases.values(), this.#now())
  }

  async keyIds(keys: readonly string[]): Promise<KeyIds> {
    this.#checkOpen()
    this.#keys.add(keys)
    return this.#keys.withDynamic(new Map([...this.#dynamicKeys].map(([name, keys]) => [name, [...keys]])))
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #derive(event: RecordedEvent): void {
    if (event.type === 'keys_added') this.#addDynamicKeys(event.dimension, event.keys)
    if (event.type === 'keys_removed') for (const key of event.keys) this.#dynamicKeys.get(event.dimension)?.delete(key)
    derive(this.#tables, event)
  }

  #addDynamicKeys(dimension: string, keys: readonly string[]): void {
    this.#keys.add(keys)
    this.#dynamicKeys.set(dimension, new Set([...(this.#dynamicKeys.get(dimension) ?? []), ...keys]))
  }

  #heldOf(asset: string): readonly HeldPartitions[] {
    return [...this.#leases.values()].flatMap((lease) =>
      lease.partitions.filter((held) => held.asset === asset).map(({ subset }) => ({ ...lease, subset })),
    )
  }

  #holds(guard: Guard): boolean {
    return this.#leases.get(guard.token)?.runId === guard.runId
  }

  #forget(runId: string): void {
    for (const [token, lease] of this.#leases) if (lease.runId === runId) this.#leases.delete(token)
  }

  #now(): number {
    this.#time = Math.max(this.#time, Math.floor(this.#clock.now()))
    return this.#time
  }

  #end(): number {
    this.#checkOpen()
    return this.#rows.length
  }

  #checkOpen(): void {
    if (this.#isClosed) failClosed(this.name)
  }
}

function isWanted(
  row: EventRow,
  { types, runId }: EventQuery<EventType>,
  periods: readonly NamePeriod[] | undefined,
): boolean {
  return (
    (types === undefined || types.some((type) => type === row.type)) &&
    (runId === undefined || row.run_id === runId) &&
    (periods === undefined || periods.some((period) => isWithin(row, period)))
  )
}

function isWithin({ asset, position }: EventRow, { name, after, until }: NamePeriod): boolean {
  return asset === name && position > after && position <= until
}
