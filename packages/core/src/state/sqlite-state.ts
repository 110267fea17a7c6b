import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Clock, systemClock } from '../base/clock.ts'
import type { EventDraft, EventOf, EventType } from '../events/index.ts'
import { type Probe, probeFolder, probed } from '../io/index.ts'
import type { KeyIds } from '../partitions/index.ts'
import type { AppendOptions } from './append-options.ts'
import { failClosed } from './fail-closed.ts'
import type { SqliteLog } from './sqlite/sqlite-log.ts'
import type {
  EventQuery,
  Guard,
  LeaseRequest,
  Ledger,
  Pruned,
  PruneRequest,
  SilentRun,
  StateStore,
} from './state-store.ts'

const patienceMs = 30_000

export interface SqliteStateOptions {
  /** The file. It and its folder are made when the store is first used. Relative paths start at the working directory. */
  readonly path: string
  /** Where time comes from; default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** A state store in a SQLite file. */
export interface SqliteState extends StateStore {
  /**
   * Makes the ledger and the dynamic keys again from the events, in one transaction, and forgets all notes. Resolves to how many
   * events were read. Leases and the ids of keys stay: they are no events.
   */
  rebuild(): Promise<number>
  prune(request: PruneRequest): Promise<Pruned>
  probe(signal: AbortSignal): Promise<readonly Probe[]>
}

/**
 * The event log, and what is derived from it, in one SQLite file (WAL, `synchronous=FULL`), for any number of processes
 * on one machine. Nothing is opened before the first use, and a write resolves only when a power loss cannot undo it.
 *
 * - Writes that are asked for in one turn of the event loop share a commit.
 * - Another process in the way is waited for, at most 30 seconds: then STATE_BUSY.
 * - Lazy events are committed with the next write, within 100 ms, and by `close`. Those of a lost lease are dropped.
 *
 * Every method throws STATE_PATH_INVALID, STATE_READ_ONLY, STATE_CORRUPT, STATE_NEWER, STATE_OLDER, DISK_FULL or IO_FAILED when the
 * file is not usable; what was recorded before stays as it was.
 */
export function sqliteState({ path, clock = systemClock }: SqliteStateOptions): SqliteState {
  return new LazySqliteState(resolve(path), clock)
}

/** Opens the file at the first call, and loads SQLite and Kysely only then: most commands never need them. */
class LazySqliteState implements SqliteState {
  readonly name: string
  readonly ledger: Ledger = {
    records: async (assets) => (await this.#opened()).ledger.records(assets),
    changes: async (after) => (await this.#opened()).ledger.changes(after),
    rows: async (asset, partitions) => (await this.#opened()).ledger.rows(asset, partitions),
    recall: async (names) => (await this.#opened()).ledger.recall(names),
    remember: async (notes) => (await this.#opened()).ledger.remember(notes),
  }
  readonly #clock: Clock
  #log: Promise<SqliteLog> | undefined
  #isClosed = false

  constructor(path: string, clock: Clock) {
    this.name = path
    this.#clock = clock
  }

  async append(events: readonly EventDraft[], options?: AppendOptions): Promise<number> {
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

  /** A file that is not there is not made: its folder tells whether it can be. */
  async probe(): Promise<readonly Probe[]> {
    if (!this.#log && !existsSync(this.name)) return probeFolder(dirname(this.name))
    const opened = await probed('opens', async () => void (await this.#opened()))
    return opened.ok ? [opened, ...(await (await this.#opened()).probe())] : [opened]
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await (await this.#log)?.close()
  }

  #opened(): Promise<SqliteLog> {
    if (this.#isClosed) failClosed(this.name)
    this.#log ??= this.#open()
    return this.#log
  }

  async #open(): Promise<SqliteLog> {
    try {
      const { openSqliteLog } = await import('./sqlite/sqlite-log.ts')
      return await openSqliteLog(this.name, this.#clock, patienceMs)
    } catch (thrown) {
      // What was wrong with the file may be mended before the next call.
      this.#log = undefined
      throw thrown
    }
  }
}
