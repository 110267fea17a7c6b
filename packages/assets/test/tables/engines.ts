import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { PostgresDatabase, postgres } from '../../src/postgres/index.ts'
import { redshift } from '../../src/redshift/index.ts'
import type { SqlWarehouse } from '../../src/sql/index.ts'
import { columnTypes } from '../../src/sql/type-mapping.ts'
import type { TableDatabase, TableRow } from '../../src/tables/table-session.ts'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from '../postgres/scratch.ts'
import { scratchRedshiftOfTest } from '../redshift/scratch.ts'

/** A database that keeps assets as tables: the tests of what all of them do run for each. */
export interface Engine {
  readonly name: keyof typeof columnTypes
  readonly types: (typeof columnTypes)[keyof typeof columnTypes]
  readonly queryFailed: string
  /** Where tables lie whose name has no schema. */
  readonly schema: string
  /** The moments and bigints that fit into a column. */
  readonly moments: { readonly min: Date; readonly max?: Date }
  readonly bigints: { readonly min: bigint; readonly max: bigint }
  /** A database that lives as long as the test. */
  readonly open: () => Promise<EngineOfTest>
}

export interface EngineOfTest {
  readonly warehouse: SqlWarehouse
  readonly database: TableDatabase
  /** Another warehouse in the same database. */
  readonly again: () => SqlWarehouse
  readonly rows: (sql: string) => Promise<readonly TableRow[]>
}

/** PostgreSQL knows no moment before 4714 BC. */
const moments = { min: new Date(Date.UTC(-4713, 10, 24)) }
const bigints = { min: -(2n ** 127n), max: 2n ** 127n - 1n }
const digits38 = 10n ** 38n - 1n

export const engines: readonly Engine[] = [
  {
    name: 'duckdb',
    types: columnTypes.duckdb,
    queryFailed: 'DUCKDB_QUERY_FAILED',
    schema: 'main',
    moments,
    bigints,
    open: async () => {
      const { path } = scratchOfTest()
      return engineOfTest(() => duckdb({ path }), DuckDbFile.at(path))
    },
  },
  {
    name: 'postgres',
    types: columnTypes.postgres,
    queryFailed: 'POSTGRES_QUERY_FAILED',
    schema: 'public',
    moments,
    bigints,
    open: async () => {
      const { url } = await scratchDatabaseOfTest()
      return engineOfTest(() => postgres({ url }), PostgresDatabase.at(url))
    },
  },
  {
    name: 'redshift',
    types: columnTypes.redshift,
    queryFailed: 'REDSHIFT_QUERY_FAILED',
    schema: 'public',
    moments: { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') },
    bigints: { min: -digits38, max: digits38 },
    open: async () => {
      const { options, database } = await scratchRedshiftOfTest()
      return engineOfTest(() => redshift(options), database)
    },
  },
]

function engineOfTest(again: () => SqlWarehouse, database: TableDatabase): EngineOfTest {
  return { warehouse: again(), again, database, rows: (sql) => database.use((session) => session.rows(sql)) }
}

/** The stage tables that there are. */
export const stages = "select count(*) as n from information_schema.tables where table_name like 'stage_%'"
