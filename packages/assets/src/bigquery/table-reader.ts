import { type Address, fail, type ReadBack } from '@headwater/core/io'
import { type FoundTable, requireTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import type { ApiCell, BigQueryService } from './bigquery-service.ts'
import { type Field, identifier, partitionColumn, rowColumn } from './column-types.ts'
import { parametersOf } from './ledger.ts'
import { daysOf, partitionField, whichRows } from './partition-filter.ts'
import { textParameter } from './query-parameters.ts'
import { type CellReader, cellReader, stagedCellReader } from './read-cells.ts'
import { keyOf, qualified, type TableLocation } from './table-location.ts'

interface Asked {
  readonly location: TableLocation
  readonly at: Address
  readonly resolve: (back: ReadBack) => void
  readonly reject: (error: unknown) => void
}

/** Rows by partition, and what is known of their commits. */
interface Read {
  readonly rows: ReadonlyMap<string, readonly object[]>
  readonly versions: ReadonlyMap<string, string>
  /** Whether rows without a commit are gone. */
  readonly isOurs: boolean
}

/**
 * Reads partitions of tables. What is asked for in one turn of the event loop is read by one query a table, which sees
 * rows and ledger in one snapshot: each query is a job that takes a second or more.
 */
export class TableReader {
  readonly #home: BigQueryHome
  readonly #service: BigQueryService
  #asked: Asked[] = []

  constructor(home: BigQueryHome) {
    this.#home = home
    this.#service = home.service
  }

  read(location: TableLocation, at: Address): Promise<ReadBack> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => this.#readAll(this.#asked.splice(0)))
      this.#asked.push({ location, at, resolve, reject })
    })
  }

  #readAll(asked: readonly Asked[]): void {
    const groups = Map.groupBy(asked, ({ location }) =>
      [location.stage?.table ?? qualified(location), location.partition === null].join(),
    )
    for (const [first, ...rest] of groups.values()) if (first) this.#readGroup([first, ...rest])
  }

  #readGroup(group: readonly [Asked, ...Asked[]]): void {
    const [{ location, at }] = group
    const partitions = [...new Set(group.map((asked) => asked.location.partition))]
    const read = location.stage
      ? this.#readStage(location, location.stage, partitions, at)
      : this.#readTable(location, partitions, at)
    for (const asked of group) void read.then((found) => answer(found, asked)).then(asked.resolve, asked.reject)
  }

  async #readStage(
    location: TableLocation,
    { table, columns }: NonNullable<TableLocation['stage']>,
    partitions: readonly (string | null)[],
    { asset }: Address,
  ): Promise<Read> {
    const place = { dataset: this.#service.dataset, table }
    await requireTable(this.#service, place, asset)
    const [key, row] = [identifier(partitionColumn), identifier(rowColumn)]
    const names = columns.map(({ name }) => identifier(name))
    const rows = await this.#service.query({
      what: `the rows that are staged for asset \`${asset}\``,
      sql: `SELECT ${[key, ...names].join(', ')} FROM ${qualified(place)} WHERE ${key} IN UNNEST(@keys) ORDER BY ${row}`,
      parameters: parametersOf('', asset, partitions),
    })
    const readers = columns.map(({ name, kind }) => ({ name, read: stagedCellReader(kind) }))
    const found = new Map(partitions.map((partition): [string, object[]] => [keyOf(partition), []]))
    for (const [key, ...cells] of rows) found.get(String(key))?.push(rowOf(cells, readers, location))
    return { rows: found, versions: new Map(), isOurs: false }
  }

  async #readTable(location: TableLocation, partitions: readonly (string | null)[], { asset }: Address): Promise<Read> {
    const table = await requireTable(this.#service, location, asset)
    requirePartitioned(table, partitions[0] ?? null)
    if (table.isOurs) await this.#home.ledgerOf(location).make()
    const columns = table.fields.filter(({ name }) => name !== partitionColumn && name !== rowColumn)
    const rows = await this.#service.query({
      what: `the rows of asset \`${asset}\``,
      sql: this.#rowsWithVersions(table, columns, partitions[0] === null),
      parameters: {
        ...parametersOf('', asset, partitions),
        created: textParameter(table.created),
        ...daysOf(table, partitions, ''),
      },
    })
    const readers = columns.map((field) => ({ name: field.name, read: cellReader(field) }))
    const found = new Map<string, object[]>()
    const versions = new Map<string, string>()
    for (const [key, version, isRow, ...cells] of rows) {
      const group = found.get(String(key)) ?? []
      found.set(String(key), group)
      if (typeof version === 'string') versions.set(String(key), version)
      if (isRow === 'true') group.push(rowOf(cells, readers, location))
    }
    return { rows: found, versions, isOurs: table.isOurs }
  }

  /** Every partition that is asked for has a row at least: with its version, and with no cells where it is empty. */
  #rowsWithVersions(table: FoundTable, columns: readonly Field[], isWhole: boolean): string {
    const cells = columns.map(({ name }) => identifier(name))
    const order = table.fields.some(({ name }) => name === rowColumn) ? [identifier(rowColumn)] : []
    const key = isWhole ? "''" : `CAST(${identifier(partitionColumn)} AS STRING)`
    const commits = table.isOurs
      ? `FROM ${this.#home.ledgerOf(table).name} WHERE kind = 'commit' AND created = @created`
      : `FROM (SELECT '' AS partition_key, CAST(NULL AS STRING) AS data_version)`
    const found = [`${key} AS _headwater_key`, 'TRUE AS _headwater_is_row', ...cells, ...order]
    const given = ['_headwater_wanted', 'held.data_version AS _headwater_version', '_headwater_is_row']
    return `SELECT ${[...given, ...cells.map((name) => `found.${name}`)].join(', ')}
      FROM (SELECT _headwater_wanted FROM UNNEST(@keys) AS _headwater_wanted) AS wanted
      LEFT JOIN (SELECT partition_key, data_version ${commits}) AS held ON held.partition_key = _headwater_wanted
      LEFT JOIN (
        SELECT ${found.join(', ')} FROM ${qualified(table)} ${isWhole ? '' : `WHERE ${whichRows(table, '')}`}
      ) AS found ON _headwater_key = _headwater_wanted
      ORDER BY ${['_headwater_wanted', ...order.map((name) => `found.${name}`)].join(', ')}`
  }
}

