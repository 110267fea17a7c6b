import type { DecodedArray } from 'hyparquet'
import type { ColumnSource } from 'hyparquet-writer'
import { hasBit } from '../columns/bits.ts'
import type { ColumnVector } from '../columns/vector.ts'

/** A column as hyparquet-writer takes it: bytes and text without a dictionary, since others make theirs. */
export function parquetSource(column: ColumnVector, length: number): ColumnSource {
  const { name, kind, validity } = column
  const present = storedCells(column, length)
  const data = validity ? present.map((cell, row) => (hasBit(validity, row) ? cell : null)) : present
  return { name, data, ...((kind === 'bytes' || kind === 'string') && { encoding: 'PLAIN' }) }
}

function storedCells({ kind, data }: ColumnVector, length: number): unknown[] & DecodedArray {
  switch (data.layout) {
    case 'bits':
      return Array.from({ length }, (_, row) => hasBit(data.bits, row))
    case 'dictionary':
      return Array.from(data.codes, (code) => data.dictionary[code])
    case 'bytes':
      return Array.from({ length }, (_, row) => data.bytes.subarray(data.offsets[row], data.offsets[row + 1]))
    case 'cells':
      return data.cells.map((cell) => (cell === null || kind !== 'json' ? null : JSON.stringify(cell)))
    default:
      return Array.from<unknown>(data.values)
  }
}
