import { type Address, type Attempt, type IoManager, type Store } from '@headwater/core/io'
import { randomUUID } from 'node:crypto'
import { rowSchemaOfValues } from '../sql/row-schema-of-values.ts'
import type { Table, TableStream } from '../columns/index.ts'
import { isStream } from '../formats/streamed-batches.ts'
import type { Write } from '../sql/write-mode.ts'
import type { SqlWarehouse, WrittenTable } from '../sql/warehouse.ts'
import { BigQueryHome } from './bigquery-home.ts'
import { BigQueryService } from './bigquery-service.ts'
import { writeModes } from './change-rows.ts'
import { compileOnlyGoogleSql } from './compiler.ts'
import { spelling } from './google-sql.ts'
import type { BigQuerySender } from './load-bigquery.ts'
import { stageQueries } from './stage-queries.ts'
import type { StageTarget } from './stage-tables.ts'
import { tableOf } from './table-location.ts'
import { tableStore } from './table-store.ts'

export interface BigQueryOptions {
  /** The dataset of tables whose names say no other, and of what Headwater keeps for itself. It must exist. */
  readonly dataset: string
  /** Default: GOOGLE_CLOUD_PROJECT, else the project of the login. */
  readonly projectId?: string | undefined
  /** Where the dataset lies: `EU`, `europe-west6`. Default: what BigQuery says of it. */
  readonly location?: string | undefined
  /** Another address than Google's: a private endpoint, or an emulator. No login is shown to one of `http:`. */
  readonly apiEndpoint?: string | undefined
  /** A `BigQuery` of @google-cloud/bigquery, for a login of your own. The other options about access are its own then. */
  readonly client?: BigQuerySender | undefined
}

export interface BigQueryTableOptions {
  /**
   * Columns that the rows are sorted by within blocks, so that queries read less: up to 4, or 3 where partitions are not
   * days. Counts when the table is made.
   */
  readonly clusterBy?: readonly string[] | undefined
}

/** A dataset of BigQuery that keeps assets as tables. */
export interface BigQueryWarehouse extends SqlWarehouse {
  /** Keeps an asset's rows in a table: `name` (`dataset.table`, or a table of the dataset), or `market__prices`. */
  table(name?: string, options?: BigQueryTableOptions & WrittenTable): IoManager<Table | TableStream>
  /** The same warehouse, whose tables are clustered by these columns: for SQL assets. */
  clusteredBy(...columns: readonly string[]): BigQueryWarehouse
}

/**
 * A warehouse in BigQuery: tables for assets, staged by load jobs and published by transactions, and SQL over them. Needs the
 * package `@google-cloud/bigquery`, which is loaded when it is first used, and the roles BigQuery Job User and BigQuery Data
 * Editor.
 *
 * The table of `market/prices` is `<dataset>.market__prices`. When its partitions are days it is partitioned by them, else
 * clustered by the partition. Columns are as the schema declares them, and described as it describes them:
 *
 * | zod | column | as a value |
 * |---|---|---|
 * | `z.string()`, `z.enum()`, `z.iso.date()` | STRING | string |
 * | `z.number()` | FLOAT64 | number |
 * | `z.int()` | INT64 | number |
 * | `z.bigint()` | BIGNUMERIC(38): up to 38 digits | bigint |
 * | `z.boolean()` | BOOL | boolean |
 * | `z.date()` | TIMESTAMP | Date |
 * | anything nested or mixed | JSON, whose members are sorted | what it was |
 *
 * Rows that queries make have no order: readers get them sorted by their columns, behind those that were loaded.
 *
 * Requests whose reply is lost and rate limits are tried again for about 8 seconds, transactions that met others 20 times.
 *
 * Throws, when used: PACKAGE_MISSING; BIGQUERY_LOGIN_MISSING, BIGQUERY_ACCESS_DENIED, BIGQUERY_DATASET_MISSING,
 * BIGQUERY_QUOTA_EXCEEDED, BIGQUERY_UNAVAILABLE and BIGQUERY_JOB_FAILED with the words of the service; VALUE_UNSTORABLE for
 * a value that its column cannot hold, VALUE_GONE for rows that are no longer there, TABLE_COLUMNS_CHANGED for a schema that
 * the table does not have, LEASE_LOST for a run that another one has overtaken.
 *
 * @example bigquery({ dataset: 'analytics', location: 'EU' }).table('prices', { clusterBy: ['symbol'] })
 */