/** What one of those who asked gets. Throws VALUE_GONE. */
function answer({ rows, versions, isOurs }: Read, { location, at }: Asked): ReadBack {
  const key = keyOf(location.partition)
  const dataVersion = versions.get(key)
  if (isOurs && dataVersion === undefined) return goneFromTable(location, at)
  return { value: rows.get(key) ?? [], dataVersion }
}

interface ColumnReader {
  readonly name: string
  readonly read: CellReader
}

/** Leaves out the members that rows did not have when they were written. */
function rowOf(cells: readonly ApiCell[], readers: readonly ColumnReader[], { absent }: TableLocation): object {
  const row: { [column: string]: unknown } = {}
  for (const [index, { name, read }] of readers.entries()) {
    const value = read(cells[index] ?? null)
    if (value !== null || !absent?.includes(name)) row[name] = value
  }
  return row
}

function requirePartitioned(table: FoundTable, partition: string | null): void {
  if (partition === null || partitionField(table)) return
  fail('VALUE_GONE', {
    message: `table \`${table.dataset}.${table.table}\` has no partitions, so there is no \`${partition}\` in it`,
    hint: `Headwater finds partitions by the column \`${partitionColumn}\`. Read the table as an asset without partitions.`,
    partition,
  })
}

function goneFromTable({ dataset, table, partition }: TableLocation, { asset }: Address): never {
  const what = partition === null ? 'the rows' : `partition \`${partition}\``
  return fail('VALUE_GONE', {
    message: `table \`${dataset}.${table}\` no longer holds ${what} of asset \`${asset}\``,
    hint: 'They were removed, or the table was dropped, since. Materialize again, with --force.',
    asset,
    partition: partition ?? undefined,
  })
}
