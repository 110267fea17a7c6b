import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import { fail } from '@headwater/core/io'
import type { ColumnBatch } from '../columns/index.ts'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import { identifier, qualified } from '../tables/quote.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import {
  type AppendShape,
  type Batch,
  type Described,
  scannedAtOnce,
  type TableSession,
} from '../tables/table-session.ts'
import { appendRows } from './append-rows.ts'
import { bindParameters } from './bind-parameters.ts'
import { duckDbDialect, isCalled } from './duckdb-dialect.ts'
import type { DuckDbApi } from './load-duckdb.ts'
import { parquetQuery } from './parquet-query.ts'
import { columnBatches, readColumns } from './read-columns.ts'
import { type DuckDbRow, readResult } from './read-result.ts'
import type { Turns } from './turns.ts'

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
export class DuckDbSession implements TableSession {
  readonly dialect = duckDbDialect
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

  /** As `rows`, since those of a large table come the same way. */
  async scan(sql: string): Promise<readonly DuckDbRow[]> {
    return this.rows(sql)
  }

  async scanColumns(sql: string): Promise<ColumnBatch<object>> {
    return readColumns(await this.#execute(sql, []), this.#parts.api)
  }

  async scanBatches(sql: string, take: (batch: ColumnBatch<object>) => Promise<void>): Promise<void> {
    const { api, connection } = this.#parts
    const batches = columnBatches(await this.#guarded(() => connection.stream(sql)), api, scannedAtOnce)
    const next = () => this.#guarded(() => batches.next())
    for (let batch = await next(); batch.done !== true; batch = await next()) await take(batch.value)
  }

  parquet(paths: readonly string[], columns: readonly Column[]): Promise<string | undefined> {
    return parquetQuery(this, paths, columns)
  }

  /** The columns that a query gives, without running it; JSON as `JSON`. */
  async columns(sql: string, parameters: readonly unknown[] = []): Promise<readonly StoredColumn[]> {
    return columnsOf(await this.#execute(`select * from (\n${sql}\n) as result limit 0`, parameters))
  }

  /** Looks up a table or view, in whatever case its name is written. */
  async describe(place: TableName): Promise<Described | undefined> {
    return (await this.#describeTable(place)) ?? this.#lookUp(place)
  }

  /** Asks a table for its row numbers, which views do not have. Five times as fast as the catalog. */
  async #describeTable(place: TableName): Promise<Described | undefined> {
    const numbered = `select rowid, * from ${qualified(place)} limit 0`
    const [number, ...columns] = await boundOr([], async () => columnsOf(await this.#execute(numbered, [])))
    // A view may have a column of that name.
    const isTable = number !== undefined && columns.every(({ name }) => name.toLowerCase() !== 'rowid')
    return isTable ? { isView: false, columns } : undefined
  }

  async #lookUp(place: TableName): Promise<Described | undefined> {
    const [found] = await this.rows(
      `select false as is_view from duckdb_tables() where ${isCalled(place)}
       union all select true from duckdb_views() where ${isCalled(place, 'view_name')}`,
    )
    if (!found) return undefined
    // `duckdb_columns()` would tell too, but lists the columns of all tables first: three times as slow.
    const columns = await boundOr([], () => this.columns(`from ${qualified(place)}`))
    return { isView: found['is_view'] === true, columns }
  }

  /** All or nothing, and alone among the writers of this process. Within a transaction it joins that one. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTransaction ? work() : this.#parts.turns.take(() => this.#within('begin transaction', work))
  }

  /** Reads that all see the same state of the file, while others write. */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTransaction ? work() : this.#within('begin transaction read only', work)
  }

  /** As `transaction`: what stages writes too. */
  async staging<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work)
  }

  /** Nothing to do: a transaction is alone among the writers of this process, and this process alone has the file. */
  async hold(): Promise<void> {}

  /** Makes a schema where it is missing. */
  async makeSchema(schema: string): Promise<void> {
    if (schema === duckDbDialect.defaultSchema) return
    await this.run(`create schema if not exists ${identifier(schema)}`)
  }

  /** Drops a table. Views that read it stay, and read the next one of its name. */
  async dropOrEmpty(target: TableName): Promise<void> {
    await this.run(`drop table ${qualified(target)}`)
  }

  /** Appends rows to a table, in the current transaction. Throws VALUE_UNSTORABLE naming row, column and value. */
  async append({ schema, table }: TableName, shape: AppendShape, batches: Iterable<Batch>): Promise<void> {
    const { api, connection } = this.#parts
    // Temporary tables lie in a catalog of that name.
    const appender = await this.#guarded(() =>
      schema === duckDbDialect.temporary.schema
        ? connection.createAppender(table, 'main', schema)
        : connection.createAppender(table, schema, null),
    )
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
    const { connection, signal, path } = this.#parts
    let result: T
    try {
      result = await work()
      signal?.throwIfAborted()
    } catch (error) {
      await connection.run('rollback')
      throw error
    }
    try {
      // Without the signal: nobody could tell what an interrupted commit has done.
      await connection.run('commit')
    } catch (cause) {
      failOnStatement(cause, path)
    }
    return result
  }

  async #execute(sql: string, parameters: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    const { api, connection } = this.#parts
    const { values, types } = bindParameters(parameters, api)
    return this.#guarded(() => (values.length === 0 ? connection.run(sql) : connection.run(sql, values, types)))
  }

  /** A statement that the signal interrupts, and whose errors are explained. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    const { connection, signal, path } = this.#parts
    signal?.throwIfAborted()
    const settle = interruptible(connection, signal)
    try {
      return await work()
    } catch (cause) {
      signal?.throwIfAborted()
      failOnStatement(cause, path)
    } finally {
      settle()
    }
  }
}

function columnsOf(result: DuckDBMaterializedResult): readonly StoredColumn[] {
  const names = result.columnNames()
  return result.columnTypes().map((type, index) => ({ name: names[index] ?? '', type: type.alias ?? String(type) }))
}

/**
 * What work gives; or `other` where its statement names what is not there, as a view does whose tables have changed. The
 * transaction goes on after that.
 */
async function boundOr<T>(other: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Error && /^(Catalog|Binder) Error/.test(cause.message)) return other
    throw error
  }
}

function failOnStatement(cause: unknown, path: string): never {
  if (!(cause instanceof Error)) throw cause
  if (/no space left on device|not enough space/i.test(cause.message)) {
    fail('DISK_FULL', {
      message: `no space is left on the disk for \`${path}\`: ${cause.message}`,
      hint: 'Free space on that disk, then run again: nothing of this attempt was published.',
      cause,
    })
  }
  fail('DUCKDB_QUERY_FAILED', { message: `DuckDB refused a statement on \`${path}\`: ${cause.message}`, cause })
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
