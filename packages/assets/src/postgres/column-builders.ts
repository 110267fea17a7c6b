import { emptyBits, setBit } from '../columns/bits.ts'
import { int64OfNumbers, numbersOfInt64 } from '../columns/int64.ts'
import { packCells } from '../columns/pack-cells.ts'
import type { ColumnVector } from '../columns/vector.ts'
import { isWholeNumeric, momentAt, readerOf } from './cell-readers.ts'
import type { RowsBytes } from './copied-rows.ts'

/** Takes the cells of one column, row after row. */
export interface ColumnBuilder {
  /** The cell of this row has these bytes. */
  add(row: number, bytes: RowsBytes, start: number, end: number): void
  /** The column with so many rows, of which those named have no cell. */
  finish(rows: number, nulls: readonly number[]): Built
}

/** A column without its name, and without what only those know who wrote it. */
export type Built = Omit<ColumnVector, 'name' | 'absent' | 'nullable'>

/** What takes the cells of a type for which `canDecode` holds. */
export function builderOf(type: string): ColumnBuilder {
  switch (type) {
    case 'double precision':
      return numbers('number', ({ view }, start) => view.getFloat64(start))
    case 'smallint':
      return numbers('integer', ({ view }, start) => view.getInt16(start))
    case 'integer':
      return numbers('integer', ({ view }, start) => view.getInt32(start))
    case 'timestamp with time zone':
    case 'timestamp without time zone':
      return numbers('date', ({ view }, start) => momentAt(view, start))
    case 'bigint':
      return integers()
    case 'text':
    case 'character varying':
      return texts()
    default:
      return cells(type)
  }
}

/** Numbers, and moments as milliseconds. */
function numbers(
  kind: 'number' | 'integer' | 'date',
  read: (bytes: RowsBytes, start: number) => number,
): ColumnBuilder {
  let values = new Float64Array(1024)
  return {
    add: (row, bytes, start) => {
      if (row >= values.length) values = grown(values, row + 1)
      values[row] = read(bytes, start)
    },
    finish: (rows, nulls) => {
      const found = grown(values, rows).subarray(0, rows)
      const validity = validityOf(rows, nulls)
      return kind === 'date'
        ? { kind, validity, data: { layout: 'int64', values: int64OfNumbers(found) } }
        : { kind, validity, data: { layout: 'float64', values: found } }
    },
  }
}

/** Whole numbers: as numbers where all are safe. */
function integers(): ColumnBuilder {
  let values = new BigInt64Array(1024)
  return {
    add: (row, { view }, start) => {
      if (row >= values.length) values = grown(values, row + 1)
      values[row] = view.getBigInt64(start)
    },
    finish: (rows, nulls) => {
      const found = grown(values, rows).subarray(0, rows)
      const safe = numbersOfInt64(found)
      if (safe) return { kind: 'integer', validity: validityOf(rows, nulls), data: { layout: 'float64', values: safe } }
      const cells: unknown[] = Array.from(found, numberWhenSafe)
      for (const row of nulls) cells[row] = null
      return { kind: 'integer', validity: undefined, data: { layout: 'cells', cells } }
    },
  }
}

/** Up to so many bytes are copied one by one, without making a view of them. */
const longText = 64

/** Texts as the bytes that came. */
function texts(): ColumnBuilder {
  let offsets = new Int32Array(1024)
  let text = new Uint8Array(16 * 1024)
  let [length, filled] = [0, 0]
  const fillTo = (row: number) => {
    if (row >= offsets.length) offsets = grown(offsets, row + 1)
    // A row without a cell begins and ends where the last one ended.
    for (; filled <= row; filled++) offsets[filled] = length
  }
  return {
    add: (row, { buffer }, start, end) => {
      fillTo(row)
      const next = length + end - start
      if (next > text.length) text = grown(text, next)
      if (end - start > longText) text.set(buffer.subarray(start, end), length)
      else for (let at = start; at < end; at++) text[length + at - start] = buffer[at] ?? 0
      length = next
    },
    finish: (rows, nulls) => {
      fillTo(rows)
      const data = { layout: 'bytes', offsets: offsets.subarray(0, rows + 1), bytes: text.subarray(0, length) } as const
      return { kind: 'string', validity: validityOf(rows, nulls), data }
    },
  }
}

/** What has no layout of its own in what comes. */
function cells(type: string): ColumnBuilder {
  const read = readerOf(type)
  const found: unknown[] = []
  const kind = isWholeNumeric(type) ? 'bigint' : type === 'boolean' ? 'boolean' : 'json'
  return {
    add: (row, bytes, start, end) => {
      while (found.length < row) found.push(null)
      found.push(read(bytes, start, end))
    },
    finish: (rows) => {
      while (found.length < rows) found.push(null)
      return { kind, ...packCells(kind, found) }
    },
  }
}

function validityOf(rows: number, nulls: readonly number[]): Uint8Array | undefined {
  if (nulls.length === 0) return undefined
  const missing = emptyBits(rows)
  for (const row of nulls) setBit(missing, row)
  return missing.map((bits) => ~bits)
}

function numberWhenSafe(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A copy with room for so many, or itself where it has that. */
function grown<A extends Float64Array | BigInt64Array | Int32Array | Uint8Array>(array: A, length: number): A {
  if (length <= array.length) return array
  const copy = new (array.constructor as new (length: number) => A)(Math.max(2 * array.length, length))
  copy.set(array as never)
  return copy
}
