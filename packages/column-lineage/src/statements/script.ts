import type { DialectRules } from '../dialects.ts'
import type { Expr, From, Ident, Path, Query, Star, Statement } from '../ir.ts'
import type { NamedRows, Scope } from '../resolve/context.ts'
import {
  collected,
  type Dependencies,
  either,
  fromSource,
  type Sources,
  transformation,
} from '../resolve/dependencies.ts'
import { evaluate } from '../resolve/expressions.ts'
import { resolveFrom } from '../resolve/from.ts'
import { resolveQuery } from '../resolve/queries.ts'
import { type Column, type Item, type Relation, type Rest, type Rows, rowValue } from '../resolve/relation.ts'
import { expandStar } from '../resolve/stars.ts'
import type { Output, ProblemCode, SourceColumn } from '../result.ts'
import { type Catalog, findTable, type Table } from '../schema.ts'
import { outputOf } from './output.ts'
import { runStatement } from './run.ts'
import { Session } from './session.ts'
import type { Token } from '../scan/tokens.ts'
import type { StatementContext, Written } from './writer.ts'

/** A statement has more parts than are followed: the rest would take too long. */
export class TooComplex extends Error {}

const maxSteps = 100_000
const noUses: ReadonlyMap<SourceColumn, number> = new Map()

/** What a script is followed with. */
export interface ScriptOptions {
  readonly rules: DialectRules
  readonly catalog: Catalog
  readonly defaultSchema: readonly string[]
  /** Called for every doubt, with the `at` of a name. */
  readonly report: (code: ProblemCode, message: string, at: number | undefined) => void
  /** The tables that the text of the statement at hand names, without their places: what it reads and writes. */
  readonly tablesOf: () => { readonly target: Path | undefined; readonly inputs: readonly Path[] }
}

/** Follows the statements of a script in order, and keeps what each leaves to the next. */
export class Script implements StatementContext {
  readonly rules: DialectRules
  readonly session = new Session()
  readonly #options: ScriptOptions
  readonly #unlisted = new Map<string, Map<string, SourceColumn>>()
  readonly #allInputs = new Set<string>()
  readonly #reads = new Set<SourceColumn>()
  readonly #readTables = new Set<Table>()
  #outputs: Output[] = []
  #inputs = new Set<string>()
  #steps = 0
  #isUnclear = false

  constructor(options: ScriptOptions) {
    this.rules = options.rules
    this.#options = options
  }

  /** Follows one statement of the script. */
  run(statement: Statement): void {
    this.#begin()
    runStatement(statement, { items: [] }, this)
    this.#end()
  }

  /** Follows a query that makes no rows, and only decides what runs. */
  test(query: Query): void {
    this.#begin()
    const { columns, uses } = this.query(query, { items: [] })
    for (const { value } of columns) this.touch(value)
    this.touch({ direct: uses, indirect: noUses })
    this.#end()
  }

  /** Follows a statement by its tables alone. */
  runUnknown(): void {
    this.#isUnclear = true
    this.#begin()
    this.writeUnknown(undefined)
    this.#end()
  }

  get outputs(): readonly Output[] {
    return this.#outputs
  }

