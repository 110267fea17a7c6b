import type { StoredColumn } from '../tables/stored-column.ts'
import type { RowsBytes } from './copied-rows.ts'
import { readNumeric } from './numeric-bytes.ts'
import { epochMs } from './postgres-time.ts'

/** Reads the cell whose bytes lie from `start` up to `end`. */
export type CellReader = (bytes: RowsBytes, start: number, end: number) => unknown

/** Whether all columns can be read in binary form. */
export function canDecode(columns: readonly StoredColumn[]): boolean {
  return columns.every(({ type }) => isWholeNumeric(type) || type in readers)
}

/** How cells of a type are read for which `canDecode` holds. */
export function readerOf(type: string): CellReader {
  return isWholeNumeric(type) ? wholeNumeric : (readers[type] ?? failOnType(type))
}

/** Whether it is a NUMERIC without decimals. */
export function isWholeNumeric(type: string): boolean {
  return /^numeric\(\d+,0\)$/.test(type)
}

const wholeNumeric: CellReader = ({ view }, start) => readNumeric(view, start)

const readers: { readonly [type: string]: CellReader } = {
  text: ({ buffer }, start, end) => buffer.toString('utf8', start, end),
  'character varying': ({ buffer }, start, end) => buffer.toString('utf8', start, end),
  'double precision': ({ view }, start) => view.getFloat64(start),
  smallint: ({ view }, start) => view.getInt16(start),
  integer: ({ view }, start) => view.getInt32(start),
  bigint: ({ view }, start) => {
    const number = numberAt(view, start)
    return Number.isSafeInteger(number) ? number : view.getBigInt64(start)
  },
  boolean: ({ buffer }, start) => buffer[start] === 1,
  'timestamp with time zone': ({ view }, start) => new Date(momentAt(view, start)),
  'timestamp without time zone': ({ view }, start) => new Date(momentAt(view, start)),
  json: ({ buffer }, start, end) => JSON.parse(buffer.toString('utf8', start, end)),
}

function failOnType(type: string): never {
  throw new TypeError(`columns of type ${type} are not read in binary form`)
}

/** Rounded beyond 2^53. */
export function numberAt(view: DataView, at: number): number {
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4)
}

/** Milliseconds since 1970: microseconds are cut off toward the past. An infinite moment is none of a Date. */
export function momentAt(view: DataView, at: number): number {
  const micros = numberAt(view, at)
  if (Number.isSafeInteger(micros)) return epochMs + Math.floor(micros / 1000)
  const exact = view.getBigInt64(at)
  return epochMs + Number(exact / 1000n) - (exact % 1000n < 0n ? 1 : 0)
}
