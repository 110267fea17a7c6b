import type { Dialect } from '../dialects.ts'
import { withoutControl } from './control.ts'
import { isSymbol, type Token, tokensOf } from './tokens.ts'

/** The text of one statement of a script. */
export interface StatementText {
  readonly text: string
  /** Where it starts in the script. */
  readonly offset: number
  /** With places in the script. */
  readonly tokens: readonly Token[]
  /** It is a condition: the text is a query for it, and it makes no rows. */
  readonly isCondition?: boolean
}

/** What makes a query of a condition. */
const asQuery = 'SELECT '

/** Parts a script at its semicolons. Words of control around statements (BigQuery's `BEGIN`, `ELSE`) are left out. */
export function statementsOf(sql: string, dialect: Dialect): readonly StatementText[] {
  const statements: StatementText[] = []
  let depth = 0
  let first = 0
  const tokens = tokensOf(sql, dialect)
  const cut = (end: number) => {
    const all = tokens.slice(first, end)
    for (const { tokens, isCondition } of dialect === 'bigquery' ? withoutControl(all) : [{ tokens: all }]) {
      const [start, last] = [tokens[0]?.start, tokens.at(-1)?.end]
      if (start === undefined) continue
      const text = sql.slice(start, last)
      if (isCondition) {
        statements.push({ text: asQuery + text, offset: start - asQuery.length, tokens, isCondition })
      } else statements.push({ text, offset: start, tokens })
    }
  }
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, '(')) depth += 1
    else if (isSymbol(token, ')')) depth = Math.max(0, depth - 1)
    else if (isSymbol(token, ';') && depth === 0) {
      cut(index)
      first = index + 1
    }
  }
  cut(tokens.length)
  return statements
}
