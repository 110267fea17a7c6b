import type { Scalar } from './rows.ts'

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

/** A statement as data. */
export interface SqlNode extends SqlStatement {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]
}

/** The tag that SQL assets are handed. */
export const sql: SqlTag = (parts, ...values) => {
  const node: SqlNode = { '~sql': true, parts: [...parts], values }
  return Object.freeze(node)
}

/** The text of a statement with `$1`, `$2`... for its bound values. */
export function renderSql(statement: SqlStatement): { readonly text: string; readonly parameters: readonly unknown[] } {
  const parameters: unknown[] = []
  return { text: render(statement as SqlNode, parameters), parameters }
}

function render({ parts, values }: SqlNode, parameters: unknown[]): string {
  return parts.map((part, index) => (index === 0 ? part : renderValue(values[index - 1], parameters) + part)).join('')
}

function renderValue(value: unknown, parameters: unknown[]): string {
  if (typeof value === 'object' && value !== null) {
    if ('~sql' in value) return render(value as SqlNode, parameters)
    if ('~table' in value) return quoted(String(value['~table']))
    if ('~column' in value) return String(value['~column'])
  }
  parameters.push(value ?? null)
  return `$${parameters.length}`
}

/** References to a table and its columns; the columns need not be known, since the compiler checked their names. */
export function tableRef(table: string): TableRef<string> {
  const own = { '~table': table }
  return new Proxy(own, {
    get: (target, column) =>
      typeof column === 'symbol' || column in target
        ? Reflect.get(target, column)
        : { '~column': `${quoted(table)}.${quoted(column)}` },
  }) as TableRef<string>
}

/** An SQL identifier in double quotes. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
