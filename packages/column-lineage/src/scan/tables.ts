import type { Ident, Path } from '../ir.ts'
import { isSymbol, isWord, type Token } from './tokens.ts'

/** The tables that a statement names. */
export interface NamedTables {
  readonly target: Path | undefined
  readonly inputs: readonly Path[]
}

const notNames = new Set(
  `AS BY CROSS FROM FULL GROUP HAVING INNER JOIN LATERAL LEFT LIMIT NATURAL NULL ON ORDER OUTER PIVOT QUALIFY RETURNING RIGHT SELECT SET
  UNION UNPIVOT USING VALUES WHERE WINDOW WITH UNNEST TABLE ONLY STDIN STDOUT`.split(/\s+/),
)

/** Functions that have a FROM in their brackets. */
const withFrom = ['EXTRACT', 'SUBSTRING', 'TRIM', 'OVERLAY', 'POSITION', 'DATE_PART']

/**
 * The tables that the text of a statement names, for statements that no parser reads: the names after FROM, JOIN, INTO
 * and the like that no WITH clause makes.
 */
export function namedTables(tokens: readonly Token[]): NamedTables {
  const ctes = cteNames(tokens)
  const inputs = new Map<string, Path>()
  let target: Path | undefined
  for (const [index, token] of tokens.entries()) {
    const isTarget = target === undefined && startsTarget(tokens, index)
    const isInput = startsInput(token, tokens) || (index === 0 && isWord(token, 'COPY'))
    if (!isTarget && !(isInput && !isInFunction(tokens, index))) continue
    for (const path of namesAfter(tokens, index + 1, isTarget)) {
      const key = path.map(({ name }) => name).join('.')
      if (isTarget) target ??= path
      else if (!ctes.has(key.toUpperCase())) inputs.set(key, path)
    }
  }
  return { target, inputs: [...inputs.values()] }
}

function startsInput(token: Token, [first]: readonly Token[]): boolean {
  return isWord(token, 'FROM', 'JOIN') || (isWord(token, 'USING') && isWord(first, 'DELETE', 'MERGE', 'WITH'))
}

function startsTarget(tokens: readonly Token[], index: number): boolean {
  const [token, before] = [tokens[index], tokens[index - 1]]
  if (isWord(token, 'INTO')) return true
  if (isWord(token, 'UPDATE')) return index === 0
  // What is copied from a file is written; what is copied to one is read.
  if (isWord(token, 'COPY')) return index === 0 && !tokens.some((other) => isWord(other, 'TO'))
  if (isWord(token, 'OVERWRITE')) return isWord(before, 'INSERT') && !isWord(tokens[index + 1], 'INTO')
  if (isWord(token, 'FROM')) return isWord(before, 'DELETE')
  return isWord(token, 'TABLE', 'VIEW') && index < 6 && isWord(tokens[0], 'CREATE', 'ALTER', 'REFRESH', 'REPLACE')
}

/** Names that follow, parted by commas. Brackets make a name a function's, but after a target they list columns. */
function namesAfter(tokens: readonly Token[], start: number, isTarget: boolean): readonly Path[] {
  const paths: Path[] = []
  let at = start
  while (isWord(tokens[at], 'TABLE', 'ONLY', 'LATERAL', 'IF', 'NOT', 'EXISTS', 'INTO')) at += 1
  for (;;) {
    const path: Ident[] = []
    while (isName(tokens[at])) {
      path.push(identOf(tokens[at] as Token))
      at += 1
      if (!isSymbol(tokens[at], '.')) break
      at += 1
    }
    if (path.length > 0 && (isTarget || !isSymbol(tokens[at], '('))) paths.push(path.flatMap(parted))
    at = afterAlias(tokens, at)
    if (path.length === 0 || !isSymbol(tokens[at], ',')) return paths
    at += 1
  }
}

function afterAlias(tokens: readonly Token[], start: number): number {
  const at = isWord(tokens[start], 'AS') ? start + 1 : start
  return isName(tokens[at]) ? at + 1 : at
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'quoted' || (token?.word !== undefined && !notNames.has(token.word))
}

function identOf({ kind, text }: Token): Ident {
  return { name: text, quoted: kind === 'quoted' }
}

/** BigQuery writes a whole path in one pair of backticks. */
function parted(ident: Ident): readonly Ident[] {
  return ident.quoted ? ident.name.split('.').map((name) => ({ ...ident, name })) : [ident]
}

function cteNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (isName(token) && isWord(tokens[index + 1], 'AS') && isSymbol(tokens[index + 2], '('))
      names.add(token.text.toUpperCase())
  }
  return names
}

/** Whether the brackets around belong to a function such as `EXTRACT(year FROM ts)`. */
function isInFunction(tokens: readonly Token[], index: number): boolean {
  let depth = 0
  for (let at = index - 1; at >= 0; at -= 1) {
    if (isSymbol(tokens[at], ')')) depth += 1
    else if (isSymbol(tokens[at], '(')) {
      if (depth === 0) return isWord(tokens[at - 1], ...withFrom)
      depth -= 1
    }
  }
  return false
}
