import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { fail } from '@headwater/core/io'
import type { Scalar } from '../sql/rows.ts'
import type { DuckDbApi } from './load-duckdb.ts'
import { text } from './quote.ts'

/** Values as the client library binds them, with the types that it would not guess right. */
export interface Bound {
  readonly values: DuckDBValue[]
  readonly types: DuckDBType[]
}

/** Binds parameters exactly: no number is rounded, no date moved to a time zone. */
export function bindParameters(parameters: readonly unknown[], api: DuckDbApi): Bound {
  const scalars = parameters.map(requireScalar)
  return { values: scalars.map((value) => valueOf(value, api)), types: scalars.map((value) => typeOf(value, api)) }
}

function valueOf(value: Scalar, api: DuckDbApi): DuckDBValue {
  return value instanceof Date ? new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value
}

function typeOf(value: Scalar, api: DuckDbApi): DuckDBType {
  if (value === null) return api.SQLNULL
  switch (typeof value) {
    case 'string':
      return api.VARCHAR
    case 'boolean':
      return api.BOOLEAN
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? api.BIGINT : api.HUGEINT
    case 'number':
      return isPlainInteger(value) ? api.BIGINT : api.DOUBLE
    default:
      return api.TIMESTAMP
  }
}

/** -0 and what is beyond 2^53 stay floating point. */
function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

/**
 * SQL text with its parameters written into it, for the one kind of statement that takes none: `create view`.
 * Placeholders are left alone in strings, quoted names and comments.
 */
export function inlineParameters(sql: string, parameters: readonly unknown[]): string {
  return sql.replace(quotedOrPlaceholder, (found, _tag, position?: string) =>
    position === undefined ? found : literal(requireScalar(parameters[Number(position) - 1], Number(position) - 1)),
  )
}

/** Escape strings, strings, quoted names, dollar-quoted strings, line and block comments; then what is sought: `$1`. */
const quotedOrPlaceholder =
  /\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g

function literal(value: Scalar): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `make_timestamp(${BigInt(value.getTime()) * 1000n})`
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `(${value}::hugeint)`
    default:
      return isPlainInteger(value)
        ? `(${value}::bigint)`
        : `(${text(Object.is(value, -0) ? '-0' : String(value))}::double)`
  }
}

function requireScalar(value: unknown, index: number): Scalar {
  if (value === null || value === undefined) return null
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value
  const scalar =
    typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  if (scalar === undefined || (typeof scalar === 'bigint' && BigInt.asIntN(128, scalar) !== scalar)) {
    fail('VALUE_UNSTORABLE', {
      message: `parameter $${index + 1} of a query is ${describeValue(value)}; DuckDB takes strings, numbers, bigints below 2^127, booleans, valid dates and null`,
      hint: 'Pass its parts as parameters of their own, or as JSON text.',
    })
  }
  return scalar as Scalar
}

/** A value in a sentence: what it is and, where that is short, how it looks. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (typeof value === 'object')
    return Array.isArray(value) ? 'an array' : `an object (${value.constructor?.name ?? 'Object'})`
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : `${String(value)} (${typeof value})`
}
