import type { DuckDBInstance } from '@duckdb/node-api'
import { fail, type Probe } from '@headwater/core/io'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ledgerTables } from '../tables/ledger.ts'
import type { TableDatabase, UseOptions } from '../tables/table-session.ts'
import { inUse, withinUse } from '../tables/within-use.ts'
import { duckDbDialect } from './duckdb-dialect.ts'
import { untilAborted } from '../until-aborted.ts'
import { createWhole } from './create-whole.ts'
import { DuckDbSession } from './duckdb-session.ts'
import { loadDuckDb } from './load-duckdb.ts'
import { probeDuckDb } from './probe-duckdb.ts'
import { Turns } from './turns.ts'

export interface DuckDbFileOptions {
  /** How long to wait while another process keeps the file open; default 30,000. The last one named for a path holds. */
  readonly lockWaitMs?: number | undefined
}

/** How a file is used once. */
export interface DuckDbUse extends UseOptions {
  /** Default: that of the file. */
  readonly lockWaitMs?: number | undefined
}

/** The database that lives in memory: every owner has its own, which ends with `close`. */
const memory = ':memory:'
/** A file that nobody used for this long is closed, so that other processes can open it; reopening takes some 20 ms. */
const idleMs = 300
/** A file that was open for this long is closed when the uses under way have ended, and left to others for a moment. */
const burstMs = 5000
const handOverMs = 200
/** The longest pause between two attempts at a locked file; each costs 7 ms of CPU. */
const longestPauseMs = 100

/** A probe is to say who keeps a file, and not to wait for the end of a long materialization. */
const probeWaitMs = 8000

const files = new Map<string, DuckDbFile>()

/**
 * The only user of a DuckDB file in this process. DuckDB lets one process in at a time, so the file is opened for a burst
 * of uses and closed when it is idle. Other programs can read it in between.
 *
 * Throws PACKAGE_MISSING without `@duckdb/node-api`, DUCKDB_LOCKED when another process keeps the file for longer than
 * `lockWaitMs`, DUCKDB_OPEN_FAILED when it cannot be opened at all.
 */
export class DuckDbFile implements TableDatabase {
  /** Absolute, with symbolic links resolved; or `:memory:`. */
  readonly path: string
  readonly dialect = duckDbDialect
  readonly #turns = new Turns()
  #lockWaitMs = 30_000
  #instance: DuckDBInstance | undefined
  #opening: Promise<DuckDBInstance> | undefined
  #openedAt = 0
  #leftUntil = 0
  #uses = 0
  #idle: NodeJS.Timeout | undefined
  #closing = false
  /** Holds back new uses, while those under way end after a long burst. */
  #gate: PromiseWithResolvers<void> | undefined

  private constructor(path: string) {
    this.path = path
  }

  /** The owner of a file: one per absolute path. The first use makes the file and its folders where they are missing. */
  static at(path: string, options: DuckDbFileOptions = {}): DuckDbFile {
    const absolute = path === memory ? memory : absolutePath(path)
    const file = files.get(absolute) ?? new DuckDbFile(absolute)
    if (absolute !== memory) files.set(absolute, file)
    if (options.lockWaitMs !== undefined) file.#lockWaitMs = options.lockWaitMs
    return file
  }

  /** Relative to the working directory. */
  get place(): string {
    return relative(process.cwd(), this.path)
  }

