import { canonicalJson } from '@headwater/core/io'
import { isJson } from '../columns/is-json.ts'
import type { ColumnKind } from '../sql/columns.ts'
import { writeNumeric } from './numeric-bytes.ts'
import { epochMs, oldestMs } from './postgres-time.ts'
import type { RowBytes } from './row-bytes.ts'

/** Writes a cell with its length before it; false, and nothing written, when it would not come back as it was. */
export type CellWriter = (out: RowBytes, value: unknown) => boolean

/** The length that stands for null. */
export const nullLength = -1

/** How the values of every kind are written. */
export const cellWriters: { readonly [K in ColumnKind]: CellWriter } = {
  // Half a surrogate pair has no UTF-8, and a NUL has no place in a text of PostgreSQL.
  string: (out, value) => typeof value === 'string' && out.text(value),
  number: (out, value) => {
    if (typeof value !== 'number') return false
    out.float64Cell(value)
    return true
  },
  integer: (out, value) => {
    const isNumber = typeof value === 'number' && Number.isSafeInteger(value)
    if (!isNumber && !(typeof value === 'bigint' && BigInt.asIntN(64, value) === value)) return false
    if (isNumber) out.int64CellOfNumber(value)
    else out.int64Cell(value as bigint)
    return true
  },
  bigint: (out, value) => {
    if (typeof value !== 'bigint' || BigInt.asIntN(128, value) !== value) return false
    writeNumeric(out, value)
    return true
  },
  boolean: (out, value) => {
    if (typeof value !== 'boolean') return false
    out.int32(1)
    out.byte(value ? 1 : 0)
    return true
  },
  date: (out, value) => {
    return value instanceof Date && writeMoment(out, value.getTime())
  },
  json: (out, value) => isJson(value) && out.text(canonicalJson(value)),
}

/** Milliseconds since 1970 as PostgreSQL keeps a moment; false for what is none, or too old. */
export function writeMoment(out: RowBytes, ms: number): boolean {
  if (!(ms >= oldestMs)) return false
  const micros = (ms - epochMs) * 1000
  if (Number.isSafeInteger(micros)) out.int64CellOfNumber(micros)
  else out.int64Cell(BigInt(ms - epochMs) * 1000n)
  return true
}
