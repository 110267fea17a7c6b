import type { ColumnKind } from '../formats/column-kind.ts'
import { emptyBits, setBit } from './bits.ts'
import { TextCodes } from './text-codes.ts'
import { validityOf } from './validity-of.ts'
import type { ColumnVector, Vector } from './vector.ts'

/** Cells in the layout of their kind; null and undefined are no cells. Each must be of that kind: see `tableOf`. */
export function packCells(
  kind: ColumnKind,
  cells: readonly unknown[],
): { readonly data: Vector; readonly validity: ColumnVector['validity'] } {
  const data = dataOf(kind, cells)
  return { data, validity: data.layout === 'cells' ? undefined : validityOf(cells) }
}

function dataOf(kind: ColumnKind, cells: readonly unknown[]): Vector {
  switch (kind) {
    case 'number':
    case 'integer':
      return { layout: 'float64', values: new Float64Array(cells as readonly number[]) }
    case 'date':
      return { layout: 'int64', values: packDates(cells as readonly (Date | null | undefined)[]) }
    case 'bigint':
      return packBigints(cells as readonly (bigint | null | undefined)[])
    case 'boolean':
      return { layout: 'bits', bits: packBooleans(cells) }
    case 'string':
      return packTexts(cells as readonly (string | null | undefined)[])
    case 'bytes':
      return packBytes(cells as readonly (Uint8Array | null | undefined)[])
    case 'json':
    case 'null':
      return { layout: 'cells', cells: cells.map((cell) => cell ?? null) }
  }
}

function packDates(cells: readonly (Date | null | undefined)[]): BigInt64Array {
  const values = new BigInt64Array(cells.length)
  for (let row = 0; row < cells.length; row++) {
    const date = cells[row]
    if (date) values[row] = BigInt(date.getTime())
  }
  return values
}

function packBigints(cells: readonly (bigint | null | undefined)[]): Vector {
  const values = new BigInt64Array(cells.length)
  for (let row = 0; row < cells.length; row++) {
    const value = cells[row] ?? 0n
    values[row] = value
    if (values[row] !== value) return { layout: 'cells', cells: cells.map((cell) => cell ?? null) }
  }
  return { layout: 'int64', values }
}

function packBooleans(cells: readonly unknown[]): Uint8Array {
  const bits = emptyBits(cells.length)
  for (let row = 0; row < cells.length; row++) if (cells[row] === true) setBit(bits, row)
  return bits
}

function packTexts(cells: readonly (string | null | undefined)[]): Vector {
  const texts = new TextCodes()
  const codes = new Int32Array(cells.length)
  for (let row = 0; row < cells.length; row++) {
    const text = cells[row]
    if (text !== null && text !== undefined) codes[row] = texts.codeOf(text)
  }
  return { layout: 'dictionary', codes, dictionary: texts.dictionary }
}

/** Throws a RangeError beyond 2 GiB, which is all that 32-bit offsets reach. */
export function packBytes(cells: readonly (Uint8Array | null | undefined)[]): Extract<Vector, { layout: 'bytes' }> {
  const offsets = new Int32Array(cells.length + 1)
  let total = 0
  for (let row = 0; row < cells.length; row++) {
    total += cells[row]?.byteLength ?? 0
    if (total >= 2 ** 31)
      throw new RangeError('a column of one batch holds 2 GiB of bytes at most: make smaller batches')
    offsets[row + 1] = total
  }
  const bytes = new Uint8Array(total)
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell) bytes.set(cell, offsets[row])
  }
  return { layout: 'bytes', offsets, bytes }
}
