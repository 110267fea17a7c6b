import type { Assignment, Expr, Ident } from '../ir.ts'
import type { Scope } from '../resolve/context.ts'
import {
  addUses,
  addValue,
  collected,
  type Dependencies,
  either,
  identity,
  transformation,
} from '../resolve/dependencies.ts'
import type { Column } from '../resolve/relation.ts'
import type { StatementContext } from './writer.ts'

/** The columns that a SET list changes, with their new values. */
export function assigned(
  assignments: readonly Assignment[],
  scope: Scope,
  known: readonly Column[] | undefined,
  context: StatementContext,
): readonly Column[] {
  return assignments.flatMap(({ columns, expr, partial }) => {
    const values = valuesOf(expr, columns.length, scope, context)
    return columns.map((ident, index) => {
      const value = values[index] ?? context.evaluate(expr, scope)
      const column = changed(ident, known, context)
      if (!partial) return { ...column, value }
      const before = known?.find(({ key }) => key === column.key)
      return { ...column, value: either([value, ...(before ? [before.value] : [])], transformation) }
    })
  })
}

/** A column of the target that a statement names, as the schema calls it. */
export function changed(
  ident: Ident,
  known: readonly Column[] | undefined,
  context: StatementContext,
): Pick<Column, 'name' | 'key'> {
  const key = context.key(ident)
  const column = known?.find((column) => column.key === key)
  if (known && !column && !known.some(({ rest }) => rest)) {
    context.report('COLUMN_UNKNOWN', `the target has no column \`${ident.name}\``, ident.at)
  }
  return column ? { name: column.name, key } : context.named(ident)
}

/** `(a, b) = (x, y)` and `(a, b) = (SELECT x, y ..)`: a value for each column. */
function valuesOf(expr: Expr, count: number, scope: Scope, context: StatementContext): readonly Dependencies[] {
  if (count === 1) return []
  const row = expr.kind === 'same' ? expr.of : expr
  if (row.kind === 'call' && row.args.length === count) return row.args.map((arg) => context.evaluate(arg, scope))
  if (row.kind !== 'subquery') return []
  const rows = context.query(row.query, scope)
  if (rows.columns.length !== count || rows.columns.some(({ rest }) => rest)) {
    context.report('COLUMN_COUNT', `${count} columns are set to ${rows.columns.length}`)
    return []
  }
  return rows.columns.map((column) => {
    const value = collected()
    addValue(value, column.value, identity)
    addUses(value.indirect, rows.uses)
    return value
  })
}
