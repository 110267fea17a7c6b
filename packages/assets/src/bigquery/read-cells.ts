import type { ApiCell } from './bigquery-service.ts'
import type { Field } from './column-types.ts'
import type { ColumnKind } from '../sql/columns.ts'

/** A cell as a value. */
export type CellReader = (cell: ApiCell) => unknown

/**
 * How the cells of a table's column become values.
 *
 * | BigQuery | JavaScript |
 * |---|---|
 * | INT64 | number, or bigint beyond 2^53 |
 * | FLOAT64 | number |
 * | BOOL | boolean |
 * | STRING, DATE, TIME, INTERVAL, GEOGRAPHY, RANGE | string, as BigQuery writes it |
 * | TIMESTAMP, DATETIME (taken for UTC) | Date; microseconds are cut off |
 * | NUMERIC, BIGNUMERIC | exact: string, or bigint where the column has no digits after the point |
 * | JSON | what its text says |
 * | BYTES | Uint8Array |
 * | ARRAY, STRUCT | array, object |
 */
export function cellReader(field: Field): CellReader {
  if (field.mode === 'REPEATED') {
    const read = cellReader({ ...field, mode: 'NULLABLE' })
    return (cell) => (Array.isArray(cell) ? (cell as readonly { readonly v: ApiCell }[]).map(({ v }) => read(v)) : [])
  }
  const read = readerOf(field)
  return (cell) => (cell === null ? null : read(cell))
}

function readerOf(field: Field): CellReader {
  switch (field.type) {
    case 'INTEGER':
      return numberWhenSafe
    case 'FLOAT':
      return Number
    case 'BOOLEAN':
      return (cell) => cell === 'true'
    case 'TIMESTAMP':
      return dateOfMicros
    case 'DATETIME':
      return (cell) => new Date(`${String(cell)}Z`)
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return field.precision !== undefined && (field.scale ?? '0') === '0' ? (cell) => BigInt(String(cell)) : String
    case 'JSON':
      return (cell) => JSON.parse(String(cell))
    case 'BYTES':
      return (cell) => Uint8Array.from(Buffer.from(String(cell), 'base64'))
    case 'RECORD':
      return recordReader(field.fields ?? [])
    default:
      return String
  }
}

function recordReader(fields: readonly Field[]): CellReader {
  const readers = fields.map((field) => [field.name, cellReader(field)] as const)
  return (cell) => {
    const cells = cell !== null && typeof cell === 'object' && 'f' in cell ? cell.f : []
    return Object.fromEntries(readers.map(([name, read], index) => [name, read(cells[index]?.v ?? null)]))
  }
}

/** How the cells of a stage become values again: bigints and JSON are text there. */
export function stagedCellReader(kind: ColumnKind): CellReader {
  const read = stagedReaders[kind]
  return (cell) => (cell === null ? null : read(cell))
}

const stagedReaders: { readonly [K in ColumnKind]: CellReader } = {
  string: String,
  number: Number,
  integer: numberWhenSafe,
  bigint: (cell) => BigInt(String(cell)),
  boolean: (cell) => cell === 'true',
  date: dateOfMicros,
  json: (cell) => JSON.parse(String(cell)),
}

function numberWhenSafe(cell: ApiCell): unknown {
  const number = Number(cell)
  return Number.isSafeInteger(number) ? number : BigInt(String(cell))
}

/** Moments before 1970 are cut off downwards, as those after it are. A number has no place for microseconds after 2255. */
function dateOfMicros(cell: ApiCell): Date {
  const micros = BigInt(String(cell))
  return new Date(Number(micros < 0n ? (micros - 999n) / 1000n : micros / 1000n))
}
