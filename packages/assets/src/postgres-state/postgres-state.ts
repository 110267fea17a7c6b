import { type Probe, probed } from '@headwater/core/io'
import {
  type Clock,
  type EventDraft,
  type EventOf,
  type EventQuery,
  type EventType,
  failClosed,
  type Guard,
  type KeyIds,
  type LeaseRequest,
  type Ledger,
  type Pruned,
  type PruneRequest,
  type SilentRun,
  type StateStore,
} from '@headwater/core/state'
import { connectionUrl, maskedUrl } from '../postgres/connection-url.ts'
import type { Connections } from './connections.ts'
import type { PostgresLog } from './postgres-log.ts'
import type { Named } from './state-errors.ts'

export interface PostgresStateOptions {
  /** `postgresql://user:password@host:port/database`; default: the environment variable DATABASE_URL. */
  readonly url?: string | undefined
  /**
   * The schema that holds the tables; default: `headwater`. It and they are made when the store is first used. Projects, and
   * profiles of a project, that share a database need one each.
   */
  readonly schema?: string | undefined
  /** Where time comes from; default: the database's clock, which all machines share. */
  readonly clock?: Clock | undefined
}

/** A state store in PostgreSQL. */
export interface PostgresState extends StateStore {
  /**
   * Makes the ledger and the dynamic keys again from the events, in one transaction, and forgets all notes. Resolves to how many
   * events were read. Leases and the ids of keys stay: they are no events.
   */
  rebuild(): Promise<number>
  prune(request: PruneRequest): Promise<Pruned>
  probe(signal: AbortSignal): Promise<readonly Probe[]>
}

/**
 * The event log, and what is derived from it, in a PostgreSQL database (13 or later), for any number of processes on any
 * number of machines. It needs the package `pg`. Nothing is opened before the first use, and a write resolves only when the
 * server has it on its disk (`synchronous_commit` is at least `on`).
 *
 * - One writes at a time: positions are in the order of commits, without gaps, so that following them skips none. What is asked
 *   for while a transaction goes on shares the next one.
 * - It keeps nothing on a connection between transactions, and so works through a pooler in transaction mode.
 * - A connection that breaks, or a server that restarts, is waited for, at most 30 seconds (3 until it was first reached);
 *   what was under way is done again, and never twice. Another writer in the way is waited for as long: then STATE_BUSY. A
 *   writer that stops in the midst of a transaction loses it after 15 seconds.
 * - Lazy events are committed with the next write, within 100 ms, and by `close`. Those of a lost lease are dropped, and those
 *   that waited when the server stayed away.
 * - Leases live by the database's clock. That a dead process still has them is seen at once on its own machine, by host name
 *   and process id, and after 30 seconds on others.
 *
 * Every method throws POSTGRES_URL_INVALID, POSTGRES_UNREACHABLE, POSTGRES_REFUSED, PACKAGE_MISSING, STATE_PATH_INVALID,
 * STATE_READ_ONLY, STATE_CORRUPT, STATE_NEWER or DISK_FULL when the database is not usable; what was recorded before stays.
 */
export function postgresState(options: PostgresStateOptions = {}): PostgresState {
  return new LazyPostgresState(options)
}

/** Opens the database at the first call, and loads `pg` and Kysely only then: most commands never need them. */
class LazyPostgresState implements PostgresState {
  readonly ledger: Ledger = {
    records: async (assets) => (await this.#opened()).ledger.records(assets),
    changes: async (after) => (await this.#opened()).ledger.changes(after),
    rows: async (asset, partitions) => (await this.#opened()).ledger.rows(asset, partitions),
    recall: async (names) => (await this.#opened()).ledger.recall(names),
    remember: async (notes) => (await this.#opened()).ledger.remember(notes),
  }
  readonly #url: string | undefined
  readonly #schema: string
  readonly #clock: Clock | undefined
  #log: Promise<PostgresLog> | undefined
  #isClosed = false

  constructor({ url, schema = 'headwater', clock }: PostgresStateOptions) {
    this.#url = url
    this.#schema = schema
    this.#clock = clock
  }

  get name(): string {
    return `${maskedUrl(this.#url ?? process.env['DATABASE_URL'] ?? '')}, schema ${this.#schema}`
  }

  async append(events: readonly EventDraft[], options?: Parameters<StateStore['append']>[1]): Promise<number> {
    return (await this.#opened()).append(events, options)
  }

  async events<T extends EventType = EventType>(query: EventQuery<T>): Promise<readonly EventOf<T>[]> {
    return (await this.#opened()).events(query)
  }

  async lease(request: LeaseRequest): Promise<Guard> {
    return (await this.#opened()).lease(request)
  }

  async renew(guard: Guard): Promise<void> {
    await (await this.#opened()).renew(guard)
  }

  async release(runId: string): Promise<void> {
    await (await this.#opened()).release(runId)
  }

  async silentRuns(): Promise<readonly SilentRun[]> {
    return (await this.#opened()).silentRuns()
  }

  async keyIds(keys: readonly string[]): Promise<KeyIds> {
    return (await this.#opened()).keyIds(keys)
  }

  async rebuild(): Promise<number> {
    return (await this.#opened()).rebuild()
  }

  async prune(request: PruneRequest): Promise<Pruned> {
    return (await this.#opened()).prune(request)
  }

  async probe(signal: AbortSignal): Promise<readonly Probe[]> {
    const { probePostgres } = await import('./probe-postgres.ts')
    let connections: Connections | undefined
    const known = await probed('has an address', async () => {
      connections = await this.#connect()
      return undefined
    })
    return connections === undefined ? [known] : probePostgres(this.#named(), connections, signal)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await (await this.#log)?.close()
  }

  #opened(): Promise<PostgresLog> {
    if (this.#isClosed) failClosed(this.name)
    this.#log ??= this.#open()
    return this.#log
  }

  async #open(): Promise<PostgresLog> {
    try {
      const { openPostgresLog } = await import('./postgres-log.ts')
      return await openPostgresLog(this.#named(), await this.#connect(), this.#clock)
    } catch (thrown) {
      // What was wrong with the database may be mended before the next call.
      this.#log = undefined
      throw thrown
    }
  }

  async #connect(): Promise<Connections> {
    const { openConnections } = await import('./connections.ts')
    return openConnections(this.#address())
  }

  #named(): Named {
    return { name: this.name, schema: this.#schema, url: this.#address() }
  }

  #address(): string {
    return connectionUrl(this.#url, 'postgresState()')
  }
}
