import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { countBits, hasBit } from '../columns/bits.ts'
import { int64OfNumbers, thousandfold } from '../columns/int64.ts'
import type { ColumnVector } from '../columns/vector.ts'
import { type TextDictionary, textDictionary } from './parquet-dictionary.ts'
import { varint } from './varint.ts'

/** A column in one row group: a data page of version 2 (apache/parquet-format), and a dictionary where one is worth it. */
export interface ColumnPages {
  readonly rows: number
  readonly nulls: number
  /** Definition levels: which cells are there. Empty for a column that is REQUIRED. */
  readonly levels: Uint8Array
  readonly dictionary?: (Compressed & { readonly entries: number }) | undefined
  readonly values: Compressed
}

export interface Compressed {
  readonly bytes: Uint8Array
  readonly bytesBefore: number
}

/** Compresses the numbers or the texts of a column, in other threads; undefined for columns that hyparquet has to encode. */
export function columnPages(column: ColumnVector, rows: number): Promise<ColumnPages> | undefined {
  const numbers = storedNumbers(column)
  if (numbers) return numberPages(column, numbers, rows)
  const texts = textDictionary(column)
  return texts && textPages(column, texts, rows)
}

type Numbers = Float64Array | BigInt64Array

/** Numbers need not be encoded one by one: their memory is what Parquet stores (apache/parquet-format, Encodings.md). */
async function numberPages(column: ColumnVector, numbers: Numbers, rows: number): Promise<ColumnPages> {
  const { buffer, byteOffset, byteLength } = column.validity ? presentOf(numbers, column.validity) : numbers
  return { ...levelsOf(column, rows), values: await compressed(Buffer.from(buffer, byteOffset, byteLength)) }
}

async function textPages(
  column: ColumnVector,
  { entries, texts, places }: TextDictionary,
  rows: number,
): Promise<ColumnPages> {
  const [dictionary, values] = await Promise.all([compressed(texts), compressed(places)])
  return { ...levelsOf(column, rows), dictionary: { ...dictionary, entries }, values }
}

const compressInThread = promisify(zstdCompress)

async function compressed(raw: Uint8Array): Promise<Compressed> {
  // In one piece: every other one would go through the main thread.
  const bytes = await compressInThread(raw, { chunkSize: raw.length + (raw.length >> 8) + 1024 })
  return { bytes, bytesBefore: raw.length }
}

function storedNumbers({ kind, data }: ColumnVector): Numbers | undefined {
  if (data.layout === 'float64') return kind === 'integer' ? int64OfNumbers(data.values) : data.values
  if (data.layout === 'int64') return kind === 'date' ? thousandfold(data.values) : data.values
  return undefined
}

function presentOf<T extends Numbers>(numbers: T, validity: Uint8Array): T {
  return numbers.filter((_: unknown, row: number) => hasBit(validity, row)) as T
}

function levelsOf({ validity, nullable }: ColumnVector, rows: number): Pick<ColumnPages, 'rows' | 'nulls' | 'levels'> {
  const nulls = validity ? rows - countBits(validity, rows) : 0
  const levels = nullable ? definitionLevels(nulls > 0 ? validity : undefined, rows) : new Uint8Array()
  return { rows, nulls, levels }
}

/** One run of ones, or else the bitmap itself: levels of one bit are packed as Arrow packs them. */
function definitionLevels(validity: Uint8Array | undefined, rows: number): Uint8Array {
  if (!validity) return Uint8Array.of(...varint(rows << 1), 1)
  const bytes = (rows + 7) >> 3
  const header = varint((bytes << 1) | 1)
  const levels = new Uint8Array(header.length + bytes)
  levels.set(header)
  levels.set(validity.subarray(0, bytes), header.length)
  // What lies behind the last row in a slice belongs to others.
  if (rows & 7) levels[levels.length - 1] = (levels.at(-1) ?? 0) & ((1 << (rows & 7)) - 1)
  return levels
}
