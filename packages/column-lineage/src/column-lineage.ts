import { type Dialect, dialects } from './dialects.ts'
import { type Loaded, loadParsers, type ParsedStatement, parseStatement } from './frontends/parsers.ts'
import { positionIn } from './positions.ts'
import type { ColumnLineage, ParserName, Problem, ProblemCode } from './result.ts'
import { type StatementText, statementsOf } from './scan/statements.ts'
import { namedTables } from './scan/tables.ts'
import { catalogOf, type Schema } from './schema.ts'
import { Script, TooComplex } from './statements/script.ts'

/** SQL as text, or a query builder's query that gives its text (Kysely's `Compilable`). Parameters are literals. */
export type Sql = string | { compile(): { readonly sql: string } }

/** How SQL is to be read. */
export interface ColumnLineageOptions {
  readonly dialect: Dialect
  /** The tables that it may read and write. Absent: columns are taken to be of the one table that they can be of. */
  readonly schema?: Schema
  /**
   * Where unqualified tables are: `schema`, `catalog.schema`. Default: `public` in PostgreSQL and Redshift, `main` in
   * DuckDB, `default` in Spark, none in BigQuery.
   */
  readonly defaultSchema?: string
}

/** Parsers that are loaded, for as many scripts as one likes. */
export interface ColumnLineageReader {
  /**
   * As {@link columnLineage}, at once.
   * @throws TypeError when the dialect is not one of those that were opened.
   */
  columnLineage(sql: Sql, options: ColumnLineageOptions): ColumnLineage
}

/**
 * Tells which columns of which tables made each column that an SQL script makes, without running it. Never throws over
 * SQL: what is in doubt is a problem, and what cannot be told by column is told by table and marked unknown.
 *
 * @param sql one statement or a script; temporary tables are followed through
 */
export async function columnLineage(sql: Sql, options: ColumnLineageOptions): Promise<ColumnLineage> {
  const { columnLineage } = await openColumnLineage([options.dialect])
  return columnLineage(sql, options)
}

/**
 * Loads the parsers of dialects once, for lineage at once and often: `libpg-query` for PostgreSQL, and for what is left
 * over of Redshift and DuckDB; `@guanmingchiu/sqlparser-ts` for all but PostgreSQL.
 */
export async function openColumnLineage(opened: readonly Dialect[]): Promise<ColumnLineageReader> {
  const loaded = await loadParsers(opened)
  return {
    columnLineage: (sql, options) => {
      if (!opened.includes(options.dialect)) {
        throw new TypeError(
          `dialect \`${options.dialect}\` is not open; open are ${opened.map((name) => `\`${name}\``).join(', ')}`,
        )
      }
      return read(typeof sql === 'string' ? sql : sql.compile().sql, options, loaded)
    },
  }
}

const noSchema: Schema = {}

function read(sql: string, { dialect, schema, defaultSchema }: ColumnLineageOptions, loaded: Loaded): ColumnLineage {
  const rules = dialects[dialect]
  const problems = new Problems(sql)
  let statement: StatementText = { text: '', offset: 0, tokens: [] }
  let parser: ParserName | undefined
  const script = new Script({
    rules,
    catalog: catalogOf(schema ?? noSchema, rules),
    defaultSchema: (defaultSchema ?? rules.defaultSchema)?.split('.') ?? [],
    report: (code, message, at) => problems.add(code, message, at),
    tablesOf: () => namedTables(statement.tokens),
  })
  for (statement of statementsOf(sql, dialect)) {
    const { offset } = statement
    problems.start = offset
    const parsed = parseStatement(statement, dialect, loaded)
    if ('failure' in parsed) {
      problems.locate = () => offset + parsed.offset
      problems.add(parsed.tooComplex ? 'TOO_COMPLEX' : 'PARSE_FAILED', parsed.failure, 0)
      problems.locate = (at) => at
      script.runUnknown()
    } else {
      parser ??= parsed.parser
      problems.locate = (at) => offset + parsed.offsetOf(at)
      follow(parsed, statement, script, problems)
    }
    script.mention(statement.tokens)
  }
  script.finish()
  const { outputs, allInputs: inputs, reads } = script
  return { dialect, outputs, inputs, reads, problems: problems.all, parser }
}

function follow(
  { statements }: ParsedStatement,
  { isCondition }: StatementText,
  script: Script,
  problems: Problems,
): void {
  try {
    for (const statement of statements) {
      if (isCondition && statement.kind === 'query') script.test(statement.query)
      else script.run(statement)
    }
  } catch (error) {
    // A RangeError is the stack of this process: the statement is nested deeper than it goes.
    if (!(error instanceof TooComplex) && !(error instanceof RangeError)) throw error
    problems.add('TOO_COMPLEX', 'the statement is too large or nested too deep to be followed', undefined)
    script.runUnknown()
  }
}

/** Collects doubts, each once. */
class Problems {
  readonly #sql: string
  readonly #known = new Map<string, Problem>()
  /** Where the statement at hand starts. */
  start = 0
  /** The offset in the script of a place in that statement. */
  locate: (at: number) => number = (at) => at

  constructor(sql: string) {
    this.#sql = sql
  }

  add(code: ProblemCode, message: string, at: number | undefined): void {
    const offset = at === undefined ? this.start : this.locate(at)
    const key = `${code} ${message} ${offset}`
    if (this.#known.has(key)) return
    this.#known.set(key, { code, message, position: positionIn(this.#sql, offset) })
  }

  get all(): readonly Problem[] {
    return [...this.#known.values()]
  }
}
