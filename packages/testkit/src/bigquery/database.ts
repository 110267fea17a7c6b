import type * as duckDb from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader } from '@duckdb/node-api'
import { GoogleError } from '../google/google-error.ts'

/** What `@duckdb/node-api` exports. */
export type DuckDbApi = typeof duckDb

/** The DuckDB behind the emulator: in memory, one connection a job, so that jobs are isolated as snapshots are. */
export class Database {
  readonly api: DuckDbApi
  readonly #instance: DuckDBInstance
  #last: Promise<unknown> = Promise.resolve()

  private constructor(api: DuckDbApi, instance: DuckDBInstance) {
    this.api = api
    this.#instance = instance
  }

  static async open(): Promise<Database> {
    const api = await import('@duckdb/node-api')
    const instance = await api.DuckDBInstance.create(':memory:', {
      // In GoogleSQL null is the least of all values.
      default_null_order: 'nulls_first_on_asc_last_on_desc',
      preserve_insertion_order: 'true',
    })
    return new Database(api, instance)
  }

  /** Lends a connection. What it did not commit is rolled back. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const connection = await this.#instance.connect()
    try {
      await connection.run("set TimeZone = 'UTC'")
      return await work(new Session(connection, this.api))
    } finally {
      connection.closeSync()
    }
  }

  /** Lets work through one by one: DuckDB refuses one of two that make tables at the same time. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  close(): void {
    this.#instance.closeSync()
  }
}

/** One connection of DuckDB, whose errors are those of BigQuery. */
export class Session {
  readonly api: DuckDbApi
  readonly #connection: DuckDBConnection

  constructor(connection: DuckDBConnection, api: DuckDbApi) {
    this.#connection = connection
    this.api = api
  }

  async run(sql: string): Promise<DuckDBResultReader> {
    try {
      return await this.#connection.runAndReadAll(sql)
    } catch (cause) {
      throw queryError(cause)
    }
  }

  /** The columns that a statement would give, without running it. Throws what running it would, where that is known before. */
  async describe(sql: string): Promise<Pick<DuckDBResultReader, 'columnNames' | 'columnTypes'>> {
    try {
      const prepared = await this.#connection.prepare(sql)
      const names = Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index))
      const types = names.map((_, index) => prepared.columnType(index))
      prepared.destroySync()
      return { columnNames: () => names, columnTypes: () => types }
    } catch (cause) {
      throw queryError(cause)
    }
  }

  async rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    return (await this.run(sql)).getRowObjectsJS()
  }
}

/** DuckDB's refusal in BigQuery's terms: the reason is what clients branch on, the words stay those of DuckDB. */
function queryError(cause: unknown): GoogleError {
  const message = cause instanceof Error ? cause.message : String(cause)
  const taken = /(?:Table|View|Schema) with name "?([^"\s]+?)"? already exists/.exec(message)
  if (taken) return new GoogleError(409, 'duplicate', `Already Exists: ${taken[1]}`)
  const noDataset = /(?:because schema|Schema with name) "?([^"\s]+?)"? does not exist/.exec(message)
  if (noDataset)
    return new GoogleError(404, 'notFound', `Not found: Dataset ${noDataset[1]} was not found in location US`)
  const missing = /(?:Table|View) with name "?([^"\s]+?)"? does not exist/.exec(message)
  if (missing) return new GoogleError(404, 'notFound', `Not found: Table ${missing[1]} was not found in location US`)
  if (/Conflict on|conflict/.test(message) && /Transaction/.test(message)) {
    return new GoogleError(
      400,
      'invalidQuery',
      `Transaction is aborted due to concurrent update against table. ${message}`,
    )
  }
  return new GoogleError(400, 'invalidQuery', message.replace(/^(Invalid Input|Parser|Binder|Catalog) Error: /, ''))
}
