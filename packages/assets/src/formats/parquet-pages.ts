import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { countBits, hasBit } from '../columns/bits.ts'
import { int64OfNumbers, thousandfold } from '../columns/int64.ts'
import type { ColumnVector } from '../columns/vector.ts'

/**
 * The cells of a column in one row group, as a data page of version 2 holds them in plain encoding: numbers need not be
 * encoded one by one, since their memory is what Parquet stores (apache/parquet-format, Encodings.md).
 */
export interface NumberPage {
  readonly rows: number
  readonly nulls: number
  /** Definition levels: which cells are there. Empty for a column that is REQUIRED. */
  readonly levels: Uint8Array
  /** Of `values` before they were compressed. */
  readonly valueBytes: number
  readonly values: Uint8Array
}

/** Compresses the numbers of a column, in another thread; undefined where it has none. */
export function numberPage(column: ColumnVector, rows: number): Promise<NumberPage> | undefined {
  const numbers = storedNumbers(column)
  return numbers && compressed(column, numbers, rows)
}

type Numbers = Float64Array | BigInt64Array

async function compressed({ validity, nullable }: ColumnVector, numbers: Numbers, rows: number): Promise<NumberPage> {
  const present = validity ? presentOf(numbers, validity) : numbers
  const raw = Buffer.from(present.buffer, present.byteOffset, present.byteLength)
  return {
    rows,
    nulls: validity ? rows - countBits(validity, rows) : 0,
    levels: nullable ? levelsOf(validity, rows) : new Uint8Array(),
    valueBytes: raw.length,
    // In one piece: every other one would go through the main thread.
    values: await compressInThread(raw, { chunkSize: 2 * raw.length + 1024 }),
  }
}

const compressInThread = promisify(zstdCompress)

function storedNumbers({ kind, data }: ColumnVector): Numbers | undefined {
  if (data.layout === 'float64') return kind === 'integer' ? int64OfNumbers(data.values) : data.values
  if (data.layout === 'int64') return kind === 'date' ? thousandfold(data.values) : data.values
  return undefined
}

function presentOf<T extends Numbers>(numbers: T, validity: Uint8Array): T {
  return numbers.filter((_: unknown, row: number) => hasBit(validity, row)) as T
}

/** One run of ones, or else the bitmap itself: levels of one bit are packed as Arrow packs them. */
function levelsOf(validity: Uint8Array | undefined, rows: number): Uint8Array {
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

/** LEB128, as thrift has it. */
function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}
