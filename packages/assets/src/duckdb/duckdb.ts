import type { SqlWarehouse } from '../sql/warehouse.ts'
import { tableWarehouse } from '../tables/table-warehouse.ts'
import { duckDbDialect } from './duckdb-dialect.ts'
import { DuckDbFile, type DuckDbFileOptions } from './duckdb-file.ts'

export interface DuckDbOptions extends DuckDbFileOptions {
  /** The database file, relative to the working directory when it is first used; or `:memory:`. */
  readonly path: string
}

/**
 * A warehouse in a DuckDB file: tables for assets, and SQL over them. Needs the package `@duckdb/node-api`, which is
 * loaded when the file is first used. DuckDB lets one process in at a time: the file is opened for a burst of work and
 * closed 0.3 s after, other processes wait for it (see `lockWaitMs`), and other programs can read it in between.
 * Rows come back as their schema declares them; the types of their columns stand in `columnTypes`.
 *
 * Throws, when used: PACKAGE_MISSING, DUCKDB_LOCKED, DUCKDB_OPEN_FAILED, DUCKDB_QUERY_FAILED; VALUE_UNSTORABLE for a
 * value that its column cannot hold, VALUE_GONE for rows that are no longer there, TABLE_COLUMNS_CHANGED for a schema
 * that the table of a partitioned asset does not have, LEASE_LOST for a run that another one has overtaken.
 */
export function duckdb({ path, ...options }: DuckDbOptions): SqlWarehouse {
  let opened: DuckDbFile | undefined
  const database = () => {
    opened ??= DuckDbFile.at(path, options)
    return opened
  }
  const warehouse = tableWarehouse({ name: `duckdb(${path})`, dialect: duckDbDialect, database })
  return Object.freeze<SqlWarehouse>({ ...warehouse, readsParquet: true })
}
