import { fail } from '@headwater/core/io'
import { z } from 'zod'
import { apiField } from './api-field.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { type Field, partitionColumn, rowColumn, tableFields } from './column-types.ts'
import type { BigQueryTable, TableLocation } from './table-location.ts'

/** A table or view that exists. */
export interface FoundTable extends BigQueryTable, TableNotes {
  readonly isView: boolean
  /** When it was made: a table that was dropped and made again is another one. */
  readonly created: string
  /** Whether Headwater made it: then rows without a commit are none. */
  readonly isOurs: boolean
}

const tableResource = z.object({
  type: z.string().default('TABLE'),
  description: z.string().optional(),
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
  const { schema, creationTime: created, type, description } = found
  return { dataset, table, description, isView: type === 'VIEW', fields: schema.fields, created, isOurs }
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

/** What a table and its columns say of themselves. A stage says what is to be said of the table that it is for. */
export interface TableNotes {
  readonly description?: string | undefined
  readonly fields: readonly Field[]
}

/** What a table is to take in. */
export interface Wanted {
  readonly asset: string
  readonly notes: TableNotes
  readonly location: TableLocation & { readonly stage: NonNullable<TableLocation['stage']> }
  /** [null] for a table without partitions. */
  readonly partitions: readonly (string | null)[]
}

/** Columns with what a stage says of them. */
export function describedFields(columns: readonly Field[], { fields }: TableNotes): readonly Field[] {
  const descriptions = new Map(fields.map(({ name, description }) => [name, description]))
  return columns.map((field) => {
    const description = descriptions.get(field.name)
    return description === undefined ? field : { ...field, description }
  })
}

/** Gives a table new columns, and says what it and its columns are: one change, of which BigQuery takes five in ten seconds. */
export async function patchTable(
  service: BigQueryService,
  place: BigQueryTable,
  { fields, description }: TableNotes,
): Promise<FoundTable> {
  const { dataset, table } = place
  const uri = `/datasets/${dataset}/tables/${encodeURIComponent(table)}`
  const json = { schema: { fields }, ...(description !== undefined && { description }) }
  await service.request(`to describe table \`${dataset}.${table}\``, { method: 'PATCH', uri, json }, z.unknown())
  return requireTable(service, place)
}

/** A table for days is partitioned by them; others are clustered by the partition, and then as is asked for. */
export async function makeTable(
  service: BigQueryService,
  { location, partitions, notes }: Wanted,
): Promise<FoundTable> {
  const { dataset, table, stage } = location
  const hidden = hiddenFields(partitions)
  const [partition] = hidden.filter(({ name }) => name === partitionColumn)
  const clusterBy = [...(partition?.type === 'STRING' ? [partitionColumn] : []), ...stage.clusterBy]
  const json = {
    tableReference: { datasetId: dataset, tableId: table },
    schema: { fields: [...describedFields(tableFields(stage.columns), notes), ...hidden] },
    labels: ownLabel,
    ...(notes.description !== undefined && { description: notes.description }),
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
export function hiddenFields(partitions: readonly (string | null)[], has: readonly Field[] = []): readonly Field[] {
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
