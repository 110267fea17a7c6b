import type { Dialect } from '../dialects.ts'

/** A piece of SQL text. Comments and white space are none. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol'
  readonly start: number
  readonly end: number
  /** As it is written; names in quotes without them. */
  readonly text: string
  /** Of a word that is not quoted: it in upper case. */
  readonly word?: string
}

/** How a dialect writes what is not a word. */
interface Spelling {
  readonly nameQuotes: string
  readonly stringQuotes: string
  readonly backslashes: boolean
  readonly tripleQuotes: boolean
  readonly dollarQuotes: boolean
  readonly hashComments: boolean
}

const postgres: Spelling = {
  nameQuotes: '"',
  stringQuotes: "'",
  backslashes: false,
  tripleQuotes: false,
  dollarQuotes: true,
  hashComments: false,
}

const spellings: Readonly<Record<Dialect, Spelling>> = {
  postgres,
  redshift: { ...postgres, backslashes: true },
  duckdb: postgres,
  bigquery: {
    nameQuotes: '`',
    stringQuotes: `'"`,
    backslashes: true,
    tripleQuotes: true,
    dollarQuotes: false,
    hashComments: true,
  },
  spark: {
    nameQuotes: '`',
    stringQuotes: `'"`,
    backslashes: true,
    tripleQuotes: false,
    dollarQuotes: false,
    hashComments: false,
  },
}

const plainWord = /[A-Za-z_][\w$#@]*/y
const word = /[\p{L}_#@][\p{L}\p{N}_$#@]*/uy
const number = /[0-9][0-9a-zA-Z_.]*/y
const blank = /[\s\p{Cc}\ufeff]+/uy

/** Where a match that starts here ends; the start itself where there is none. */
function endOf(pattern: RegExp, sql: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(sql) ? pattern.lastIndex : start
}

/** Most words are plain, which is told faster. */
function endOfWord(sql: string, start: number): number {
  const end = endOf(plainWord, sql, start)
  return end > start && !(sql.charCodeAt(end) > 127) ? end : endOf(word, sql, start)
}

/** The tokens of a text. Never fails: what has no end ends with the text. */
export function tokensOf(sql: string, dialect: Dialect): readonly Token[] {
  const spelling = spellings[dialect]
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    const skipped = skipBlank(sql, at, spelling)
    if (skipped > at) {
      at = skipped
      continue
    }
    const token = tokenAt(sql, at, spelling)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

/** Whether the token is one of these words, given in upper case, unquoted. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.word !== undefined && words.includes(token.word)
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol
}

function skipBlank(sql: string, at: number, spelling: Spelling): number {
  const code = sql.charCodeAt(at)
  if (code <= 32 || code > 127) {
    const end = endOf(blank, sql, at)
    if (end > at) return end
  }
  if (sql.startsWith('--', at) || (spelling.hashComments && code === 35)) {
    const end = sql.indexOf('\n', at)
    return end === -1 ? sql.length : end + 1
  }
  return sql.startsWith('/*', at) ? endOfComment(sql, at) : at
}

/** Comments nest in PostgreSQL and DuckDB; an inner start without an end is rare elsewhere. */
function endOfComment(sql: string, start: number): number {
  let depth = 0
  let at = start
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      depth += 1
      at += 2
    } else if (sql.startsWith('*/', at)) {
      depth -= 1
      at += 2
      if (depth === 0) return at
    } else at += 1
  }
  return sql.length
}

function tokenAt(sql: string, start: number, spelling: Spelling): Token {
  const character = sql[start] ?? ''
  if (spelling.nameQuotes.includes(character)) return quotedName(sql, start, character)
  if (spelling.stringQuotes.includes(character)) return string(sql, start, start, spelling)
  if (character === '$' && spelling.dollarQuotes) {
    const end = endOfDollarQuote(sql, start)
    if (end !== undefined) return { kind: 'string', start, end, text: sql.slice(start, end) }
  }
  if (character >= '0' && character <= '9') {
    const end = endOf(number, sql, start)
    return { kind: 'number', start, end, text: sql.slice(start, end) }
  }
  const end = endOfWord(sql, start)
  return end > start ? wordOrPrefixedString(sql, start, end, spelling) : symbol(sql, start)
}

function symbol(sql: string, start: number): Token {
  const text =
    sql.startsWith('|>', start) || sql.startsWith('::', start) ? sql.slice(start, start + 2) : (sql[start] ?? '')
  return { kind: 'symbol', start, end: start + text.length, text }
}

function wordOrPrefixedString(sql: string, start: number, end: number, spelling: Spelling): Token {
  const text = sql.slice(start, end)
  const isPrefix =
    end - start <= 2 && spelling.stringQuotes.includes(sql[end] ?? ' ') && /^(?:e|r|b|rb|br|n|x|u|f)$/i.test(text)
  if (!isPrefix) return { kind: 'word', start, end, text, word: text.toUpperCase() }
  return string(sql, start, end, { ...spelling, backslashes: spelling.backslashes || /^e$/i.test(text) })
}

function quotedName(sql: string, start: number, quote: string): Token {
  let at = start + 1
  while (at < sql.length) {
    if (sql[at] === quote && sql[at + 1] === quote) at += 2
    else if (sql[at] === quote) break
    else at += 1
  }
  const text = sql.slice(start + 1, at).replaceAll(quote + quote, quote)
  return { kind: 'quoted', start, end: Math.min(sql.length, at + 1), text }
}

/** A string whose quotes open at `open`. */
function string(sql: string, start: number, open: number, spelling: Spelling): Token {
  const quote = sql[open] ?? "'"
  const triple = quote.repeat(3)
  const isTriple = spelling.tripleQuotes && sql.startsWith(triple, open)
  const closing = isTriple ? triple : quote
  let at = open + closing.length
  while (at < sql.length) {
    if (spelling.backslashes && sql[at] === '\\') at += 2
    else if (!sql.startsWith(closing, at)) at += 1
    else if (!isTriple && sql[at + 1] === quote) at += 2
    else break
  }
  const end = Math.min(sql.length, at + closing.length)
  return { kind: 'string', start, end, text: sql.slice(start, end) }
}

function endOfDollarQuote(sql: string, start: number): number | undefined {
  const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(sql.slice(start, start + 66))?.[0]
  if (tag === undefined) return undefined
  const end = sql.indexOf(tag, start + tag.length)
  return end === -1 ? sql.length : end + tag.length
}
