import type { Call, Reply, Route } from '../google/serve-google.ts'
import type { Catalog, Described, TableEntry, TableId } from './catalog.ts'
import type { Field } from './data-types.ts'
import { RowInserts } from './row-inserts.ts'
import { runQuery } from './run-query.ts'
import type { QueryPlace } from './script.ts'

interface TableRequest extends Described {
  readonly tableReference?: { readonly tableId: string }
  readonly schema?: { readonly fields: readonly Field[] }
}

/** The routes of datasets: make, list, describe, change, remove. */
export function datasetRoutes({ projectId, catalog }: QueryPlace): readonly Route[] {
  const path = `/bigquery/v2/projects/${projectId}/datasets`
  const resource = (id: string, said: object) => ({
    kind: 'bigquery#dataset',
    id: `${projectId}:${id}`,
    location: 'US',
    ...said,
    datasetReference: { projectId, datasetId: id },
  })
  const get = async (id: string) => resource(id, await catalog.dataset(id))
  return [
    {
      method: 'POST',
      path,
      answer: async ({ body }) => {
        const said = JSON.parse(body.toString()) as { readonly datasetReference: { readonly datasetId: string } }
        const id = said.datasetReference.datasetId
        await catalog.makeDataset(id, said)
        return { body: await get(id) }
      },
    },
    {
      method: 'GET',
      path,
      answer: async () => ({
        body: { kind: 'bigquery#datasetList', datasets: (await catalog.datasets()).map((id) => resource(id, {})) },
      }),
    },
    { method: 'GET', path: `${path}/{dataset}`, answer: async ({ place }) => ({ body: await get(place('dataset')) }) },
    {
      method: 'PATCH',
      path: `${path}/{dataset}`,
      answer: async ({ place, body }) => {
        await catalog.describeDataset(place('dataset'), JSON.parse(body.toString()) as object)
        return { body: await get(place('dataset')) }
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{dataset}`,
      answer: async ({ place, query }) => {
        await catalog.removeDataset(place('dataset'), query.get('deleteContents') === 'true')
        return { status: 204 }
      },
    },
  ]
}

/** The routes of tables and of their rows. */
export function tableRoutes(place: QueryPlace): readonly Route[] {
  const { projectId, catalog, database } = place
  const tables = `/bigquery/v2/projects/${projectId}/datasets/{dataset}/tables`
  const table = `${tables}/{table}`
  const inserts = new RowInserts(database, catalog)
  const get = async (id: TableId) => ({ body: resourceOf(projectId, id, await describeTable(catalog, id)) })
  return [
    {
      method: 'POST',
      path: tables,
      answer: async (call) => {
        const { tableReference, schema, kind: _, ...said } = requestOf(call)
        const id = { datasetId: call.place('dataset'), tableId: tableReference?.tableId ?? '' }
        await catalog.makeTable(id, schema?.fields ?? [], said)
        return get(id)
      },
    },
    { method: 'GET', path: tables, answer: (call) => list(place, call) },
    { method: 'GET', path: table, answer: (call) => get(idOf(call)) },
    {
      method: 'PATCH',
      path: table,
      answer: async (call) => {
        const { tableReference: _, schema, kind: __, ...said } = requestOf(call)
        if (schema) await catalog.changeFields(idOf(call), schema.fields)
        await catalog.describeTable(idOf(call), said)
        return get(idOf(call))
      },
    },
    {
      method: 'DELETE',
      path: table,
      answer: async (call) => {
        await catalog.removeTable(idOf(call))
        return { status: 204 }
      },
    },
    { method: 'GET', path: `${table}/data`, answer: (call) => data(place, call) },
    {
      method: 'POST',
      path: `${table}/insertAll`,
      answer: async (call) => ({ body: await inserts.insert(idOf(call), JSON.parse(call.body.toString())) }),
    },
  ]
}

function idOf({ place }: Call): TableId {
  return { datasetId: place('dataset'), tableId: place('table') }
}

function requestOf({ body }: Call): TableRequest & { readonly kind?: string } {
  return JSON.parse(body.toString()) as TableRequest
}

async function describeTable(catalog: Catalog, id: TableId): Promise<TableEntry & { readonly rows: number }> {
  return { ...(await catalog.table(id)), rows: await catalog.countRows(id) }
}

/** A table's resource (https://cloud.google.com/bigquery/docs/reference/rest/v2/tables). */
function resourceOf(
  projectId: string,
  { datasetId, tableId }: TableId,
  { fields, said, isView, rows, created }: TableEntry & { readonly rows: number },
): object {
  return {
    kind: 'bigquery#table',
    id: `${projectId}:${datasetId}.${tableId}`,
    tableReference: { projectId, datasetId, tableId },
    type: isView ? 'VIEW' : 'TABLE',
    location: 'US',
    creationTime: String(created),
    numRows: String(rows),
    ...said,
    schema: { fields },
  }
}

async function list({ catalog, projectId }: QueryPlace, { place, query }: Call): Promise<Reply> {
  const datasetId = place('dataset')
  const all = await catalog.tables(datasetId)
  const start = Number(query.get('pageToken') ?? 0)
  const end = start + Number(query.get('maxResults') ?? 50)
  const tables = all.slice(start, end).map((tableId) => ({
    kind: 'bigquery#table',
    id: `${projectId}:${datasetId}.${tableId}`,
    tableReference: { projectId, datasetId, tableId },
    type: 'TABLE',
  }))
  return {
    body: {
      kind: 'bigquery#tableList',
      totalItems: all.length,
      tables,
      ...(end < all.length && { nextPageToken: String(end) }),
    },
  }
}

/** The rows of a table as they lie, in pages. */
async function data(place: QueryPlace, call: Call): Promise<Reply> {
  const { query } = call
  const id = idOf(call)
  await place.catalog.table(id)
  const result = await runQuery(place, { query: `SELECT * FROM ${backticks(id)}`, useLegacySql: false })
  const start = Number(query.get('pageToken') ?? query.get('startIndex') ?? 0)
  const end = start + Number(query.get('maxResults') ?? 10_000)
  const int64Timestamps = query.get('formatOptions.useInt64Timestamp') === 'true'
  return {
    body: {
      kind: 'bigquery#tableDataList',
      totalRows: String(result.count),
      rows: result.rows({ start, end, int64Timestamps }),
      ...(end < result.count && { pageToken: String(end) }),
    },
  }
}

function backticks(id: TableId): string {
  return `\`${id.datasetId}.${id.tableId}\``
}
