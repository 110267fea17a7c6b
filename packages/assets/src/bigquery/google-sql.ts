import type { Scalar } from '../sql/rows.ts'
import type { Spelling } from '../sql/spelling.ts'
import { isPlainInteger } from '../tables/inline-parameters.ts'

/** How GoogleSQL spells names and the values of a query. */
export const spelling: Spelling = Object.freeze<Spelling>({
  name: (name) => identifier(name),
  parameter: (position) => `@p${position}`,
})

/** A name in GoogleSQL. */
export function identifier(...parts: readonly string[]): string {
  return `\`${parts.join('.').replaceAll(/[\\`]/g, (character) => `\\${character}`)}\``
}

/** Text as a literal: what JSON escapes, GoogleSQL escapes likewise. */
export function text(value: string): string {
  return JSON.stringify(value)
}

/** A value as a literal. */
export function literal(value: Scalar): string {
  if (value === null) return 'NULL'
  if (value instanceof Date) return `TIMESTAMP_MILLIS(${value.getTime()})`
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'boolean':
      return value ? 'TRUE' : 'FALSE'
    case 'bigint':
      return `CAST('${value}' AS ${isInt64(value) ? 'INT64' : 'BIGNUMERIC(38)'})`
    default:
      return isPlainInteger(value)
        ? `CAST('${value}' AS INT64)`
        : `CAST('${Object.is(value, -0) ? '-0' : value}' AS FLOAT64)`
  }
}

export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}

/** Puts something else in the place of each `@p1`, `@p2`..., but for those in texts, quoted names and comments. */
export function replaceParameters(sql: string, by: (position: number) => string): string {
  return sql.replace(quotedOrParameter, (found, position?: string) =>
    position === undefined ? found : by(Number(position)),
  )
}

/** Triple-quoted and quoted texts, quoted names, comments; then what is sought (GoogleSQL, "Lexical structure and syntax"). */
const quotedOrParameter =
  /'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\[\s\S]|[^\\'])*'|"(?:\\[\s\S]|[^\\"])*"|`(?:\\[\s\S]|[^\\`])*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|@p(\d+)\b/g