  /**
   * Runs work on a connection of its own. Works run in parallel; their writes take turns (see `DuckDbSession`). After a
   * burst of 5 s new uses wait until those under way have ended and the file was left to other processes for 0.2 s. Work
   * may begin uses of its own, which do not wait for that, but must not wait for a use that was begun outside of it.
   */
  async use<T>(work: (session: DuckDbSession) => Promise<T>, use: DuckDbUse = {}): Promise<T> {
    const { signal } = use
    signal?.throwIfAborted()
    while (this.#isOverdue() && !withinUse()) {
      this.#gate ??= Promise.withResolvers()
      await untilAborted(this.#gate.promise, signal)
    }
    return inUse(() => this.#connected(work, use))
  }

  probe(signal: AbortSignal): Promise<readonly Probe[]> {
    const path = this.path === memory ? undefined : this.path
    return probeDuckDb(path, (work) => this.use(work, { signal, lockWaitMs: Math.min(this.#lockWaitMs, probeWaitMs) }))
  }

  async #connected<T>(
    work: (session: DuckDbSession) => Promise<T>,
    { signal, lockWaitMs = this.#lockWaitMs }: DuckDbUse,
  ): Promise<T> {
    this.#uses += 1
    clearTimeout(this.#idle)
    try {
      const instance = await untilAborted(this.#open(lockWaitMs), signal)
      const connection = await instance.connect()
      try {
        const api = await loadDuckDb()
        return await work(new DuckDbSession({ api, connection, turns: this.#turns, path: this.path, signal }))
      } finally {
        connection.closeSync()
      }
    } finally {
      this.#uses -= 1
      if (this.#uses === 0) this.#rest()
    }
  }

  /** Closes the file: now, or after the last use. A later use opens it again. A database in memory is gone. */
  close(): void {
    if (this.#uses > 0) this.#closing = true
    else this.#closeFile()
  }

  /** Whether others were kept waiting for long, and still are. */
  #isOverdue(): boolean {
    return this.path !== memory && this.#instance !== undefined && this.#uses > 0 && this.#busyMs() >= burstMs
  }

  #busyMs(): number {
    return Date.now() - this.#openedAt
  }

  /** What happens when nobody uses the file: it stays open for a while, unless others were kept waiting for long. */
  #rest(): void {
    this.#gate?.resolve()
    this.#gate = undefined
    if (this.#closing) this.#closeFile()
    else if (this.path === memory || !this.#instance) return
    else if (this.#busyMs() < burstMs) this.#idle = setTimeout(() => this.#closeFile(), idleMs).unref()
    else {
      this.#leftUntil = Date.now() + handOverMs
      this.#closeFile()
    }
  }

  #closeFile(): void {
    clearTimeout(this.#idle)
    this.#instance?.closeSync()
    this.#instance = undefined
    this.#closing = false
  }

  async #open(lockWaitMs: number): Promise<DuckDBInstance> {
    this.#opening ??= (this.#instance ? Promise.resolve(this.#instance) : this.#openFile(lockWaitMs)).finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #openFile(lockWaitMs: number): Promise<DuckDBInstance> {
    if (this.path !== memory) mkdirSync(dirname(this.path), { recursive: true })
    const instance = await this.#unlocked(lockWaitMs)
    const connection = await instance.connect()
    try {
      // Casts between TIMESTAMP and TIMESTAMP WITH TIME ZONE use the session's zone.
      await connection.run(["set global TimeZone = 'UTC'", ...ledgerTables(duckDbDialect)].join(';\n'))
    } catch (error) {
      instance.closeSync()
      this.#failOnOpening(error)
    } finally {
      connection.closeSync()
    }
    this.#instance = instance
    this.#openedAt = Date.now()
    // Whoever wanted it may have given up by now.
    if (this.#uses === 0) this.#rest()
    return instance
  }

  /** Opens the file, waiting while another process has it. */
  async #unlocked(lockWaitMs: number): Promise<DuckDBInstance> {
    const { DuckDBInstance } = await loadDuckDb()
    if (this.path === memory) return DuckDBInstance.create(memory)
    await pause(Math.max(0, this.#leftUntil - Date.now()))
    const deadline = Date.now() + lockWaitMs
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      try {
        await createWhole(this.path)
        // The cache of the client library keeps a second instance from corrupting the file, whoever opens it. The file
        // cache is off because with it a Parquet file that was replaced within a second is read with its old footer.
        return await DuckDBInstance.fromCache(this.path, { enable_external_file_cache: 'false' })
      } catch (error) {
        if (!isLocked(error)) this.#failOnOpening(error)
        if (Date.now() >= deadline) this.#failOnLock(error, lockWaitMs)
        await pause(pauseMs * (0.5 + Math.random()))
      }
    }
  }

  #failOnOpening(cause: unknown): never {
    fail('DUCKDB_OPEN_FAILED', {
      message: `DuckDB cannot open \`${this.path}\`: ${wordsOf(cause)}`,
      hint: 'Check that the path names a DuckDB database of this version or a new file, in a folder that this user may write.',
      cause,
    })
  }

  #failOnLock(cause: unknown, lockWaitMs: number): never {
    const holder = /held in (.+?) \(PID (\d+)\)/.exec(wordsOf(cause))
    const who = holder ? `process ${holder[2]} (${holder[1]})` : 'another process'
    fail('DUCKDB_LOCKED', {
      message: `\`${this.path}\` is still kept open by ${who} after ${lockWaitMs} ms; DuckDB lets one process in at a time`,
      hint: 'End that process or its connection, or raise `lockWaitMs` if it is a long materialization.',
      cause,
    })
  }
}

/** The one name of a file: two owners of it could not see each other. */
function absolutePath(path: string): string {
  const absolute = resolve(path)
  if (existsSync(absolute)) return realpathSync(absolute)
  const folder = dirname(absolute)
  return existsSync(folder) ? join(realpathSync(folder), basename(absolute)) : absolute
}

/** Linux and macOS name the lock; Windows says that the file is in use. */
function isLocked(error: unknown): boolean {
  return /could not set lock|being used by another process/i.test(wordsOf(error))
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
