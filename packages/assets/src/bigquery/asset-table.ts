import { fail } from '@headwater/core/io'
import { z } from 'zod'
import { apiField } from './api-field.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { type Field, partitionColumn, rowColumn, tableFields, typeName } from './column-types.ts'
import type { BigQueryTable, TableLocation } from './table-location.ts'

/** A table or view that exists. */
export interface FoundTable extends BigQueryTable {
  readonly isView: boolean
  readonly fields: readonly Field[]
  /** When it was made: a table that was dropped and made again is another one. */
  readonly created: string
  /** Whether Headwater made it: then rows without a commit are none. */
  readonly isOurs: boolean
}

const tableResource = z.object({
  type: z.string().default('TABLE'),
  creationTime: z.string().default(''),
  schema: z.object({ fields: z.array(apiField).default([]) }).default({ fields: [] }),
  labels: z.record(z.string(), z.string()).optional(),
})
const tableList = z.object({
  tables: z.array(z.object({ tableReference: z.object({ tableId: z.string() }) })).optional(),
  nextPageToken: z.string().optional(),
})

/** Says of a table that Headwater made it. */
const ownLabel = { headwater: 'asset' }

/** Looks up a table; undefined when there is none. Throws BIGQUERY_DATASET_MISSING. */
export async function findTable(
  service: BigQueryService,
  { dataset, table }: BigQueryTable,
): Promise<FoundTable | undefined> {
  const what = `to describe table \`${dataset}.${table}\``
  const uri = `/datasets/${dataset}/tables/${encodeURIComponent(table)}`
  const found = await service.request(what, { method: 'GET', uri }, tableResource, 404)
  if (!found) return undefined
  const isOurs = found.labels?.['headwater'] === ownLabel.headwater
  const { schema, creationTime: created, type } = found
  return { dataset, table, isView: type === 'VIEW', fields: schema.fields, created, isOurs }
}

/** Looks up a table that was recorded. Throws VALUE_GONE. */
export async function requireTable(
  service: BigQueryService,
  place: BigQueryTable,
  asset?: string,
): Promise<FoundTable> {
  const found = await findTable(service, place)
  if (found) return found
  const whose = asset ? ` of asset \`${asset}\`` : ''
  return fail('VALUE_GONE', {
    message: `table \`${place.dataset}.${place.table}\`${whose} is not in BigQuery`,
    hint: 'It was dropped, or is in another project. Materialize the asset again, with --force.',
    asset,
  })
}

/** Drops a table. One that is gone is no mistake. */
export async function dropTable(service: BigQueryService, { dataset, table }: BigQueryTable): Promise<void> {
  const uri = `/datasets/${dataset}/tables/${encodeURIComponent(table)}`
  await service.request(`to drop table \`${dataset}.${table}\``, { method: 'DELETE', uri }, z.unknown(), 404)
}

/** The names of the tables of a dataset that begin so. */
export async function tablesWith(
  service: BigQueryService,
  dataset: string,
  prefix: string,
): Promise<readonly string[]> {
  const names: string[] = []
  for (let pageToken: string | undefined, isFirst = true; isFirst || pageToken !== undefined; isFirst = false) {
    const qs = { maxResults: 1000, ...(pageToken !== undefined && { pageToken }) }
    const what = `to list dataset \`${dataset}\``
    const page = await service.request(what, { method: 'GET', uri: `/datasets/${dataset}/tables`, qs }, tableList)
    names.push(...(page?.tables ?? []).map(({ tableReference }) => tableReference.tableId))
    pageToken = page?.nextPageToken
  }
  return names.filter((name) => name.startsWith(prefix))
}

/** What a table is to take in. */
export interface Wanted {
  readonly asset: string
  readonly location: TableLocation & { readonly stage: NonNullable<TableLocation['stage']> }
  /** [null] for a table without partitions. */
  readonly partitions: readonly (string | null)[]
}

/**
 * The table that takes in what is staged, made where it is missing, or where there is a view; `beforeDrop` is called before
 * that is dropped. Throws TABLE_COLUMNS_CHANGED when the table has other columns.
 */
export async function tableFor(
  service: BigQueryService,
  wanted: Wanted,
  beforeDrop: () => Promise<void>,
): Promise<FoundTable> {
  const { asset, location, partitions } = wanted
  const there = await findTable(service, location)
  if (there?.isView) {
    await beforeDrop()
    await dropTable(service, location)
  }
  const found = there && !there.isView ? there : await makeTable(service, wanted)
  const has = found.fields
  const gets = [...tableFields(location.stage.columns), ...hiddenFields(partitions, has)]
  const differences = compareColumns(has, gets)
  if (differences.length === 0) return found
  const name = `${location.dataset}.${location.table}`
  return fail('TABLE_COLUMNS_CHANGED', {
    message: [`table \`${name}\` of asset \`${asset}\` has other columns than the new rows:`, ...differences].join(
      '\n  ',
    ),
    hint: `Change the schema back, or drop the table (bq rm -t ${name}) and materialize all of the asset again.`,
    asset,
  })
}

/** A table for days is partitioned by them; others are clustered by the partition, and then as is asked for. */
async function makeTable(service: BigQueryService, { location, partitions }: Wanted): Promise<FoundTable> {
  const { dataset, table, stage } = location
  const hidden = hiddenFields(partitions)
  const [partition] = hidden.filter(({ name }) => name === partitionColumn)
  const clusterBy = [...(partition?.type === 'STRING' ? [partitionColumn] : []), ...stage.clusterBy]
  const json = {
    tableReference: { datasetId: dataset, tableId: table },
    schema: { fields: [...tableFields(stage.columns), ...hidden] },
    labels: ownLabel,
    ...(partition?.type === 'DATE' && { timePartitioning: { type: 'DAY', field: partitionColumn } }),
    ...(clusterBy.length > 0 && { clustering: { fields: clusterBy } }),
  }
  const what = `to make table \`${dataset}.${table}\``
  await service.request(what, { method: 'POST', uri: `/datasets/${dataset}/tables`, json }, z.unknown(), 409)
  return requireTable(service, location)
}

/** As many partitions as a table of BigQuery has (https://cloud.google.com/bigquery/quotas#partitioned_tables). */
const maxDays = 10_000

/** The hidden columns. A table that keeps partitions as text takes in days too. */
function hiddenFields(partitions: readonly (string | null)[], has: readonly Field[] = []): readonly Field[] {
  const isPartitioned = partitions[0] !== null
  const keepsText = has.some(({ name, type }) => name === partitionColumn && type === 'STRING')
  const areDays =
    partitions.length <= maxDays && partitions.every((partition) => partition !== null && isDay(partition))
  const type = areDays && !keepsText ? 'DATE' : 'STRING'
  const row = { name: rowColumn, type: 'INTEGER' }
  return isPartitioned ? [{ name: partitionColumn, type }, row] : [row]
}

/** Whether a partition key is a day of the calendar, as those of `daily` are. */
function isDay(partition: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(partition) && !Number.isNaN(Date.parse(`${partition}T00:00:00Z`))
}

/** A line for every column that only one side has, or that differs in type. The order of columns is no difference. */
function compareColumns(has: readonly Field[], gets: readonly Field[]): readonly string[] {
  const before = new Map(has.map((column) => [column.name, typeName(column)]))
  const after = new Map(gets.map((column) => [column.name, typeName(column)]))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === now) return []
    if (old === undefined) return [`+ \`${name}\` ${now}: not in the table`]
    if (now === undefined) return [`- \`${name}\` ${old}: only in the table`]
    return [`~ \`${name}\`: ${old} in the table, ${now} in the rows`]
  })
}
