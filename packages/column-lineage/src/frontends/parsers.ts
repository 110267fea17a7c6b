import type { Dialect } from '../dialects.ts'
import type { Parsed } from './parsed.ts'
import type { ParserName } from '../result.ts'
import { type Respelled, respell, respellParameters } from '../respell/respell.ts'
import type { StatementText } from '../scan/statements.ts'
import { isSymbol, isWord } from '../scan/tokens.ts'
import { loadLibpg } from './libpg/parse.ts'
import { loadSqlparser } from './sqlparser/parse.ts'

/** The parsers that are loaded. */
export interface Loaded {
  readonly libpg?: Awaited<ReturnType<typeof loadLibpg>> | undefined
  readonly sqlparser?: Awaited<ReturnType<typeof loadSqlparser>> | undefined
}

/** A statement as a parser read it. */
export interface ParsedStatement extends Parsed {
  readonly parser: ParserName
}

/** Why no parser reads a statement. */
export interface ParseFailure {
  readonly failure: string
  /** In the statement's text. */
  readonly offset: number
  /** It is nested too deep, rather than not understood. */
  readonly tooComplex: boolean
}

/** The parsers of each dialect, the first that reads a statement is believed. */
const parsersOf: Readonly<Record<Dialect, readonly ParserName[]>> = {
  postgres: ['libpg-query'],
  redshift: ['sqlparser-ts', 'libpg-query'],
  duckdb: ['sqlparser-ts', 'libpg-query'],
  bigquery: ['sqlparser-ts'],
  spark: ['sqlparser-ts'],
}

/** Statements of more tokens take too long to parse. */
const maxTokens = 30_000

/** Words of other dialects that PostgreSQL's parser would take for names. */
const foreignWords = new Set(
  `ANTI APPROXIMATE ASOF COLUMNS EXCLUDE GLOB MINUS PIVOT POSITIONAL QUALIFY RENAME REPLACE SAMPLE SEMI SUMMARIZE TOP UNPIVOT`.split(
    ' ',
  ),
)

/** Statements that move no rows, for those of them that no parser reads. */
const harmless =
  /^(?:ADD\s+(?:ARCHIVE|FILE|JAR)S?|ASSERT|COMMENT\s+ON|CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?FUNCTION|DESC(?:RIBE)?|OPTIMIZE|REFRESH\s+TABLE|SUMMARIZE)\b/i

let libpg: ReturnType<typeof loadLibpg> | undefined
let sqlparser: ReturnType<typeof loadSqlparser> | undefined

/** Loads the parsers of dialects, each once for the process. */
export async function loadParsers(dialects: readonly Dialect[]): Promise<Loaded> {
  const names = new Set(dialects.flatMap((dialect) => parsersOf[dialect]))
  if (names.has('libpg-query')) libpg ??= loadLibpg()
  if (names.has('sqlparser-ts')) sqlparser ??= loadSqlparser()
  return {
    libpg: names.has('libpg-query') ? await libpg : undefined,
    sqlparser: names.has('sqlparser-ts') ? await sqlparser : undefined,
  }
}

/** Parses one statement. Never throws: what no parser reads is a failure, the first parser's. */
export function parseStatement(
  statement: StatementText,
  dialect: Dialect,
  loaded: Loaded,
): ParsedStatement | ParseFailure {
  if (statement.tokens.length > maxTokens) {
    return { failure: `the statement has ${statement.tokens.length} words and symbols`, offset: 0, tooComplex: true }
  }
  let first: ParseFailure | undefined
  for (const [parser, parse] of attempts(statement, dialect, loaded)) {
    try {
      return { ...parse(), parser }
    } catch (error) {
      first ??= failureOf(error, statement.text)
    }
  }
  if (harmless.test(statement.text))
    return { statements: [{ kind: 'nothing' }], offsetOf: (at) => at, parser: 'sqlparser-ts' }
  return first ?? { failure: 'no parser is loaded', offset: 0, tooComplex: false }
}

function* attempts(
  statement: StatementText,
  dialect: Dialect,
  { libpg, sqlparser }: Loaded,
): Generator<readonly [ParserName, () => Parsed]> {
  for (const name of parsersOf[dialect]) {
    if (name === 'sqlparser-ts' && sqlparser) {
      const respelled = respell(statement, dialect)
      yield [name, () => inOwnText(sqlparser(respelled.text, dialect), respelled)]
    }
    if (name === 'libpg-query' && libpg && (dialect === 'postgres' || !hasForeignWords(statement))) {
      yield [name, () => libpg(statement.text)]
      if (dialect === 'redshift') {
        const plain = respell(statement, dialect)
        if (plain.text !== statement.text) yield [name, () => inOwnText(libpg(plain.text), plain)]
      }
      const respelled = respellParameters(statement)
      if (respelled.text !== statement.text) yield [name, () => inOwnText(libpg(respelled.text), respelled)]
    }
  }
}

function hasForeignWords({ tokens }: StatementText): boolean {
  // `#1` is a column by its place in DuckDB, and an operator in PostgreSQL; `t.* LIKE 'a%'` is about names, not a row.
  return tokens.some(
    (token, index) =>
      (token.word !== undefined && (token.word.startsWith('#') || foreignWords.has(token.word))) ||
      (isSymbol(token, '*') && isWord(tokens[index + 1], 'LIKE', 'ILIKE', 'NOT', 'SIMILAR')),
  )
}

function inOwnText(parsed: Parsed, { offsetOf, byName }: Respelled): Parsed {
  const statements = byName
    ? parsed.statements.map((statement) => (statement.kind === 'insert' ? { ...statement, byName } : statement))
    : parsed.statements
  return { statements, offsetOf: (at) => offsetOf(parsed.offsetOf(at)) }
}

function failureOf(error: unknown, text: string): ParseFailure {
  const failure = messageOf(error)
  const tooComplex = error instanceof RangeError || /recursion limit|stack depth/i.test(failure)
  return {
    failure: failure.replace(/^sql parser error: | at Line: \d+, Column: \d+$/g, ''),
    offset: placeOf(error, failure, text),
    tooComplex,
  }
}

/** sqlparser-rs throws objects that are no errors. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}

function placeOf(error: unknown, message: string, text: string): number {
  if (error instanceof Error && 'sqlDetails' in error) {
    const { cursorPosition } = error.sqlDetails as { readonly cursorPosition?: number }
    return Math.min(text.length, Math.max(0, cursorPosition ?? 0))
  }
  const [, line, column] = /Line: (\d+), Column: (\d+)/.exec(message) ?? []
  if (line === undefined) return 0
  let start = 0
  for (let count = 1; count < Number(line); count += 1) start = text.indexOf('\n', start) + 1
  return Math.min(text.length, start + Number(column) - 1)
}
