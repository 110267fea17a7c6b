import type { DialectRules } from '../dialects.ts'
import type { Expr, From, Ident, Path, Query, Star, Statement, Window } from '../ir.ts'
import type { ProblemCode, SourceColumn } from '../result.ts'
import type { Dependencies, Sources } from './dependencies.ts'
import type { Column, Item, Relation, Rows } from './relation.ts'

/** The names that an expression or a FROM clause can see. */
export interface Scope {
  readonly parent?: Scope | undefined
  readonly items: readonly Item[]
  readonly ctes?: ReadonlyMap<string, NamedRows>
  /** Parameters of a lambda: no columns. */
  readonly params?: ReadonlySet<string>
  /** Aliases of a select list, where the place may use them. */
  readonly aliases?: ReadonlyMap<string, Dependencies>
  /** Aliases come before columns. */
  readonly aliasesFirst?: boolean
  readonly windows?: Readonly<Record<string, Window>>
}

/** A relation under a name, and what decides about its rows: a CTE, a temporary table. */
export interface NamedRows {
  readonly relation: Relation
  readonly uses: ReadonlyMap<SourceColumn, number>
}

/**
 * What resolving one script needs everywhere: the names it knows, where doubts go, and the parts of the resolver, which
 * call each other in circles.
 */
export interface Context {
  readonly rules: DialectRules
  /** What a name is looked up by. */
  key(ident: Ident): string
  /** What a name is called where it makes a column. */
  shown(ident: Ident): string
  /** Name and key of a column that is called so. */
  named(ident: Ident): Pick<Column, 'name' | 'key'>
  report(code: ProblemCode, message: string, at?: number): void
  /** A table that is read: a temporary one, one of the schema, or one that nothing is known of. */
  readTable(name: Path): NamedRows
  /** A table that is written or whose own rows are changed: not counted as read. */
  targetTable(name: Path): Relation
  /** A file that is read as a table. */
  readFile(name: string): Relation
  /** The value of a script's variable. */
  variable(key: string): Dependencies | undefined
  /** The tables of these sources, as if any of their columns were meant. */
  unknownOf(value: Dependencies): Dependencies
  /** Notes that something may depend on this value even if no column is made of it: it may decide how many rows there are. */
  touch(value: Dependencies): void
  /** Counts a step of work; throws `TooComplex` when there have been too many. */
  step(): void
  evaluate(expr: Expr, scope: Scope): Dependencies
  star(star: Star, scope: Scope): readonly Column[]
  from(from: From, scope: Scope, uses: Sources): Item
  query(query: Query, scope: Scope): Rows
  /** Runs a statement that stands in a WITH clause, and answers with what it returns. */
  statement(statement: Statement, scope: Scope): Rows
}
