import type { SqlWarehouse } from '../sql/warehouse.ts'
import { tableWarehouse } from '../tables/table-warehouse.ts'
import { maskedUrl } from './connection-url.ts'
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database.ts'
import { postgresDialect } from './postgres-dialect.ts'

export interface PostgresOptions extends PostgresDatabaseOptions {
  /** `postgresql://user:password@host:port/database`, as libpq takes it; default: the environment's DATABASE_URL. */
  readonly url?: string | undefined
  /** Where tables lie whose name has no schema; default `public`. */
  readonly schema?: string | undefined
}

/**
 * A warehouse in a PostgreSQL database: tables for assets, and SQL over them. Needs the packages `pg` and `pg-copy-streams`,
 * which are loaded when it is first used, as the address is looked at then. Rows are copied in binary form, both ways.
 *
 * A table is changed in one transaction together with the rows that say who committed what (schema `_headwater`), under a
 * lock on its asset that other processes wait for; readers see both in one REPEATABLE READ snapshot and are never kept
 * waiting, unless a table gets other columns. `replace` deletes and inserts, so that views on the table stay. Every table
 * has a column `_row`, which keeps the order of its rows. How zod's types become columns stands in `columnTypes`.
 *
 * Throws, when used: PACKAGE_MISSING, POSTGRES_URL_INVALID, POSTGRES_UNREACHABLE, POSTGRES_REFUSED, POSTGRES_TLS_FAILED,
 * POSTGRES_QUERY_FAILED, POSTGRES_TIMEOUT, POSTGRES_CONFLICT, DISK_FULL; VALUE_UNSTORABLE for a value that its column cannot
 * hold, VALUE_GONE for rows that are no longer there, TABLE_COLUMNS_CHANGED for a schema that the table of a partitioned
 * asset does not have, LEASE_LOST for a run that another one has overtaken.
 */
export function postgres({ url, schema, pool }: PostgresOptions = {}): SqlWarehouse {
  return tableWarehouse({
    name: `postgres(${url === undefined ? 'DATABASE_URL' : maskedUrl(url)})`,
    dialect: schema === undefined ? postgresDialect : { ...postgresDialect, defaultSchema: schema },
    database: () => PostgresDatabase.at(url, { pool }),
  })
}
