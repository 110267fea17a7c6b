import type { SQLInputValue } from 'node:sqlite'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Subset } from '../../partitions/index.ts'
import type { LedgerEntry, PastRow, RowColumns } from '../ledger-tables.ts'
import type { LedgerRow } from '../state-store.ts'
import { readRow, storedRows } from '../stored-row.ts'
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
  const rowAt = storedRows(columns, position)
  let index = 0
  for (const cell of partitions.cells()) {
    const { series, ordinal, dataVersion, location, inputs, rows, bytes } = rowAt(cell, index)
    yield [asset, series, ordinal, position, dataVersion, location, inputs, rows ?? null, bytes ?? null]
    index += 1
  }
}

/** Reads rows, and what is the same for all rows of an event once. */
class RowReader {
  readonly #connection: Connection
  readonly #entries = new Map<number, EntryRow>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read({ data_version: dataVersion, rows, bytes, ...row }: LedgerTable): LedgerRow {
    const { time, run_id, code_version: codeVersion, recipe, as_of: asOf, deps } = this.#entry(row.position)
    const { series, ordinal, position, location, inputs } = row
    const stored = { series, ordinal, position, dataVersion, location, inputs }
    const entry = { time, runId: run_id ?? undefined, codeVersion, recipe, asOf, deps }
    return readRow({ ...stored, rows: rows ?? undefined, bytes: bytes ?? undefined }, entry)
  }

  #entry(position: number): EntryRow {
    const entry = this.#entries.get(position) ?? selectEntry(this.#connection, position)
    this.#entries.set(position, entry)
    return entry
  }
}
