import type { IoManager, Json, Location, StageAt, Staged, Store } from '@headwater/core/io'
import type { Kysely } from 'kysely'
import type { ColumnBatch, Table, TableStream } from '../columns/index.ts'
import type { Rows } from './rows.ts'
import type { SchemaChange } from './schema-change.ts'
import type { TemporaryTable } from './statement.ts'
import type { Spelling } from './spelling.ts'
import type { TableDialectName } from './type-mapping.ts'
import type { Write } from './write-mode.ts'

/** A database that keeps assets as tables. */
export interface Warehouse {
  readonly name: string
  /**
   * Keeps an asset's rows in a table: `name` (`schema.table`, or a table of schema `main`), or where `tableOf` says.
   * The asset's schema must be a zod 4 array of objects, since a table needs columns: TABLE_COLUMNS_UNKNOWN otherwise.
   */
  table(name?: string, options?: TableOptions): IoManager<Rows>
}

export interface TableOptions {
  /** What becomes of the table when the schema of its rows changes. Default: `fail`. */
  readonly schemaChange?: SchemaChange | undefined
}

/** What SQL assets and checks need of a warehouse. For those who write kinds of assets; users see `Warehouse`. */
export interface SqlWarehouse extends Warehouse {
  /** Takes columns and streams as well as rows. */
  table(name?: string, options?: WrittenTable): IoManager<Table | TableStream>
  readonly dialect: TableDialectName
  readonly writeModes: readonly Write['mode'][]
  /** What it can do with a table whose columns change. Absent: `fail` alone. */
  readonly schemaChanges?: readonly SchemaChange[] | undefined
  /** How the `sql` tag spells names and values for it. Absent: `"name"` and `$1`. */
  readonly spelling?: Spelling | undefined
  /** Whether its queries read Parquet files of this machine where they lie, see `TableSource`. Absent: they do not. */
  readonly readsParquet?: boolean | undefined
  /** A Kysely that compiles queries for this warehouse, without a connection: executing one throws QUERY_NOT_RUNNABLE. */
  compiler(): Promise<Kysely<unknown>>
  /** Where the table of an asset is or will be. `name` as in `table()`. */
  tableOf(asset: string, name?: string): TableName
  /** The store of tables; also publishes and reads what `stageQueries` staged. */
  readonly store: Store
  /**
   * Runs queries and stages their rows, in one transaction over one snapshot: one stage table per asset. Rows are staged
   * sorted by their columns, so that a query gives the same data version twice. Answers in the order of the queries.
   *
   * Throws TABLE_CONTRACT_BROKEN when the columns that come out are not those of `at.rowSchema`, TABLE_COLUMNS_UNKNOWN
   * without one, TABLE_ROW_MISPLACED and MERGE_KEY_DUPLICATE where rows do not fit the write mode, VALUE_GONE for a
   * source that is no longer there, DUCKDB_QUERY_FAILED with the engine's words for everything else.
   */
  stageQueries(queries: readonly StageQuery[], options?: StageOptions): Promise<readonly StagedQuery[]>
}

/** A table with all that is known of it beforehand. */
export interface WrittenTable extends TableOptions {
  /** How an SQL asset writes it. Absent: it is filled with values, which replace others. */
  readonly write?: Write | undefined
}

/** A table by name. */
export interface TableName {
  readonly schema: string
  readonly table: string
}

export interface StageOptions {
  /** Interrupts the running query. */
  readonly signal?: AbortSignal | undefined
}

/** One partition's rows, made by a query. */
export interface StageQuery {
  readonly at: StageAt
  /** One select statement. It knows the sources by their names, as if they were tables. */
  readonly sql: string
  /** The values of `$1`, `$2`..., or as `spelling` says: string, number, bigint, boolean, Date or null. */
  readonly parameters: readonly unknown[]
  /**
   * Tables that are made before the query, in this order, and gone after it. Each is known to the queries behind it, and
   * to none of another `StageQuery`. A warehouse without temporary tables can name them in a `with` clause instead.
   */
  readonly temporary?: readonly TemporaryTable[] | undefined
  readonly sources: { readonly [dep: string]: TableSource }
  /** Tables that sources show which are views: their commits are read too, under these names. Absent: none. */
  readonly beneath?: { readonly [name: string]: TableSource } | undefined
  readonly write: Write
  /** As in `table()`. */
  readonly table?: string | undefined
  readonly schemaChange?: SchemaChange | undefined
}

/** What a query reads under a name: partitions of a table in the warehouse, or rows from elsewhere that are copied into it. */
export type TableSource =
  | {
      readonly kind: 'table'
      readonly location: Location
      readonly partitions: readonly (string | null)[] | 'all'
      /** Partitions that come later are meant as well, for a query that becomes a view. Absent: only those named. */
      readonly growing?: boolean | undefined
      /** Absent: all. */
      readonly columns?: readonly string[] | undefined
    }
  | { readonly kind: 'rows'; readonly rows: readonly object[]; readonly rowSchema: Json }
  /** Every call of `batches` reads anew. The same object is the same source, whichever query names it. */
  | {
      readonly kind: 'columns'
      readonly batches: () => AsyncIterable<ColumnBatch<object>>
      readonly rowSchema: Json
      /** Files of this machine that hold the same rows: a warehouse that reads such need not copy them. Absent: there are none. */
      readonly parquet?: readonly string[] | undefined
    }

/** What a query made, and which partitions of its sources it really read: the commits in the snapshot that it saw. */
export interface StagedQuery extends Staged {
  readonly read: { readonly [dep: string]: readonly ReadPartition[] }
}

/** A committed partition of a source. Tables that Headwater did not write, and rows from elsewhere, have none. */
export interface ReadPartition {
  readonly partition: string | null
  readonly dataVersion: string
}