  /** Temporary tables are followed through: they are what the script makes only where it surely makes nothing else. */
  finish(): void {
    if (this.#isUnclear || this.#outputs.length > 0) return
    for (const { name, kind, relation, uses, inputs } of this.session.temporaries) {
      if (kind) this.#add({ kind, target: name, columns: relation.columns, uses }, this.#shownName(name), inputs)
    }
  }

  get allInputs(): readonly string[] {
    return [...this.#allInputs]
  }

  get inputs(): ReadonlySet<string> {
    return this.#inputs
  }

  /** See `ColumnLineage.reads`. */
  get reads(): readonly SourceColumn[] {
    return [...this.#reads]
  }

  touch({ direct, indirect }: Dependencies): void {
    for (const source of direct.keys()) this.#reads.add(source)
    for (const source of indirect.keys()) this.#reads.add(source)
  }

  /** Takes columns that a statement names for read, in whatever clause: parsers leave out some, such as bounds of frames. */
  mention(tokens: readonly Token[]): void {
    const names = new Set(tokens.map(({ text }) => text.toLowerCase()))
    for (const { columns } of this.#readTables)
      for (const { key, value } of columns) if (names.has(key.toLowerCase())) this.touch(value)
  }

  key(ident: Ident): string {
    return this.rules.quotesKeepCase && ident.quoted ? ident.name : ident.name.toLowerCase()
  }

  shown(ident: Ident): string {
    const { lowersNames } = this.rules
    const isLowered = lowersNames === 'all' || (lowersNames === 'unquoted' && !ident.quoted)
    return isLowered ? ident.name.toLowerCase() : ident.name
  }

  named(ident: Ident): Pick<Column, 'name' | 'key'> {
    return { name: this.shown(ident), key: this.key(ident) }
  }

  report(code: ProblemCode, message: string, at?: number): void {
    this.#options.report(code, message, at)
  }

  step(): void {
    this.#steps += 1
    if (this.#steps > maxSteps) throw new TooComplex()
  }

  variable(key: string): Dependencies | undefined {
    return this.session.variable(key)
  }

  readTable(name: Path): NamedRows {
    const temporary = this.session.temporary(this.keyOf(name))
    if (temporary) {
      for (const input of temporary.inputs) this.#inputs.add(input)
      return { relation: { ...temporary.relation, names: this.#keys(name) }, uses: temporary.uses }
    }
    const table = this.#find(name)
    this.#inputs.add(table?.name ?? this.#shownName(name))
    return { relation: this.#tableRelation(name, table), uses: noUses }
  }

  targetTable(name: Path): Relation {
    const temporary = this.session.temporary(this.keyOf(name))
    return temporary ? { ...temporary.relation, names: this.#keys(name) } : this.#tableRelation(name, this.#find(name))
  }

  readFile(name: string): Relation {
    const table = findTable(this.#options.catalog, [this.key({ name })], [])
    this.#inputs.add(table?.name ?? name)
    if (table) this.#readTables.add(table)
    if (table) return { names: [], columns: table.columns }
    this.report('TABLE_UNKNOWN', `\`${name}\` is not in the schema: its columns are not known`)
    return { names: [], columns: [], rest: this.#restOf(name) }
  }

  targetColumns(name: Path): readonly Column[] | undefined {
    return (this.session.temporary(this.keyOf(name))?.relation ?? this.#find(name))?.columns
  }

  unknownOf(value: Dependencies): Dependencies {
    const result = collected()
    for (const { table } of [...value.direct.keys(), ...value.indirect.keys()])
      result.direct.set(this.#source(table, '*'), transformation)
    return result
  }

  keyOf(name: Path): string {
    return this.#keys(name).join('.')
  }

  tableOf(name: Path, columns: readonly Column[]): Table {
    const before = this.#find(name)
    const shown = before?.name ?? this.#shownName(name)
    const made = columns.map(({ name, key, type }) => {
      const own = before?.columns.find((column) => column.key === key)
      return own ?? { name, key, type, value: fromSource(this.#source(shown, name)) }
    })
    return { name: shown, columns: made }
  }

  /** What was written to the table under its old name is in the table of the new one. */
  rename(from: Path, to: Path): void {
    const table = this.#find(from)
    const [old, target] = [table?.name ?? this.#shownName(from), this.#find(to)?.name ?? this.#shownName(to)]
    const isMade = this.#outputs.some((output) => output.target === old)
    this.#outputs = this.#outputs.map((output) => (output.target === old ? { ...output, target } : output))
    this.session.rename(this.keyOf(from), this.keyOf(to), to)
    if (table && !isMade) this.session.putCreated(this.keyOf(to), table)
  }

  write(written: Written): void {
    const { target } = written
    const key = target && this.keyOf(target)
    if (key !== undefined && this.session.temporary(key)) this.session.fold(key, written, this.#inputs)
    else this.#add(written, target ? (this.#find(target)?.name ?? this.#shownName(target)) : null, this.#inputs)
  }

  #add(written: Written, name: string | null, inputs: ReadonlySet<string>): void {
    for (const { value } of written.columns) this.touch(value)
    this.touch({ direct: written.uses, indirect: noUses })
    this.#outputs.push(outputOf(written, name, inputs))
  }

  writeUnknown(what: string | undefined): void {
    if (what !== undefined) this.report('STATEMENT_UNSUPPORTED', `${what} is not followed: only its tables are known`)
    const { target, inputs } = this.#options.tablesOf()
    if (target === undefined && inputs.length === 0) return
    const values = inputs.map((input) => rowValue(this.readTable(input).relation))
    const all = this.unknownOf(either(values))
    const column: Column = { name: '*', key: '*', value: all, rest: { value: () => all, all } }
    this.write({ kind: 'unknown', target, columns: [column], uses: noUses })
  }

  evaluate(expr: Expr, scope: Scope): Dependencies {
    return evaluate(expr, scope, this)
  }

  star(star: Star, scope: Scope): readonly Column[] {
    return expandStar(star, scope, this)
  }

  from(from: From, scope: Scope, uses: Sources): Item {
    return resolveFrom(from, scope, uses, this)
  }

  query(query: Query, scope: Scope): Rows {
    return resolveQuery(query, scope, this)
  }

  statement(statement: Statement, scope: Scope): Rows {
    return runStatement(statement, scope, this)
  }

  #begin(): void {
    this.#inputs = new Set()
    this.#steps = 0
  }

  #end(): void {
    for (const input of this.#inputs) this.#allInputs.add(input)
  }

  #keys(name: Path): readonly string[] {
    return name.map((ident) => this.key(ident))
  }

  #shownName(name: Path): string {
    return name.map((ident) => this.shown(ident)).join('.')
  }

  #find(name: Path): Table | undefined {
    const keys = this.#keys(name)
    const created = this.session.created(keys.join('.'))
    if (created) return created
    for (const schema of this.session.schemas ?? [this.#options.defaultSchema]) {
      const table = findTable(this.#options.catalog, keys, schema)
      if (table) return table
    }
    return undefined
  }

  #tableRelation(name: Path, table: Table | undefined): Relation {
    if (table) this.#readTables.add(table)
    if (table) return { names: this.#keys(name), columns: table.columns }
    const shown = this.#shownName(name)
    this.report('TABLE_UNKNOWN', `table \`${shown}\` is not in the schema: its columns are not known`, name[0]?.at)
    return { names: this.#keys(name), columns: [], rest: this.#restOf(shown) }
  }

  #restOf(table: string): Rest {
    return { value: (name) => fromSource(this.#source(table, name)), all: fromSource(this.#source(table, '*')) }
  }

  /** The one object of a source that the schema does not list. */
  #source(table: string, column: string): SourceColumn {
    const columns = this.#unlisted.get(table) ?? new Map<string, SourceColumn>()
    this.#unlisted.set(table, columns)
    const source = columns.get(column) ?? { table, column }
    columns.set(column, source)
    return source
  }
}
