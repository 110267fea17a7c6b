import { RedshiftError } from './redshift-error.ts'

/** What a piece of SQL is. Words are keywords, functions and names alike; names are those in quotes. */
export type TokenKind = 'word' | 'name' | 'text' | 'number' | 'parameter' | 'symbol'

/** One piece of SQL, as it is written. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

/** Comments and white space; then one group for each kind of token. A backslash escapes in every text of Redshift. */
const lexicon = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>[eE]?'(?:\\[\s\S]|''|[^'\\])*'|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$)`,
    String.raw`(?<name>"(?:""|[^"])*")`,
    String.raw`(?<parameter>\$\d+)`,
    String.raw`(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff#][\w$\u0080-\uffff]*)`,
    String.raw`(?<symbol>::|->>|->|#>>|#>|@>|<@|\|\||<>|<=|>=|!=|!~\*?|~\*|[-+*/%^<>=~!@#&|,;:.()[\]{}?])`,
  ].join('|'),
  'y',
)

const kinds = ['word', 'name', 'text', 'number', 'parameter', 'symbol'] as const

/** Reads SQL into its pieces. Throws a syntax error where there is something that is none. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length; at = lexicon.lastIndex) {
    lexicon.lastIndex = at
    const groups = lexicon.exec(sql)?.groups
    if (!groups) throw new RedshiftError(`syntax error at or near "${sql[at]}"`, { state: '42601' })
    for (const kind of kinds) {
      const text = groups[kind]
      if (text !== undefined) tokens.push({ kind, text })
    }
  }
  return tokens
}

/** The statements of a query, without the semicolons between them. Empty ones are left out. */
export function statementsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (token.text === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter(({ length }) => length > 0)
}

/** SQL text of tokens. */
export function sqlOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ')
}

/** Whether a token is one of these words, however it is written. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toLowerCase())
}

/** Whether these words stand from a place on. */
export function areWords(tokens: readonly Token[], at: number, ...words: readonly string[]): boolean {
  return words.every((word, index) => isWord(tokens[at + index], word))
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol
}

export function word(text: string): Token {
  return { kind: 'word', text }
}

/** Where the bracket closes that opens at a place. Throws a syntax error where it does not. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth += 1
    if (isSymbol(tokens[at], ')')) depth -= 1
    if (depth === 0) return at
  }
  throw new RedshiftError('syntax error at end of input', { state: '42601' })
}

/** Tokens between commas, those within brackets aside. */
export function listed(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth += 1
    if (isSymbol(token, ')')) depth -= 1
    if (depth === 0 && isSymbol(token, ',')) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

/** What a text in quotes says. */
export function textValue({ text }: Token): string {
  const inner = text.slice(text.indexOf("'") + 1, -1)
  return inner.replace(/''|\\([\s\S])/g, (_, escaped?: string) =>
    escaped === undefined ? "'" : (controls[escaped] ?? escaped),
  )
}

const controls: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** The name that a word or a quoted name stands for. */
export function nameValue({ kind, text }: Token): string {
  return kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()
}
