import { type Address, type Attempt, type IoManager, type Store } from '@headwater/core/io'
import { randomUUID } from 'node:crypto'
import { rowSchemaOfValues } from '../sql/row-schema-of-values.ts'
import type { Rows } from '../sql/rows.ts'
import type { SqlWarehouse } from '../sql/warehouse.ts'
import { compileOnlyKysely } from './compiler.ts'
import { DuckDbFile, type DuckDbFileOptions } from './duckdb-file.ts'
import { highestToken } from './ledger.ts'
import { stageQueries, writeModes } from './stage-queries.ts'
import { tableOf } from './table-location.ts'
import { tableStore } from './table-store.ts'

export interface DuckDbOptions extends DuckDbFileOptions {
  /** The database file, relative to the working directory when it is first used; or `:memory:`. */
  readonly path: string
}

/**
 * A warehouse in a DuckDB file: tables for assets, and SQL over them. Needs the package `@duckdb/node-api`, which is
 * loaded when the file is first used. DuckDB lets one process in at a time: the file is opened for a burst of work and
 * closed 0.3 s after, other processes wait for it (see `lockWaitMs`), and other programs can read it in between.
 *
 * Rows come back as their schema declares them:
 *
 * | zod | column | as a value |
 * |---|---|---|
 * | `z.string()`, `z.enum()`, `z.iso.date()` | VARCHAR | string |
 * | `z.number()` | DOUBLE | number |
 * | `z.int()` | BIGINT | number |
 * | `z.bigint()` | HUGEINT | bigint |
 * | `z.boolean()` | BOOLEAN | boolean |
 * | `z.date()` | TIMESTAMP, in UTC | Date |
 * | anything nested or mixed | JSON | what it was |
 *
 * Throws, when used: PACKAGE_MISSING, DUCKDB_LOCKED, DUCKDB_OPEN_FAILED, DUCKDB_QUERY_FAILED; VALUE_UNSTORABLE for a
 * value that its column cannot hold, VALUE_GONE for rows that are no longer there, TABLE_COLUMNS_CHANGED for a schema
 * that the table of a partitioned asset does not have, LEASE_LOST for a run that another one has overtaken.
 */
export function duckdb({ path, ...options }: DuckDbOptions): SqlWarehouse {
  let opened: DuckDbFile | undefined
  const file = () => {
    opened ??= DuckDbFile.at(path, options)
    return opened
  }
  const name = `duckdb(${path})`
  return Object.freeze<SqlWarehouse>({
    name,
    dialect: 'duckdb',
    writeModes,
    table: (table) => tableIo(`${name}.table(${table ?? ''})`, file, table),
    compiler: () => compileOnlyKysely<unknown>(),
    tableOf,
    store: tableStore(file, tableOf),
    stageQueries: (queries, { signal } = {}) =>
      file().use((session) => session.transaction(() => stageQueries(session, queries)), { signal }),
  })
}

function tableIo(name: string, file: () => DuckDbFile, table: string | undefined): IoManager<Rows> {
  const place = (asset: string) => tableOf(asset, table)
  const store = tableStore(file, place)
  return Object.freeze<IoManager<Rows>>({
    name,
    store,
    write: (rows, at) => writeByHand(file(), store, rows, at),
    read: async (at) => {
      const location = { ...place(at.asset), partition: at.partition }
      return (await store.read(location, at)).value
    },
  })
}

/** Without a run there is neither a schema nor a lease: the rows tell the columns, and the token is the partition's newest. */
async function writeByHand(file: DuckDbFile, store: Store, rows: Rows, at: Address): Promise<void> {
  const runId = `manual-${randomUUID()}`
  const token = await file.use((session) => highestToken(session, at.asset, [at.partition]))
  const attempt: Attempt = { id: `${runId}.1`, runId, token }
  const dimensions: { readonly [name: string]: string } = at.partition === null ? {} : { partition: at.partition }
  const place = { ...at, attempt, dimensions, rowSchema: rowSchemaOfValues(rows) }
  await store.publish(await store.stage([{ value: rows, at: place }]), attempt)
}
