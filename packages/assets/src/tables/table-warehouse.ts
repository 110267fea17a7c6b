import { type Address, type Attempt, type IoManager, type Store } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import type { Table, TableStream } from '../columns/index.ts'
import { isStream } from '../formats/streamed-batches.ts'
import { rowSchemaOfValues } from '../sql/row-schema-of-values.ts'
import type { SqlWarehouse } from '../sql/warehouse.ts'
import { compileOnlyKysely } from './compiler.ts'
import { highestToken } from './ledger.ts'
import { stageQueries, writeModes } from './stage-queries.ts'
import type { TableDialect } from './table-dialect.ts'
import { tableOf } from './table-location.ts'
import type { TablePlace } from './table-place.ts'
import type { TableDatabase } from './table-session.ts'
import { tableStore } from './table-store.ts'

/** What makes a warehouse of a database. */
export interface TableWarehouseOptions {
  readonly name: string
  readonly dialect: TableDialect
  /** Called when the database is needed. It opens nothing. */
  readonly database: () => TableDatabase
  /** See `TablePlace`. */
  readonly layout?: string | undefined
}

/** A warehouse in a database that keeps assets as tables. */
export function tableWarehouse({ name, dialect, database, layout }: TableWarehouseOptions): SqlWarehouse {
  const placeOf = (asset: string, table?: string) => ({ ...tableOf(dialect, asset, table), layout })
  return Object.freeze<SqlWarehouse>({
    name,
    dialect: dialect.name,
    writeModes,
    schemaChanges: ['fail', 'add-columns', 'rebuild'],
    table: (table, { schemaChange, write } = {}) => {
      const placed = (asset: string) => ({ ...placeOf(asset, table), schemaChange })
      return tableIo(`${name}.table(${table ?? ''})`, database, tableStore(database, placed, write?.mode), placed)
    },
    compiler: () => compileOnlyKysely<unknown>(),
    tableOf: (asset, table) => tableOf(dialect, asset, table),
    store: tableStore(database, placeOf),
    stageQueries: (queries, { signal } = {}) =>
      database().use((session) => stageQueries(session, queries, placeOf), { signal }),
  })
}

function tableIo(
  name: string,
  database: () => TableDatabase,
  store: Store,
  placeOf: (asset: string) => TablePlace,
): IoManager<Table | TableStream> {
  return Object.freeze<IoManager<Table | TableStream>>({
    name,
    store,
    write: (table, at) => writeByHand(database(), store, table, at),
    read: async (at) => {
      const { schema, table } = placeOf(at.asset)
      const location = { schema, table, partition: at.partition }
      return (await store.read(location, at)).value
    },
  })
}

/**
 * Without a run there is neither a schema nor a lease: the rows tell the columns, for which a stream is read whole, and the
 * token is the partition's newest.
 */
async function writeByHand(
  database: TableDatabase,
  store: Store,
  given: Table | TableStream,
  at: Address,
): Promise<void> {
  const table = isStream(given) ? await rowsOf(given) : given
  const runId = `manual-${randomBytes(8).toString('hex')}`
  const token = await database.use((session) => highestToken(session, at.asset, [at.partition]))
  const attempt: Attempt = { id: `${runId}.1`, runId, token }
  const dimensions: { readonly [name: string]: string } = at.partition === null ? {} : { partition: at.partition }
  const place = { ...at, attempt, dimensions, rowSchema: rowSchemaOfValues([...table]) }
  await store.publish(await store.stage([{ value: table, at: place }]), attempt)
}

async function rowsOf(stream: TableStream): Promise<readonly object[]> {
  const rows: object[] = []
  for await (const batch of stream) for (const row of batch) rows.push(row)
  return rows
}
