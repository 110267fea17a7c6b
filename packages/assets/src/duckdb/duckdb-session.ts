import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import { fail } from '@headwater/core/io'
import { type AppendShape, appendRows, type Batch } from './append-rows.ts'
import { bindParameters } from './bind-parameters.ts'
import type { DuckDbApi } from './load-duckdb.ts'
import { type DuckDbRow, readResult } from './read-result.ts'
import type { Turns } from './turns.ts'

/** A column that DuckDB has: its type as DuckDB spells it, JSON as `JSON`. */
export interface StoredColumn {
  readonly name: string
  readonly type: string
}

/** A table to append to. Temporary ones lie in the catalog `temp`. */
export interface AppendTarget {
  readonly catalog?: 'temp' | undefined
  readonly schema: string
  readonly table: string
}

/** What a session works with; its file hands that out. */
export interface SessionParts {
  readonly api: DuckDbApi
  readonly connection: DuckDBConnection
  /** The turns of all writers to the file. */
  readonly turns: Turns
  readonly path: string
  readonly signal: AbortSignal | undefined
}

/**
 * One connection to a DuckDB file, for as long as `use` lasts. Parameters are `$1`, `$2`...: string, number, bigint,
 * boolean, Date (as TIMESTAMP in UTC) or null. What DuckDB refuses throws DUCKDB_QUERY_FAILED; an aborted signal
 * interrupts the running statement and throws its reason.
 */
export class DuckDbSession {
  readonly #parts: SessionParts
  #inTransaction = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  /** The version of the engine: `1.5.4`. */
  get engine(): string {
    return this.#parts.api.version().replace(/^v/, '')
  }

  /** Runs a statement that changes something, in a turn of its own unless in a transaction. Returns the rows changed. */
  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const execute = async () => (await this.#execute(sql, parameters)).rowsChanged
    return this.#inTransaction ? execute() : this.#parts.turns.take(execute)
  }

  /** Runs a query, in parallel with everything else. `readResult` says what its values become. */
  async rows(sql: string, parameters: readonly unknown[] = []): Promise<readonly DuckDbRow[]> {
    return readResult(await this.#execute(sql, parameters), this.#parts.api)
  }

  /** The columns that a query gives, without running it. */
  async columns(sql: string, parameters: readonly unknown[] = []): Promise<readonly StoredColumn[]> {
    const result = await this.#execute(`select * from (\n${sql}\n) as result limit 0`, parameters)
    const names = result.columnNames()
    return result.columnTypes().map((type, index) => ({ name: names[index] ?? '', type: type.alias ?? String(type) }))
  }

  /** All or nothing, and alone among the writers of this process. Within a transaction it joins that one. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTransaction ? work() : this.#parts.turns.take(() => this.#within('begin transaction', work))
  }

  /** Reads that all see the same state of the file, while others write. */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTransaction ? work() : this.#within('begin transaction read only', work)
  }

  /** Appends rows to a table, in the current transaction. Throws VALUE_UNSTORABLE naming row, column and value. */
  async append(target: AppendTarget, shape: AppendShape, batches: Iterable<Batch>): Promise<void> {
    const { api, connection } = this.#parts
    const appender = await connection.createAppender(target.table, target.schema, target.catalog ?? null)
    try {
      await appendRows(appender, shape, batches, api)
    } finally {
      // Also after a mistake: an appender that is left open keeps the file locked.
      appender.closeSync()
    }
  }

  async #within<T>(begin: string, work: () => Promise<T>): Promise<T> {
    await this.#execute(begin, [])
    this.#inTransaction = true
    try {
      return await this.#committing(work)
    } finally {
      this.#inTransaction = false
    }
  }

  async #committing<T>(work: () => Promise<T>): Promise<T> {
    const { connection, signal } = this.#parts
    let result: T
    try {
      result = await work()
      signal?.throwIfAborted()
    } catch (error) {
      await connection.run('rollback')
      throw error
    }
    await connection.run('commit')
    return result
  }

  async #execute(sql: string, parameters: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    const { api, connection, signal, path } = this.#parts
    signal?.throwIfAborted()
    const { values, types } = bindParameters(parameters, api)
    const settle = interruptible(connection, signal)
    try {
      return await (values.length === 0 ? connection.run(sql) : connection.run(sql, values, types))
    } catch (cause) {
      signal?.throwIfAborted()
      if (!(cause instanceof Error)) throw cause
      fail('DUCKDB_QUERY_FAILED', { message: `DuckDB refused a statement on \`${path}\`: ${cause.message}`, cause })
    } finally {
      settle()
    }
  }
}

/** Interrupts the connection when the signal is aborted, until the statement has settled. */
function interruptible(connection: DuckDBConnection, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {}
  let again: NodeJS.Timeout | undefined
  const interrupt = () => {
    connection.interrupt()
    // An interrupt is lost on a statement that has not reached its thread yet.
    again = setInterval(() => connection.interrupt(), 20)
  }
  signal.addEventListener('abort', interrupt, { once: true })
  return () => {
    signal.removeEventListener('abort', interrupt)
    clearInterval(again)
  }
}
