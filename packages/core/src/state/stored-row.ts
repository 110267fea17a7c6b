import { columnVersionsAt, type ColumnVersions, type PerPartition, valueAt } from '../events/index.ts'
import type { Location } from '../io/index.ts'
import type { Cell } from '../partitions/index.ts'
import type { PastRow, RowColumns } from './ledger-tables.ts'
import { inputRecords, type ReadDep, type ReadPart } from './row-inputs.ts'
import type { LedgerRow } from './state-store.ts'

/** A row as a driver keeps it: what may differ between the partitions of an event. */
export interface StoredRow extends PastRow {
  readonly position: number
  /** JSON; null for `{}`. With column versions, a list of both. */
  readonly location: string | null
  /** JSON: `ReadPart[]`; null for none. */
  readonly inputs: string | null
  readonly bytes: number | undefined
}

/** What is the same for all rows of an event. */
export interface StoredEntry extends Pick<LedgerRow, 'time' | 'runId' | 'codeVersion' | 'recipe'> {
  readonly asOf: number
  readonly deps: readonly ReadDep[]
}

/** Makes the rows of an event out of its columns: each from its cell and where that stands among those of the event. */
export function storedRows(columns: RowColumns, position: number): (cell: Cell, index: number) => StoredRow {
  const location = placeText(columns)
  const inputs = inputsText(columns.inputs)
  return ({ series, ordinal }, index) => ({
    series,
    ordinal,
    position,
    dataVersion: valueAt(columns.dataVersion, index) ?? '',
    location: location(index),
    inputs: inputs(index),
    rows: (columns.rows && valueAt(columns.rows, index)) ?? undefined,
    bytes: (columns.bytes && valueAt(columns.bytes, index)) ?? undefined,
  })
}

/** Puts a row and its entry together: name by name, since what a spread makes of a row takes longer to copy than to read. */
export function readRow(row: StoredRow, entry: StoredEntry): LedgerRow {
  const { series, ordinal, position, dataVersion, location, inputs, rows, bytes } = row
  const { time, runId, codeVersion, recipe, asOf, deps } = entry
  // Both texts were written by `storedRows` from events that were checked, and are rebuilt from those when in doubt.
  const parts = inputs === null ? [] : (JSON.parse(inputs) as readonly ReadPart[])
  const { location: place, columns } = placeIn(location)
  const read: LedgerRow = {
    series,
    ordinal,
    position,
    time,
    runId,
    codeVersion,
    recipe,
    dataVersion,
    location: place,
    inputs: inputRecords(deps, parts, { cell: row, asOf }),
    rows,
    bytes,
  }
  return columns ? { ...read, columns } : read
}

type TextAt = (index: number) => string | null

/** The text of a column's value at an index: one value for all is written once. */
function textOf<T>(column: PerPartition<T>, write: (value: T) => string | null): TextAt {
  if ('each' in column) {
    return (index) => {
      const value = column.each[index]
      return value === undefined ? null : write(value)
    }
  }
  const text = write(column.same)
  return () => text
}

/** Where a value lies, and the versions of its columns, which few have. */
function placeText({ location, columns }: RowColumns): TextAt {
  if (!columns) return textOf(location, locationText)
  return (index) => JSON.stringify([valueAt(location, index) ?? {}, columnVersionsAt(columns, index)])
}

function placeIn(text: string | null): Pick<LedgerRow, 'location' | 'columns'> {
  if (text === null) return { location: {} }
  const place = JSON.parse(text) as Location | readonly [Location, ColumnVersions]
  if (!isPair(place)) return { location: place }
  const [location, columns] = place
  return { location, columns }
}

function isPair(place: Location | readonly [Location, ColumnVersions]): place is readonly [Location, ColumnVersions] {
  return Array.isArray(place)
}

function locationText(location: Location): string | null {
  const text = JSON.stringify(location)
  return text === '{}' ? null : text
}

/** JSON of `ReadPart[]`, put together from its texts: thousands of small arrays would take longer than their insertion. */
function inputsText(inputs: RowColumns['inputs']): TextAt {
  if (inputs.length === 0) return () => null
  const parts = inputs.map(({ partitions, hash, projection }) =>
    [partitions, hash, ...(projection ? [projection.columns, projection.hash] : [])].map((of) => textOf(of, quoted)),
  )
  return (index) => `[${parts.map((part) => `[${part.map((text) => text(index)).join()}]`).join()}]`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