export function bigquery({ dataset, ...access }: BigQueryOptions): BigQueryWarehouse {
  return warehouseIn(homeOf({ dataset, ...access }), [])
}

function warehouseIn(home: BigQueryHome, clusteredBy: readonly string[]): BigQueryWarehouse {
  const { dataset } = home.service
  const name = `bigquery(${dataset})`
  const placeOf = (asset: string, table?: string): StageTarget => ({
    ...tableOf(dataset, asset, table),
    clusterBy: clusteredBy,
  })
  return Object.freeze<BigQueryWarehouse>({
    name,
    dialect: 'bigquery',
    writeModes,
    spelling,
    schemaChanges: ['fail', 'add-columns', 'rebuild'],
    table: (table, { clusterBy = clusteredBy, schemaChange, write } = {}) => {
      const targetOf = (asset: string) => ({ ...placeOf(asset, table), clusterBy, schemaChange })
      return tableIo(`${name}.table(${table ?? ''})`, home, targetOf, write?.mode)
    },
    clusteredBy: (...columns) => warehouseIn(home, columns),
    compiler: compileOnlyGoogleSql,
    tableOf: (asset, table) => {
      const place = tableOf(dataset, asset, table)
      return { schema: place.dataset, table: place.table }
    },
    store: tableStore(home, placeOf),
    stageQueries: (queries, options = {}) => stageQueries(home, queries, placeOf, options),
  })
}

const homes = new Map<string, BigQueryHome>()

/** Datasets of equal access are one home; those of a client of one's own are not compared. */
function homeOf({ dataset, client, ...access }: BigQueryOptions): BigQueryHome {
  const key = JSON.stringify([dataset, access.projectId, access.location, access.apiEndpoint])
  const known = client ? undefined : homes.get(key)
  if (known) return known
  const made = new BigQueryHome(new BigQueryService(dataset, { ...access, client }))
  if (!client) homes.set(key, made)
  return made
}

function tableIo(
  name: string,
  home: BigQueryHome,
  targetOf: (asset: string) => StageTarget,
  mode: Write['mode'] | undefined,
): IoManager<Table | TableStream> {
  const store = tableStore(home, targetOf, mode)
  return Object.freeze<IoManager<Table | TableStream>>({
    name,
    store,
    write: async (table, at) => {
      const token = await home.ledgerOf(targetOf(at.asset)).highestToken(at.asset, [at.partition])
      await writeByHand(store, token, isStream(table) ? await rowsOf(table) : table, at)
    },
    read: async (at) => {
      const { dataset, table } = targetOf(at.asset)
      return (await store.read({ dataset, table, partition: at.partition }, at)).value
    },
  })
}

/** Without a run there is neither a schema nor a lease: the rows tell the columns, and the token is the partition's newest. */
async function writeByHand(store: Store, token: number, table: Iterable<object>, at: Address): Promise<void> {
  const runId = `manual-${randomUUID()}`
  const attempt: Attempt = { id: `${runId}.1`, runId, token }
  const dimensions: { readonly [name: string]: string } = at.partition === null ? {} : { partition: at.partition }
  const place = { ...at, attempt, dimensions, rowSchema: rowSchemaOfValues([...table]) }
  await store.publish(await store.stage([{ value: table, at: place }]), attempt)
}

/** They tell the columns only together. */
async function rowsOf(stream: TableStream): Promise<readonly object[]> {
  const rows: object[] = []
  for await (const batch of stream) for (const row of batch) rows.push(row)
  return rows
}
