import { hasBit } from '../columns/bits.ts'
import { cellsOf } from '../columns/cells-of.ts'
import type { ColumnBatch } from '../columns/column-batch.ts'
import { numbersOfInt64 } from '../columns/int64.ts'
import type { ColumnVector, Vector } from '../columns/vector.ts'
import type { Column } from '../sql/columns.ts'
import { type CellWriter, cellWriters, nullLength, writeMoment } from './cell-writers.ts'
import { RowBytes } from './row-bytes.ts'

/** The cells of one column of a batch. */
export interface CellSource {
  /** Writes the cell of a row with its length before it; false when its column cannot hold it. */
  write(out: RowBytes, row: number): boolean
  /** The cell as JavaScript has it. */
  value(row: number): unknown
}

/** The cells of a column, of rows or of a batch of columns. */
export function sourceOf(rows: readonly object[] | ColumnBatch<object>, column: Column): CellSource {
  const write = nullable(column, cellWriters[column.kind])
  if (!('columns' in rows)) {
    const value = (row: number) => (rows[row] as { readonly [name: string]: unknown })[column.name]
    return { value, write: (out, row) => write(out, value(row)) }
  }
  const vector = rows.column(column.name as never)
  if (!vector) return { value: () => undefined, write: (out) => write(out, undefined) }
  const direct = directWriter(vector, column)
  if (direct) return { value: (row) => cellsOf(vector, row, row + 1)[0], write: direct }
  const cells = cellsOf(vector, 0, rows.length)
  return { value: (row) => cells[row], write: (out, row) => write(out, cells[row]) }
}

function nullable({ nullable }: Column, write: CellWriter): CellWriter {
  return (out, value) => (value === null || value === undefined ? writeNull(out, nullable) : write(out, value))
}

function writeNull(out: RowBytes, allowed: boolean): boolean {
  out.int32(nullLength)
  return allowed
}

/** Writes cells without making JavaScript values of them, where the layout is that of the column's kind. */
function directWriter(vector: ColumnVector, { kind, nullable }: Column): CellSource['write'] | undefined {
  const write = ofLayout(vector.data, kind === vector.kind ? kind : undefined)
  const { validity } = vector
  if (!write || !validity) return write
  return (out, row) => (hasBit(validity, row) ? write(out, row) : writeNull(out, nullable))
}

function ofLayout(data: Vector, kind: Column['kind'] | undefined): CellSource['write'] | undefined {
  if (data.layout === 'float64' && kind === 'number') return numbers(data.values)
  if (data.layout === 'float64' && kind === 'integer') return integers(data.values)
  if (data.layout === 'int64' && kind === 'date') return moments(data.values)
  if (data.layout === 'dictionary' && kind === 'string') return texts(data.codes, data.dictionary)
  return undefined
}

function numbers(values: Float64Array): CellSource['write'] {
  return (out, row) => {
    out.float64Cell(values[row] ?? 0)
    return true
  }
}

function integers(values: Float64Array): CellSource['write'] {
  return (out, row) => {
    const value = values[row] ?? 0
    if (!Number.isSafeInteger(value)) return false
    out.int64CellOfNumber(value)
    return true
  }
}

function moments(values: BigInt64Array): CellSource['write'] | undefined {
  // All that a Date can hold is safe.
  const ms = numbersOfInt64(values)
  return ms && ((out, row) => writeMoment(out, ms[row] ?? Number.NaN))
}

/** Every text is encoded once. */
function texts(codes: Int32Array, dictionary: readonly string[]): CellSource['write'] {
  const encoded = dictionary.map((text) => {
    const bytes = new RowBytes(text.length)
    return bytes.text(text) ? bytes.takePiece() : undefined
  })
  return (out, row) => {
    const bytes = encoded[codes[row] ?? 0]
    if (bytes) out.bytes(bytes)
    return bytes !== undefined
  }
}
