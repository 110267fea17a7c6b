import type { StoreHome } from '@headwater/core/io'
import type { ColumnBatch } from '../columns/index.ts'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TableDialect } from './table-dialect.ts'

/** A row as a query gives it, by column name. */
export type TableRow = { readonly [column: string]: unknown }

/** A table or view as its database describes it, hidden columns included. */
export interface Described {
  readonly isView: boolean
  readonly columns: readonly StoredColumn[]
}

/** Rows that go into one table together. */
export interface Batch {
  readonly rows: readonly object[]
  /** The same rows by column, where that is what was given: `rows` makes them anew whenever it is asked. */
  readonly columns?: ColumnBatch<object> | undefined
  /** Who they belong to, for messages, and for the column after all others where the table has one for it. */
  readonly partition?: string | null | undefined
  /** The number of the first row, where others of the same value came before, in other calls; default 0. */
  readonly firstRow?: number | undefined
}

/** What is to be known of a table that rows are appended to: columns, and whether a partition column stands behind them. */
export interface AppendShape {
  readonly columns: readonly Column[]
  readonly partitioned: boolean
}

/**
 * One connection to a database, for as long as `use` lasts. Parameters are `$1`, `$2`...: string, number, bigint, boolean,
 * Date or null. What the database refuses throws the `queryFailed` of its dialect; an aborted signal interrupts the running
 * statement and throws its reason.
 */
export interface TableSession {
  readonly dialect: TableDialect
  /** The version of the engine, as far as the hashes of equal rows are equal: `1.5.4`. */
  readonly engine: string
  /** Runs a statement that changes something. Returns the rows changed. */
  run(sql: string, parameters?: readonly unknown[]): Promise<number>
  /** Runs a query. */
  rows(sql: string, parameters?: readonly unknown[]): Promise<readonly TableRow[]>
  /** Runs a query without parameters that gives many rows. */
  scan(sql: string): Promise<readonly TableRow[]>
  /** The same by column. Absent: rows are all that there is. Undefined: they are, of columns of these types. */
  scanColumns?(sql: string): Promise<ColumnBatch<object> | undefined>
  /** The same in pieces of about `scannedAtOnce` rows, by row or by column, each handed over before the next one is read. */
  scanBatches(sql: string, take: (piece: readonly TableRow[] | ColumnBatch<object>) => Promise<void>): Promise<void>
  /**
   * A query for the rows of Parquet files of this machine, with these columns; undefined where a file has others, or of
   * other types, so that its rows must be copied. Absent: it reads no such files.
   */
  parquet?(paths: readonly string[], columns: readonly Column[]): Promise<string | undefined>
  /** The columns that a query gives, without running it. */
  columns(sql: string, parameters?: readonly unknown[]): Promise<readonly StoredColumn[]>
  /** Looks up a table or view; undefined when there is none. */
  describe(place: TableName): Promise<Described | undefined>
  /** All or nothing. Each statement sees what is committed when it begins. Work may run again after a conflict. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Reads that all see the same state of the database; `reads` are the tables whose rows they want. */
  snapshot<T>(work: () => Promise<T>, reads: readonly TableName[]): Promise<T>
  /** As `snapshot`, for work that also makes tables of its own. */
  staging<T>(work: () => Promise<T>, reads: readonly TableName[]): Promise<T>
  /**
   * Within a transaction: waits until no other one holds any of these assets, and holds them until the transaction ends.
   * Statements after it see what the others have committed.
   */
  hold(assets: readonly string[]): Promise<void>
  /** Appends rows to a table, in the current transaction. Throws VALUE_UNSTORABLE naming row, column and value. */
  append(target: TableName, shape: AppendShape, batches: Iterable<Batch>): Promise<void>
  /** Makes a schema where it is missing. */
  makeSchema(schema: string): Promise<void>
  /** Drops a table, or empties it where others of the database need it. */
  dropOrEmpty(target: TableName): Promise<void>
}

/** Runs work in a transaction of its own. Work may run again after a conflict. */
export type Changing = <T>(work: (session: TableSession) => Promise<T>) => Promise<T>

/** Rows in one piece of a table that is read piece by piece: some megabytes. */
export const scannedAtOnce = 65_536

/** A database that sessions are had from: one object for each, so that the homes of stores compare by identity. */
export interface TableDatabase extends StoreHome {
  readonly dialect: TableDialect
  /** Where a person finds it: a file, a server. */
  readonly place: string
  /** Runs work on a connection of its own. Works run in parallel. */
  use<T>(work: (session: TableSession) => Promise<T>, options?: UseOptions): Promise<T>
  /**
   * Removes what attempts that were killed have left beside the database to be loaded into it. `prefixes` are those of the
   * stage tables that it was for, `kept` the ones that are still wanted. Answers how much there was. Absent: there is nothing.
   */
  sweepLoads?(prefixes: readonly string[], kept: ReadonlySet<unknown>): Promise<number>
  /** Whether an error leaves open what became of a transaction. Absent: none does. */
  isUnanswered?(error: unknown): boolean
}

export interface UseOptions {
  /** Interrupts the running statement, and ends the wait for a connection. */
  readonly signal?: AbortSignal | undefined
}
