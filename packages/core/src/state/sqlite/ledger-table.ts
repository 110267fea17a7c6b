import type { SQLInputValue } from 'node:sqlite'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { type PerPartition, valueAt } from '../../events/index.ts'
import type { Location } from '../../io/index.ts'
import type { Subset } from '../../partitions/index.ts'
import type { LedgerEntry, PastRow, RowColumns } from '../ledger-tables.ts'
import { inputRecords, type ReadPart } from '../row-inputs.ts'
import type { LedgerRow } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { type EntryRow, selectEntry } from './materialization-table.ts'
import { query, type Value } from './query.ts'
import { type LedgerTable, queries } from './tables.ts'

const upsertOne = query((value: Value<LedgerTable>) => queries.replaceInto('ledger').values(slots(value)))

/** So many rows at once save a third of the time, and more of them hardly anything. */
const manyRows = 16
const upsertMany = query((value: Value<LedgerTable>) =>
  queries.replaceInto('ledger').values(Array.from({ length: manyRows }, () => slots(value))),
)

/** A run of partitions of one series. */
type Range = {
  readonly asset_id: number
  readonly series: string
  readonly from: number
  readonly to: number
  readonly step: number
}

const selectRows = query((value: Value<Range>) =>
  queries.selectFrom('ledger').selectAll().where(isIn(value)).orderBy('ordinal'),
)

const selectPast = query((value: Value<Range>) =>
  queries
    .selectFrom('ledger')
    .select(['series', 'ordinal', 'data_version', 'rows'])
    .where(isIn(value))
    .orderBy('ordinal'),
)

const deleteRange = query((value: Value<Range>) => queries.deleteFrom('ledger').where(isIn(value)))

const deleteAll = query(() => queries.deleteFrom('ledger'))

/** Puts the rows of an event in place of older ones. */
export function putRows(connection: Connection, { asset, position, partitions, columns }: MadeEntry): void {
  let many: SQLInputValue[] = []
  for (const row of rowsOf(asset.id, position, partitions, columns)) {
    many.push(...row)
    if (many.length < manyRows * row.length) continue
    connection.runInOrder(upsertMany, many)
    many = []
  }
  const width = upsertOne.parameters.length
  for (let start = 0; start < many.length; start += width) {
    connection.runInOrder(upsertOne, many.slice(start, start + width))
  }
}

/** Deletes the rows of partitions that all have one. */
export function deleteRows(connection: Connection, asset: number, partitions: Subset): void {
  for (const range of rangesOf(asset, partitions)) connection.run(deleteRange, range)
}

/** What new rows of partitions are compared with, in the order of cells. */
export function selectPastRows(connection: Connection, asset: number, partitions: Subset): readonly PastRow[] {
  return rangesOf(asset, partitions).flatMap((range) =>
    connection.all(selectPast, range).map(({ series, ordinal, data_version, rows }) => {
      return { series, ordinal, dataVersion: data_version, rows: rows ?? undefined }
    }),
  )
}

/** The rows of partitions that all have one, in the order of cells. */
export function selectLedgerRows(connection: Connection, asset: number, partitions: Subset): readonly LedgerRow[] {
  const reader = new RowReader(connection)
  return rangesOf(asset, partitions).flatMap((range) =>
    connection.all(selectRows, range).map((row) => reader.read(row)),
  )
}

export function clearRows(connection: Connection): void {
  connection.run(deleteAll)
}

export type MadeEntry = LedgerEntry & { readonly columns: RowColumns }

function rangesOf(asset: number, partitions: Subset): readonly Range[] {
  return [...partitions.series()].flatMap(([series, ordinals]) =>
    [...ordinals.ranges()].map(({ from, to, step }) => ({ asset_id: asset, series, from, to, step })),
  )
}

function isIn(value: Value<Range>): RawBuilder<SqlBool> {
  const [from, to, step] = [value('from'), value('to'), value('step')]
  return sql`asset_id = ${value('asset_id')} and series = ${value('series')}
    and ordinal between ${from} and ${to} and (ordinal - ${from}) % ${step} = 0`
}

function slots(value: Value<LedgerTable>) {
  return {
    asset_id: value('asset_id'),
    series: value('series'),
    ordinal: value('ordinal'),
    position: value('position'),
    data_version: value('data_version'),
    location: value('location'),
    inputs: value('inputs'),
    rows: value('rows'),
    bytes: value('bytes'),
  }
}

/** In the order of `slots`. */
function* rowsOf(asset: number, position: number, partitions: Subset, columns: RowColumns) {
  const location = textOf(columns.location, locationText)
  const inputs = inputsText(columns.inputs)
  let index = 0
  for (const { series, ordinal } of partitions.cells()) {
    yield [
      asset,
      series,
      ordinal,
      position,
      valueAt(columns.dataVersion, index) ?? '',
      location(index),
      inputs(index),
      (columns.rows && valueAt(columns.rows, index)) ?? null,
      (columns.bytes && valueAt(columns.bytes, index)) ?? null,
    ]
    index += 1
  }
}

type TextAt = (position: number) => string | null

/** The text of a column's value at a position: one value for all is written once. */
function textOf<T>(column: PerPartition<T>, write: (value: T) => string | null): TextAt {
  if ('each' in column) {
    return (position) => {
      const value = column.each[position]
      return value === undefined ? null : write(value)
    }
  }
  const text = write(column.same)
  return () => text
}

function locationText(location: Location): string | null {
  const text = JSON.stringify(location)
  return text === '{}' ? null : text
}

/** JSON of `ReadPart[]`, put together from its texts: thousands of small arrays would take longer than their insertion. */
function inputsText(inputs: RowColumns['inputs']): TextAt {
  if (inputs.length === 0) return () => null
  const parts = inputs.map(({ partitions, hash }) => [textOf(partitions, quoted), textOf(hash, quoted)] as const)
  return (position) => `[${parts.map(([read, hash]) => `[${read(position)},${hash(position)}]`).join()}]`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

/** Reads rows, and what is the same for all rows of an event once. */
class RowReader {
  readonly #connection: Connection
  readonly #entries = new Map<number, EntryRow>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read({ series, ordinal, position, ...row }: LedgerTable): LedgerRow {
    const { time, run_id, code_version, recipe, as_of, deps } = this.#entry(position)
    // Written by `rowsOf` from events that were checked, and rebuilt from those when in doubt.
    const location = row.location === null ? {} : (JSON.parse(row.location) as Location)
    const parts = row.inputs === null ? [] : (JSON.parse(row.inputs) as readonly ReadPart[])
    return {
      series,
      ordinal,
      position,
      time,
      runId: run_id ?? undefined,
      codeVersion: code_version,
      recipe,
      dataVersion: row.data_version,
      location,
      inputs: inputRecords(deps, parts, { cell: { series, ordinal }, asOf: as_of }),
      rows: row.rows ?? undefined,
      bytes: row.bytes ?? undefined,
    }
  }

  #entry(position: number): EntryRow {
    const entry = this.#entries.get(position) ?? selectEntry(this.#connection, position)
    this.#entries.set(position, entry)
    return entry
  }
}
