import type { Scalar } from './rows.ts'
import { type Spelling, standardSpelling } from './spelling.ts'

/** A statement in raw SQL: its values are bound, its columns are compared with `row` when it runs. */
export interface SqlStatement {
  readonly '~sql': true
}

/** A column of an upstream table. */
export interface ColumnRef {
  readonly '~column': string
}

/** An upstream table by its name in `deps`, with its columns. */
export type TableRef<Columns extends string> = { readonly [C in Columns]: ColumnRef } & { readonly '~table': string }

/** Writes SQL with references and bound values: text that is not written in the template never reaches the database. */
export type SqlTag = (
  parts: TemplateStringsArray,
  ...values: readonly (Scalar | ColumnRef | SqlStatement | { readonly '~table': string })[]
) => SqlStatement

/** A piece of a statement: text as it is sent, the parts of a name, or a value that is bound. */
type Piece = { readonly text: string } | { readonly names: readonly string[] } | { readonly value: unknown }

/** Marks what may stand in SQL as text. JSON and other data from outside have no symbols, so they cannot pass for it. */
const pieces = Symbol.for('headwater.sql')

interface Written {
  readonly [pieces]: readonly Piece[]
}

/** The tag that SQL assets are handed. */
export const sql: SqlTag = (parts, ...values) => {
  const written = parts.flatMap((text, index) => [...(index === 0 ? [] : piecesOf(values[index - 1])), { text }])
  const statement: SqlStatement & Written = { '~sql': true, [pieces]: written }
  return Object.freeze(statement)
}

/** Whether a value was written with the tag. */
export function isStatement(value: unknown): value is SqlStatement {
  return isWritten(value) && '~sql' in value
}

/** The text of a statement with `$1`, `$2`... for its bound values, or what else a database has for them. */
export function renderSql(
  statement: SqlStatement,
  { name, parameter }: Spelling = standardSpelling,
): { readonly text: string; readonly parameters: readonly unknown[] } {
  const parameters: unknown[] = []
  const texts = piecesOf(statement).map((piece) => {
    if ('text' in piece) return piece.text
    return 'names' in piece ? piece.names.map(name).join('.') : parameter(parameters.push(piece.value))
  })
  return { text: texts.join(''), parameters }
}

/** References to a table and its columns; the columns need not be known, since the compiler checked their names. */
export function tableRef(table: string): TableRef<string> {
  const own = { '~table': table, [pieces]: [{ names: [table] }] }
  const column = (name: string): ColumnRef & Written => ({ '~column': name, [pieces]: [{ names: [table, name] }] })
  return new Proxy(own, {
    get: (target, key) =>
      typeof key === 'symbol' || Object.hasOwn(target, key) ? Reflect.get(target, key) : column(key),
  }) as unknown as TableRef<string>
}

function piecesOf(value: unknown): readonly Piece[] {
  return isWritten(value) ? value[pieces] : [{ value }]
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && pieces in value
}
