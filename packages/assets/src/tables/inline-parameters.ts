import { fail } from '@headwater/core/io'
import type { Scalar } from '../sql/rows.ts'
import { describeValue } from './describe-value.ts'
import type { TableDialect } from './table-dialect.ts'

/**
 * SQL text with its parameters written into it, for the one kind of statement that takes none: `create view`.
 * Placeholders are left alone in strings, quoted names and comments.
 */
export function inlineParameters(
  dialect: Pick<TableDialect, 'literal' | 'title'>,
  sql: string,
  parameters: readonly unknown[],
): string {
  return sql.replace(quotedOrPlaceholder, (found, _tag, position?: string) =>
    position === undefined
      ? found
      : dialect.literal(requireScalar(dialect, parameters[Number(position) - 1], Number(position) - 1)),
  )
}

/** Escape strings, strings, quoted names, dollar-quoted strings, line and block comments; then what is sought: `$1`. */
const quotedOrPlaceholder =
  /\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g

/** A parameter as a value that a database takes. Throws VALUE_UNSTORABLE. */
export function requireScalar({ title }: Pick<TableDialect, 'title'>, value: unknown, index: number): Scalar {
  if (value === null || value === undefined) return null
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value
  const scalar =
    typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  if (scalar === undefined || (typeof scalar === 'bigint' && BigInt.asIntN(128, scalar) !== scalar)) {
    fail('VALUE_UNSTORABLE', {
      message: `parameter $${index + 1} of a query is ${describeValue(value)}; ${title} takes strings, numbers, bigints below 2^127, booleans, valid dates and null`,
      hint: 'Pass its parts as parameters of their own, or as JSON text.',
    })
  }
  return scalar as Scalar
}

/** Whether a number is sent as a whole one: -0 and what is beyond 2^53 stay floating point. */
export function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}
