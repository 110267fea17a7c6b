import { GoogleError } from '../google/google-error.ts'

/** What a piece of GoogleSQL is. Words are keywords, functions and names alike; names are those in backticks. */
export type TokenKind = 'word' | 'name' | 'text' | 'bytes' | 'number' | 'parameter' | 'position' | 'symbol'

/** One piece of GoogleSQL. Of names, text and parameters, `text` is what they say, without quotes, backticks and `@`. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

/** Comments and white space; then one group for each kind of token (GoogleSQL, "Lexical structure and syntax"). */
const lexicon = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|#[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<string>(?:[rR][bB]?|[bB][rR]?)?(?:'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))`,
    String.raw`\`(?<name>(?:\\.|[^\`\\])+)\``,
    String.raw`(?<system>@@\w+)`,
    String.raw`@(?<parameter>[A-Za-z_]\w*)`,
    String.raw`(?<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
    String.raw`(?<position>\?)`,
    String.raw`(?<symbol><>|<=|>=|!=|\|\||<<|>>|=>|[-+*/%=<>(),.;:[\]{}&|^~])`,
  ].join('|'),
  'y',
)

/** Reads GoogleSQL into its pieces. Throws 400 `invalidQuery` where there is something that is none. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length; ) {
    lexicon.lastIndex = at
    const groups = lexicon.exec(sql)?.groups
    if (!groups) throw new GoogleError(400, 'invalidQuery', `Syntax error: Illegal input character "${sql[at]}"`)
    at = lexicon.lastIndex
    const token = tokenOf(groups)
    if (token) tokens.push(token)
  }
  return tokens
}

function tokenOf(groups: { readonly [group: string]: string | undefined }): Token | undefined {
  if (groups['system'] !== undefined) {
    throw new GoogleError(400, 'invalidQuery', `This emulator has no system variable ${groups['system']}`)
  }
  if (groups['string'] !== undefined) return stringToken(groups['string'])
  for (const kind of ['word', 'name', 'parameter', 'number', 'position', 'symbol'] as const) {
    const text = groups[kind]
    if (text !== undefined) return { kind, text }
  }
  return undefined
}

/** `r'...'` takes backslashes as they are; `b'...'` is bytes. */
function stringToken(literal: string): Token {
  const [prefix = ''] = /^[rRbB]*/.exec(literal) ?? []
  const quoted = literal.slice(prefix.length)
  const quotes = /^("""|''')/.test(quoted) ? 3 : 1
  const inner = quoted.slice(quotes, -quotes)
  const text = /r/i.test(prefix) ? inner : inner.replace(escapes, (found) => unescaped(found))
  return { kind: /b/i.test(prefix) ? 'bytes' : 'text', text }
}

const escapes = /\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g
const shortEscapes = new Map(Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }))

function unescaped(escape: string): string {
  const code = escape.slice(1)
  if (/^[xXuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
  if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8))
  return shortEscapes.get(code) ?? code
}

/** The statements of a script, without the semicolons between them. */
export function statementsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  return splitAt(tokens, ';').filter((statement) => statement.length > 0)
}

/** Parts between symbols that stand in no bracket. */
export function splitAt(tokens: readonly Token[], separator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    depth += depthChange(token)
    if (depth === 0 && isSymbol(token, separator)) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

/** The index of the bracket that closes the one at `open`. Throws 400 `invalidQuery` without one. */
export function closingIndex(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    depth += depthChange(tokens[index])
    if (depth === 0) return index
  }
  throw new GoogleError(400, 'invalidQuery', 'Syntax error: Expected ")" but got end of script')
}

/** Where a keyword stands outside of brackets; -1 where it does not. */
export function keywordIndex(tokens: readonly Token[], keyword: string): number {
  let depth = 0
  return tokens.findIndex((token) => {
    depth += depthChange(token)
    return depth === 0 && isWord(token, keyword)
  })
}

export function isSymbol(token: Token | undefined, ...symbols: readonly string[]): boolean {
  return token?.kind === 'symbol' && symbols.includes(token.text)
}

/** Whether a token is one of the keywords, which are given in capitals. */
export function isWord(token: Token | undefined, ...keywords: readonly string[]): boolean {
  return token?.kind === 'word' && keywords.includes(token.text.toUpperCase())
}

function depthChange(token: Token | undefined): number {
  if (isSymbol(token, '(', '[')) return 1
  return isSymbol(token, ')', ']') ? -1 : 0
}
