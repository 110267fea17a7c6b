import type { Cte, Query } from '../ir.ts'
import type { Context, NamedRows, Scope } from './context.ts'
import {
  addUse,
  addUses,
  addValue,
  collected,
  either,
  isSame,
  type Sources,
  transformation,
  use,
} from './dependencies.ts'
import { type Column, relationOf, renamed, type Rows, tableColumns } from './relation.ts'
import { sameWidth } from './set-operations.ts'

/** The scope of a WITH clause while it is being read. */
interface CteScope extends Scope {
  readonly ctes: Map<string, NamedRows>
}

/** The scope inside a WITH clause: each CTE sees those before it, and itself where the clause is recursive. */
export function bindCtes(ctes: readonly Cte[], recursive: boolean, scope: Scope, context: Context): Scope {
  if (ctes.length === 0) return scope
  const bound = new Map<string, NamedRows>()
  const inside: CteScope = { parent: scope, items: [], ctes: bound }
  for (const cte of ctes) {
    const rows = recursive && isQuery(cte.body) ? undefined : rowsOf(cte, inside, context)
    bound.set(context.key(cte.name), rows ?? recursiveRows(cte, cte.body as Query, inside, context))
  }
  return inside
}

function isQuery(body: Cte['body']): body is Query {
  return body.kind === 'select-query'
}

function rowsOf(cte: Cte, scope: Scope, context: Context): NamedRows {
  const { body } = cte
  return asNamed(cte, isQuery(body) ? context.query(body, scope) : context.statement(body, scope), context)
}

function asNamed(cte: Cte, rows: Rows, context: Context): NamedRows {
  if (cte.columns?.length && rows.columns.some(({ rest }) => rest)) {
    context.report('SYNTAX_UNSUPPORTED', 'columns are renamed by place where not all are known', cte.name.at)
  }
  const columns = renamed(rows.columns, cte.columns, (ident) => context.named(ident))
  const all = [...tableColumns(columns, context.rules), ...addedColumns(cte, columns, context)]
  return { relation: relationOf([context.key(cte.name)], all), uses: rows.uses }
}

function addedColumns({ added = [] }: Cte, columns: readonly Column[], context: Context): readonly Column[] {
  return added.map(({ name, of, isMark }) => {
    const keys = of.map((ident) => context.key(ident))
    const value = collected()
    for (const column of columns) {
      if (!keys.includes(column.key)) continue
      if (isMark) addUse(value.indirect, column.value, use.conditional)
      else addValue(value, column.value, transformation)
    }
    return { ...context.named(name), value }
  })
}

/**
 * A recursive CTE: what its first part gives, then what the other part makes of that, until nothing is added. Ends
 * because there are only so many sources.
 */
function recursiveRows(cte: Cte, query: Query, scope: CteScope, context: Context): NamedRows {
  const { body } = query
  if (body.kind !== 'set' || body.op !== 'union') return rowsOf(cte, scope, context)
  const inside = bindCtes(query.ctes, query.recursive, scope, context)
  const first = context.query({ ...query, ctes: [], body: body.left, order: [] }, inside)
  const uses: Sources = new Map(first.uses)
  let columns = first.columns
  for (;;) {
    const { relation } = asNamed(cte, { columns, uses: new Map() }, context)
    scope.ctes.set(context.key(cte.name), { relation, uses: new Map() })
    const step = context.query({ ...query, ctes: [], body: body.right, order: [] }, inside)
    for (const { value } of [...columns, ...step.columns]) context.touch(value)
    const known = total(uses)
    addUses(uses, step.uses)
    const next = body.byName ? columns : joined(columns, step.columns, context)
    const isDone = total(uses) === known && next.every((column, index) => isUnchanged(column, columns[index]))
    columns = next
    if (isDone) return asNamed(cte, { columns, uses }, context)
  }
}

function joined(columns: readonly Column[], step: readonly Column[], context: Context): readonly Column[] {
  sameWidth(columns, step, context)
  return columns.map((column, index) => {
    const other = step[index]
    return other ? { ...column, value: either([column.value, other.value]) } : column
  })
}

function isUnchanged(column: Column, before: Column | undefined): boolean {
  return before !== undefined && isSame(column.value, before.value)
}

/** Grows with every use that is added. */
function total(uses: Sources): number {
  let sum = 0
  for (const set of uses.values()) sum += set + 1
  return sum
}
