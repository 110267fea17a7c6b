import type { Clock } from '../../base/clock.ts'
import type { EventDraft, EventOf, EventType } from '../../events/index.ts'
import type { KeyIds } from '../../partitions/index.ts'
import type { Probe } from '../../io/index.ts'
import { type AliasExpectation, assertAliasAt } from '../alias-expectation.ts'
import type { AppendOptions } from '../append-options.ts'
import { KeyRegistry } from '../key-registry.ts'
import { toEvent, toRow, type UnplacedRow } from '../recorded-event.ts'
import type { EventQuery, Guard, LeaseRequest, Pruned, PruneRequest, SilentRun, StateStore } from '../state-store.ts'
import { StoreClock } from './clock-table.ts'
import type { Connection } from './connection.ts'
import { appendEvent, lastPosition, selectEvents } from './event-table.ts'
import { GroupCommit } from './group-commit.ts'
import { addKeys, readKeys } from './key-table.ts'
import { checkGuard, releaseLeases, renewLeases, silentRuns, takeLease } from './lease-table.ts'
import { openConnection } from './open-connection.ts'
import { patiently } from './patience.ts'
import { probeSqlite } from './probe-sqlite.ts'
import { prune } from './prune.ts'
import { rebuild, takeIn } from './rebuild.ts'
import { explained } from './sqlite-error.ts'
import { type Reading, SqliteLedger } from './sqlite-ledger.ts'
import { SqliteTables } from './sqlite-tables.ts'

export async function openSqliteLog(path: string, clock: Clock, patienceMs: number): Promise<SqliteLog> {
  return new SqliteLog(await openConnection(path, patienceMs), clock, patienceMs)
}

/** A state file that is open. Writes go through group commits; reads see what is committed. */
export class SqliteLog implements StateStore {
  readonly name: string
  readonly ledger: SqliteLedger
  readonly #connection: Connection
  readonly #clock: StoreClock
  readonly #patienceMs: number
  readonly #commits: GroupCommit
  readonly #tables: SqliteTables
  readonly #keys = new KeyRegistry()

  constructor(connection: Connection, clock: Clock, patienceMs: number) {
    this.name = connection.path
    this.#connection = connection
    this.#clock = new StoreClock(connection, clock)
    this.#patienceMs = patienceMs
    this.#tables = new SqliteTables(connection)
    this.#commits = new GroupCommit(connection, patienceMs, this.#tables.assets)
    this.ledger = new SqliteLedger({ connection, tables: this.#tables, commits: this.#commits, read: this.#read })
  }

  async append(events: readonly EventDraft[], { lazy = false, ...held }: AppendOptions = {}): Promise<number> {
    const rows = events.map((draft) => [draft, toRow(draft)] as const)
    const work = () => this.#append(rows, held)
    if (!lazy) return this.#commits.durably(work)
    this.#commits.lazily(work)
    return 0
  }

  async events<T extends EventType = EventType>(query: EventQuery<T>): Promise<readonly EventOf<T>[]> {
    const { asset, ...wanted } = query
    if (asset === undefined) return this.#read(() => selectEvents(this.#connection, wanted))
    return this.#read(() =>
      this.#connection.snapshot(() => {
        this.#tables.assets.catchUp(lastPosition(this.#connection))
        return selectEvents(this.#connection, wanted, this.#tables.assets.book.periodsOf(asset))
      }),
    )
  }

  async lease(request: LeaseRequest): Promise<Guard> {
    return this.#commits.durably(() => takeLease(this.#connection, this.#clock, request))
  }

  async renew(guard: Guard): Promise<void> {
    await this.#commits.durably(() => renewLeases(this.#connection, this.#clock, guard))
  }

  async release(runId: string): Promise<void> {
    await this.#commits.durably(() => releaseLeases(this.#connection, runId))
  }

  async silentRuns(): Promise<readonly SilentRun[]> {
    return this.#read(() => this.#connection.snapshot(() => silentRuns(this.#connection, this.#clock)))
  }

  async keyIds(keys: readonly string[]): Promise<KeyIds> {
    const unknown = keys.filter((key) => !this.#keys.has(key))
    if (unknown.length > 0) await this.#commits.durably(() => addKeys(this.#connection, unknown))
    return this.#read(() => this.#connection.snapshot(() => readKeys(this.#connection, this.#keys)))
  }

  /** See `SqliteState.rebuild`. */
  async rebuild(): Promise<number> {
    return this.#commits.durably(() => {
      this.ledger.forget()
      return rebuild(this.#connection, this.#tables)
    })
  }

  async prune(request: PruneRequest): Promise<Pruned> {
    const parts = { connection: this.#connection, tables: this.#tables, clock: this.#clock }
    const pruned = await this.#commits.durably(() => prune(parts, request))
    if (request.dryRun !== true && pruned.bytes > 0) {
      this.ledger.forget()
      await this.#read(() => this.#connection.execute('vacuum'))
    }
    return pruned
  }

  async probe(): Promise<readonly Probe[]> {
    return probeSqlite(this.#connection, (work) => this.#commits.durably(work))
  }

  async close(): Promise<void> {
    try {
      await this.#commits.drain()
    } finally {
      this.#connection.close()
    }
  }

  #append(
    events: readonly (readonly [EventDraft, UnplacedRow])[],
    { guard, expects }: Pick<AppendOptions, 'guard' | 'expects'>,
  ): number {
    if (guard !== undefined) checkGuard(this.#connection, guard)
    if (expects !== undefined) this.#checkAlias(expects)
    const time = this.#clock.now()
    let position = 0
    for (const [draft, row] of events) {
      position = appendEvent(this.#connection, row, time)
      takeIn(this.#connection, this.#tables, toEvent(draft, row, { position, time }))
    }
    return position
  }

  #checkAlias(expects: AliasExpectation): void {
    this.#tables.assets.catchUp(lastPosition(this.#connection))
    assertAliasAt(this.#tables.assets.book.named(expects.asset)?.record.aliases ?? [], expects)
  }

  readonly #read: Reading = async (read) => {
    try {
      return await patiently(this.#patienceMs, read)
    } catch (thrown) {
      throw explained(thrown, this.#connection.path)
    }
  }
}
