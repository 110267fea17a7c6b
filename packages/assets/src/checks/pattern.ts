import type { Check, CheckOptions } from '@headwater/core'
import { fail } from '@headwater/core/io'
import type { HasColumns } from './column-checks.ts'
import { everyRow } from './every-row.ts'
import { portablePattern } from './portable-pattern.ts'

/**
 * Every text in the column matches the regular expression, somewhere unless it is anchored by `^` and `$`; null passes.
 * Characters are code points, as with the flag `u`. Expressions that all databases understand in the same way run in SQL:
 * classes, groups, alternatives, repetitions and anchors, without flags, backreferences and looking around. For all others
 * the rows are read. Throws DEFINITION_INVALID for one that the flag `u` refuses, and for the flags `g` and `y`.
 */
export function pattern<const C extends string>(
  column: C,
  expression: RegExp,
  options: CheckOptions = {},
): Check<HasColumns<C, string | null>> {
  const byCodePoint = withUnicode(expression)
  const inSql = portablePattern(expression)
  return everyRow(options, {
    column,
    holds: (cell) => cell === null || cell === undefined || byCodePoint.test(String(cell)),
    condition: ({ kind, sql }, dialect) =>
      kind === 'string' && inSql !== undefined ? `(${sql} is null or ${dialect.matches(sql, inSql)})` : undefined,
  })
}

/** Expressions with `g` or `y` remember where they stopped. */
function withUnicode(expression: RegExp): RegExp {
  const { source, flags, global, sticky } = expression
  try {
    if (!global && !sticky) return new RegExp(source, /[uv]/.test(flags) ? flags : `${flags}u`)
  } catch (cause) {
    return refuse(expression, cause)
  }
  return refuse(expression, undefined)
}

function refuse(expression: RegExp, cause: unknown): never {
  fail('DEFINITION_INVALID', {
    message: `\`${expression}\` cannot be the pattern of a check${cause instanceof Error ? `: ${cause.message}` : ''}`,
    hint: 'Write it as the flag `u` takes it, and without the flags `g` and `y`.',
    cause,
  })
}
