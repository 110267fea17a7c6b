import type { Statistics } from 'hyparquet'
import { countBits, hasBit } from '../columns/bits.ts'
import { extremesOfInt64 } from '../columns/int64.ts'
import type { ColumnVector } from '../columns/vector.ts'

/** The smallest and the greatest cell of a row group, as stored, and how many are null: readers skip groups by them. */
export function statisticsOf({ kind, data, validity }: ColumnVector, length: number): Statistics {
  const isThere = (row: number) => !validity || hasBit(validity, row)
  const null_count = BigInt(validity ? length - countBits(validity, length) : 0)
  switch (data.layout) {
    case 'float64':
      return { ...rangeOfNumbers(data.values, isThere, kind), null_count }
    case 'int64':
      return { ...rangeOfIntegers(data.values, isThere, kind === 'date' ? 1000n : 1n), null_count }
    case 'dictionary':
      return { ...rangeOfTexts(usedTexts(data.codes, data.dictionary, isThere)), null_count }
    case 'cells':
      return { null_count: BigInt(data.cells.reduce<number>((count, cell) => count + (cell === null ? 1 : 0), 0)) }
    default:
      return { null_count }
  }
}

/** NaN is in no order; zeros stand for both signs (apache/parquet-format, parquet.thrift, TypeDefinedOrder). */
function rangeOfNumbers(values: Float64Array, isThere: (row: number) => boolean, kind: string): Statistics {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0
    if (value < min && isThere(row)) min = value
    if (value > max && isThere(row)) max = value
  }
  if (min > max) return {}
  if (kind === 'integer') return { min_value: BigInt(min), max_value: BigInt(max) }
  return { min_value: min === 0 ? -0 : min, max_value: max === 0 ? 0 : max }
}

function rangeOfIntegers(values: BigInt64Array, isThere: (row: number) => boolean, factor: bigint): Statistics {
  const range = extremesOfInt64(values, isThere)
  return range ? { min_value: range.min * factor, max_value: range.max * factor } : {}
}

function usedTexts(codes: Int32Array, dictionary: readonly string[], isThere: (row: number) => boolean): string[] {
  const used = new Uint8Array(dictionary.length)
  for (let row = 0; row < codes.length; row++) if (isThere(row)) used[codes[row] ?? 0] = 1
  return dictionary.filter((_, code) => used[code] === 1)
}

/** Parquet orders text by its bytes, JavaScript by its UTF-16 units: the two differ beyond the surrogates. */
function rangeOfTexts(texts: readonly string[]): Statistics {
  let min: Buffer | undefined
  let max: Buffer | undefined
  for (const text of texts) {
    const bytes = Buffer.from(text)
    if (!min || Buffer.compare(bytes, min) < 0) min = bytes
    if (!max || Buffer.compare(bytes, max) > 0) max = bytes
  }
  return min && max ? { min_value: min, max_value: max } : {}
}
