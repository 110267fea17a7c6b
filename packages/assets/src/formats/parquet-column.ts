import type { DecodedArray, SchemaElement } from 'hyparquet'
import { emptyBits, setBit } from '../columns/bits.ts'
import { floorDivided, int64OfNumbers, numbersOfInt64 } from '../columns/int64.ts'
import { packCells } from '../columns/pack-cells.ts'
import { TextCodes } from '../columns/text-codes.ts'
import type { ColumnVector, Vector } from '../columns/vector.ts'
import type { ColumnKind } from './column-kind.ts'
import type { ColumnNote } from './column-notes.ts'
import { decimalText } from './decimal-text.ts'

/** A column as hyparquet read it. */
export interface StoredColumn {
  readonly element: SchemaElement
  readonly isNested: boolean
  /** In the order of the rows: typed arrays where the column has no gaps. */
  readonly pages: readonly DecodedArray[]
  readonly length: number
  readonly note: ColumnNote | undefined
}

/** A column of a Parquet file in memory, see `parquetFormat` for what becomes of the types of other writers. */
export function parquetColumn(stored: StoredColumn): ColumnVector {
  const { element, note } = stored
  return {
    name: element.name,
    nullable: element.repetition_type !== 'REQUIRED',
    absent: note?.absent ?? false,
    ...cellsIn(stored),
  }
}

type Cells = Pick<ColumnVector, 'kind' | 'data' | 'validity'>

function cellsIn(stored: StoredColumn): Cells {
  const { element, note, isNested } = stored
  const type = element.converted_type ?? element.logical_type?.type
  if (note?.kind === 'null') return packed('null', stored)
  if (isNested) return packed('json', stored)
  switch (type) {
    case 'DECIMAL':
      return texts(stored, (cell) => decimalText(cell as bigint | number | Uint8Array, element.scale ?? 0))
    case 'UTF8':
    case 'STRING':
    case 'ENUM':
      return texts(stored, textOf)
    case 'UUID':
      return packed('string', stored)
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return times(stored)
    case 'UINT_64':
      return packed('bigint', stored)
    case 'FLOAT16':
      return packed('number', stored)
    default:
      return physical(stored)
  }
}

/** What is known by nothing but how it is stored. */
function physical(stored: StoredColumn): Cells {
  const { element, note } = stored
  const { type, converted_type, logical_type } = element
  switch (type) {
    case 'INT64':
      return integers(stored, note)
    case 'INT32':
      return { kind: 'integer', data: { layout: 'float64', values: float64(stored) }, validity: validityIn(stored) }
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'number', data: { layout: 'float64', values: float64(stored) }, validity: validityIn(stored) }
    case 'INT96':
      return packed('date', stored)
    case 'BOOLEAN':
      return packed('boolean', stored)
    default:
      return packed(converted_type || logical_type ? 'json' : 'bytes', stored)
  }
}

function packed(kind: ColumnKind, { pages }: StoredColumn): Cells {
  return {
    kind,
    ...packCells(
      kind,
      pages.flatMap((page) => Array.from(page as ArrayLike<unknown>)),
    ),
  }
}

function integers(stored: StoredColumn, note: ColumnNote | undefined): Cells {
  const wide = int64(stored)
  const validity = validityIn(stored)
  const values = note?.kind === 'integer' || note?.kind === 'number' ? numbersOfInt64(wide) : undefined
  if (values && note) return { kind: note.kind, data: { layout: 'float64', values }, validity }
  return { kind: 'bigint', data: { layout: 'int64', values: wide }, validity }
}

const dayMs = 86_400_000

/** Microseconds and nanoseconds are cut to the milliseconds of a Date. */
function times(stored: StoredColumn): Cells {
  const { converted_type, logical_type, type } = stored.element
  const unit = logical_type?.type === 'TIMESTAMP' ? logical_type.unit : converted_type
  const ms = () => {
    if (type === 'INT32') return int64OfNumbers(float64(stored).map((days) => days * dayMs))
    const values = int64(stored)
    if (unit === 'MICROS' || unit === 'TIMESTAMP_MICROS') return floorDivided(values, 1000)
    return unit === 'NANOS' ? floorDivided(values, 1_000_000) : values
  }
  return { kind: 'date', data: { layout: 'int64', values: ms() }, validity: validityIn(stored) }
}

/** The cells of a page with a dictionary are one object for each of its entries, which is looked at once. */
function texts(stored: StoredColumn, read: (cell: unknown) => string): Cells {
  const codes = new Int32Array(stored.length)
  const known = new TextCodes()
  let codeOf = new Map<unknown, number>()
  let row = 0
  for (const page of stored.pages) {
    for (const cell of page) {
      if (cell !== null && cell !== undefined) {
        const code = codeOf.get(cell) ?? known.codeOf(read(cell))
        codeOf.set(cell, code)
        codes[row] = code
      }
      row += 1
    }
    codeOf = new Map()
  }
  const data: Vector = { layout: 'dictionary', codes, dictionary: known.dictionary }
  return { kind: 'string', data, validity: validityIn(stored) }
}

function textOf(cell: unknown): string {
  const { buffer, byteOffset, byteLength } = cell as Uint8Array
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
}

function int64({ pages, length }: StoredColumn): BigInt64Array {
  const values = new BigInt64Array(length)
  let row = 0
  for (const page of pages) {
    if (page instanceof BigInt64Array) values.set(page, row)
    else for (let at = 0; at < page.length; at++) values[row + at] = page[at] ?? 0n
    row += page.length
  }
  return values
}

function float64({ pages, length }: StoredColumn): Float64Array {
  const values = new Float64Array(length)
  let row = 0
  for (const page of pages) {
    if (ArrayBuffer.isView(page)) values.set(page as Float64Array, row)
    else for (let at = 0; at < page.length; at++) values[row + at] = page[at] ?? 0
    row += page.length
  }
  return values
}

/** Undefined where no cell is missing. */
function validityIn({ element, pages, length }: StoredColumn): Uint8Array | undefined {
  if (element.repetition_type === 'REQUIRED' || pages.every((page) => ArrayBuffer.isView(page))) return undefined
  const bits = emptyBits(length)
  let present = 0
  let row = 0
  for (const page of pages) {
    const isTyped = ArrayBuffer.isView(page)
    for (let at = 0; at < page.length; at++, row++) {
      if (!isTyped && (page[at] === null || page[at] === undefined)) continue
      setBit(bits, row)
      present += 1
    }
  }
  return present === length ? undefined : bits
}
