import { type Address, fail } from '@headwater/core/io'
import { type FoundTable, requireTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import type { Query } from './bigquery-service.ts'
import { type Field, isHidden, partitionColumn, rowColumn, tableFields } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { parametersOf } from './ledger.ts'
import { daysOf, partitionField, whichRows } from './partition-filter.ts'
import { stagedCellReader } from './read-cells.ts'
import { type ApiCells, columnOfField, type ReadColumn } from './read-tables.ts'
import { sortTerms } from './row-summary.ts'
import { keyOf, qualified, type TableLocation } from './table-location.ts'

/** How partitions of one table, stage or view are read. */
export interface PlannedRead {
  /** Gives rows of `key, version, is row`, and of the cells of `columns`: one without a row where a partition is empty. */
  readonly query: Query
  readonly columns: readonly ReadColumn[]
  /** Whether rows without a commit are gone. */
  readonly isOurs: boolean
}

/** A row of a planned read: `cells` are undefined where it only tells the version of an empty partition. */
export interface FoundRow {
  readonly key: string
  readonly version: string | undefined
  readonly cells: ApiCells | undefined
}

export function foundRow([key, version, isRow, ...cells]: ApiCells): FoundRow {
  return {
    key: String(key),
    version: typeof version === 'string' ? version : undefined,
    cells: isRow === 'true' ? cells : undefined,
  }
}

/** Where rows lie, in SQL, with the commits that belong to them. */
interface Place {
  readonly relation: string
  readonly fields: readonly Field[]
  /** A query of `partition_key, data_version`; undefined where there are none. */
  readonly commits: string | undefined
  /** The partition of a row as text. */
  readonly key: string
  readonly order: readonly string[]
}

/** Plans a query that sees rows and commits in one snapshot. Throws VALUE_GONE when there is no such table. */
export async function planRead(
  home: BigQueryHome,
  location: TableLocation,
  partitions: readonly (string | null)[],
  { asset }: Pick<Address, 'asset'>,
): Promise<PlannedRead> {
  if (location.stage) return planStage(home, location.stage, partitions, asset)
  if (location.view) return planView(home, location, location.view, asset)
  const table = await requireTable(home.service, location, asset)
  requirePartitioned(table, partitions[0] ?? null)
  const ledger = home.ledgerOf(location)
  if (table.isOurs) await ledger.make()
  const isWhole = partitions[0] === null
  const fields = table.fields.filter(({ name }) => !isHidden(name))
  const place = {
    relation: `${qualified(table)} ${isWhole ? '' : `WHERE ${whichRows(table, '')}`}`,
    fields,
    commits: table.isOurs ? ledger.commitsOf(table.created) : undefined,
    key: isWhole ? "''" : `CAST(${identifier(partitionColumn)} AS STRING)`,
    order: orderOf(table, fields, 'found.'),
  }
  const parameters = { ...parametersOf('', asset, partitions), ...daysOf(table, partitions, '') }
  const query = { what: `the rows of asset \`${asset}\``, sql: rowsWithVersions(place), parameters }
  return { query, columns: fields.map(columnOfField), isOurs: table.isOurs }
}

async function planStage(
  { service }: BigQueryHome,
  { table, columns }: NonNullable<TableLocation['stage']>,
  partitions: readonly (string | null)[],
  asset: string,
): Promise<PlannedRead> {
  const place = { dataset: service.dataset, table }
  await requireTable(service, place, asset)
  const fields = tableFields(columns)
  const key = identifier(partitionColumn)
  const cells = [key, 'CAST(NULL AS STRING)', 'TRUE', ...fields.map(({ name }) => identifier(name))]
  const order = [`${identifier(rowColumn)} NULLS LAST`, ...stageOrder(columns)]
  const sql = `SELECT ${cells.join(', ')} FROM ${qualified(place)} WHERE ${key} IN UNNEST(@keys) ORDER BY ${order.join(', ')}`
  const readers = fields.map((field, index) => {
    const kind = columns[index]?.kind ?? 'string'
    return { ...columnOfField(field), read: stagedCellReader(kind) }
  })
  const query = {
    what: `the rows that are staged for asset \`${asset}\``,
    sql,
    parameters: parametersOf('', asset, partitions),
  }
  return { query, columns: readers, isOurs: false }
}

/** A view that is only staged is of no commit yet. */
function planView(
  home: BigQueryHome,
  location: TableLocation,
  { query, columns }: NonNullable<TableLocation['view']>,
  asset: string,
): PlannedRead {
  const fields = tableFields(columns)
  const commits = location.write ? undefined : home.ledgerOf(location).commitsOfView(query)
  const place = { relation: `(\n${query}\n)`, fields, commits, key: "''", order: sortTerms(fields, 'found.') }
  const parameters = parametersOf('', asset, [null])
  const read = { what: `the rows of view ${qualified(location)}`, sql: rowsWithVersions(place), parameters }
  return { query: read, columns: fields.map(columnOfField), isOurs: commits !== undefined }
}

/** Every partition that is asked for has a row at least: with its version, and with no cells where it is empty. */
function rowsWithVersions({ relation, fields, commits, key, order }: Place): string {
  const cells = fields.map(({ name }) => identifier(name))
  const row = order.some((term) => term.includes(rowColumn)) ? [identifier(rowColumn)] : []
  const found = [`${key} AS _headwater_key`, 'TRUE AS _headwater_is_row', ...cells, ...row]
  const held = commits ?? `SELECT '' AS partition_key, CAST(NULL AS STRING) AS data_version`
  const given = ['_headwater_wanted', 'held.data_version AS _headwater_version', '_headwater_is_row']
  return `SELECT ${[...given, ...cells.map((name) => `found.${name}`)].join(', ')}
    FROM (SELECT _headwater_wanted FROM UNNEST(@keys) AS _headwater_wanted) AS wanted
    LEFT JOIN (${held}) AS held ON held.partition_key = _headwater_wanted
    LEFT JOIN (SELECT ${found.join(', ')} FROM ${relation}) AS found ON _headwater_key = _headwater_wanted
    ORDER BY ${['_headwater_wanted', ...order].join(', ')}`
}

/** `ORDER BY` terms of columns behind a prefix. Rows that were loaded have numbers; those of queries have none, and are sorted by their columns. Tables of others have no order. */
export function orderOf(table: FoundTable, fields: readonly Field[], prefix: string): readonly string[] {
  const isNumbered = table.fields.some(({ name }) => name === rowColumn)
  if (!isNumbered && !table.isView) return []
  const sorted = sortTerms(fields, prefix)
  return isNumbered ? [`${prefix}${identifier(rowColumn)} NULLS LAST`, ...sorted] : sorted
}

/** Numbers that a stage has as text are sorted as numbers. */
function stageOrder(columns: NonNullable<TableLocation['stage']>['columns']): readonly string[] {
  return columns.flatMap(({ name, kind }) => {
    if (kind !== 'bigint') return sortTerms(tableFields([{ name, kind: kind === 'json' ? 'string' : kind }]))
    return [`${identifier(name)} IS NULL`, `CAST(${identifier(name)} AS BIGNUMERIC(38))`]
  })
}

export function requirePartitioned(table: FoundTable, partition: string | null): void {
  if (partition === null || partitionField(table)) return
  fail('VALUE_GONE', {
    message: `table \`${table.dataset}.${table.table}\` has no partitions, so there is no \`${partition}\` in it`,
    hint: `Headwater finds partitions by the column \`${partitionColumn}\`. Read the table as an asset without partitions.`,
    partition,
  })
}

/** The version of what was read; throws VALUE_GONE where nothing is committed there. */
export function requireCommit(
  { isOurs }: Pick<PlannedRead, 'isOurs'>,
  version: string | undefined,
  { dataset, table, partition }: TableLocation,
  { asset }: Address,
): void {
  if (!isOurs || version !== undefined) return
  const what = partition === null ? 'the rows' : `partition \`${keyOf(partition)}\``
  fail('VALUE_GONE', {
    message: `table \`${dataset}.${table}\` no longer holds ${what} of asset \`${asset}\``,
    hint: 'They were removed, or the table was dropped, since. Materialize again, with --force.',
    asset,
    partition: partition ?? undefined,
  })
}
