import type { Dialect } from '../dialects.ts'
import { isSymbol, isWord, type Token, tokensOf } from './tokens.ts'

/** The text of one statement of a script. */
export interface StatementText {
  readonly text: string
  /** Where it starts in the script. */
  readonly offset: number
  /** With places in the script. */
  readonly tokens: readonly Token[]
}

/** Parts a script at its semicolons. Words of control around statements (BigQuery's `BEGIN`, `ELSE`) are left out. */
export function statementsOf(sql: string, dialect: Dialect): readonly StatementText[] {
  const statements: StatementText[] = []
  let depth = 0
  let first = 0
  const tokens = tokensOf(sql, dialect)
  const cut = (end: number) => {
    const own = withoutControl(tokens.slice(first, end), dialect)
    const [start, last] = [own[0]?.start, own.at(-1)?.end]
    if (start !== undefined) statements.push({ text: sql.slice(start, last), offset: start, tokens: own })
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

function withoutControl(tokens: readonly Token[], dialect: Dialect): readonly Token[] {
  if (dialect !== 'bigquery') return tokens
  const [first, second] = tokens
  const opens = isWord(first, 'BEGIN') && second !== undefined && !isWord(second, 'TRANSACTION')
  return opens || isWord(first, 'ELSE') ? withoutControl(tokens.slice(1), dialect) : tokens
}
