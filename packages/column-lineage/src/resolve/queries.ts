import type { Body, Expr, Ident, Projection, Query, Select } from '../ir.ts'
import type { Context, Scope } from './context.ts'
import { bindCtes } from './ctes.ts'
import { addUse, addValue, collected, type Dependencies, identity, type Sources, use } from './dependencies.ts'
import { hasAggregate } from './expressions.ts'
import { generatedColumns } from './generators.ts'
import { findMeaning } from './names.ts'
import { type Column, type Item, renamed, type Rows } from './relation.ts'
import { setOperation } from './set-operations.ts'
import { spreadColumns } from './stars.ts'
import { mayHaveType, typeOf } from './types.ts'

/** Rows whose uses are still being collected, and the scope that ORDER BY sees. */
interface OpenRows {
  readonly columns: readonly Column[]
  readonly uses: Sources
  readonly scope: Scope
}

/** The columns of a query, and what decides about its rows. */
export function resolveQuery(query: Query, scope: Scope, context: Context): Rows {
  context.step()
  for (const { what, at } of query.doubts ?? []) context.report('SYNTAX_UNSUPPORTED', `${what} is not followed`, at)
  const inside = bindCtes(query.ctes, query.recursive, scope, context)
  const rows = resolveBody(query.body, inside, context)
  addOrder(query.order, rows, context)
  for (const limit of query.limit ?? []) addUse(rows.uses, context.evaluate(limit, inside), use.filter)
  return { columns: rows.columns, uses: rows.uses }
}

/** The columns of a select list, in a scope whose tables are known. */
export function project(
  projections: readonly Projection[],
  scope: Scope,
  context: Context,
): readonly { readonly column: Column; readonly aggregate: boolean }[] {
  const aliases = new Map<string, Dependencies>()
  const inside = context.rules.lateralAliases ? { ...scope, aliases } : scope
  return projections.flatMap((projection) => {
    const isStar = projection.expr.kind === 'star' && !projection.as
    const spread = isStar ? undefined : spreadColumns(projection, inside, context)
    if (spread) {
      return spread.map(({ column, expr }) => ({
        column: { ...column, value: context.evaluate(expr, inside) },
        aggregate: hasAggregate(expr),
      }))
    }
    if (projection.expr.kind === 'star') {
      return context.star(projection.expr, inside).map((column) => ({ column, aggregate: false }))
    }
    const made = severalColumns(projection, inside, context)
    if (made) return made.map((column) => ({ column, aggregate: false }))
    const column = projected(projection, inside, context)
    if (projection.as && !aliases.has(column.key)) aliases.set(column.key, column.value)
    return [{ column, aggregate: hasAggregate(projection.expr) }]
  })
}

function resolveBody(body: Body, scope: Scope, context: Context): OpenRows {
  switch (body.kind) {
    case 'select':
      return select(body, scope, context)
    case 'nested': {
      const rows = context.query(body.query, scope)
      return { columns: rows.columns, uses: new Map(rows.uses), scope: { parent: scope, items: [] } }
    }
    case 'values':
      return { columns: valuesColumns(body.rows, scope, context), uses: new Map(), scope }
    case 'set': {
      const left = resolveBody(body.left, scope, context)
      const right = resolveBody(body.right, scope, context)
      return { ...setOperation(body, [left, right], context), scope: { parent: scope, items: [] } }
    }
    default:
      return body satisfies never
  }
}

function valuesColumns(rows: readonly (readonly Expr[])[], scope: Scope, context: Context): readonly Column[] {
  const width = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: width }, (_, index) => {
    const value = collected()
    for (const row of rows) {
      const cell = row[index]
      if (cell) addValue(value, context.evaluate(cell, scope), identity)
    }
    return { ...context.named({ name: context.rules.valuesColumn(index) }), value }
  })
}

function select(body: Select, outer: Scope, context: Context): OpenRows {
  const uses: Sources = new Map()
  const scope = fromScope(body, outer, uses, context)
  const projected = project(body.projections, scope, context)
  const columns = projected.map(({ column }) => column)
  const aliases = new Map<string, Dependencies>()
  for (const { key, value, rest } of columns) if (!rest && !aliases.has(key)) aliases.set(key, value)
  const withAliases: Scope = { ...scope, aliases }
  if (body.where) {
    const scopeOfWhere = context.rules.aliasesInWhere ? withAliases : scope
    addUse(uses, context.evaluate(body.where, scopeOfWhere), use.filter)
  }
  if (body.group === 'all') {
    for (const { column, aggregate } of projected) if (!aggregate) addUse(uses, column.value, use.groupBy)
  } else addKeys(body.group, use.groupBy, { columns, uses, scope: withAliases }, context)
  if (body.having) addUse(uses, context.evaluate(body.having, havingScope(body, withAliases, context)), use.filter)
  if (body.qualify) addUse(uses, context.evaluate(body.qualify, withAliases), use.filter)
  if (body.distinct) for (const column of columns) addUse(uses, column.value, use.groupBy)
  addKeys(body.distinctOn ?? [], use.groupBy, { columns, uses, scope: withAliases }, context)
  const aliasesFirst = context.rules.aliasesFirstInOrder
  return { columns, uses, scope: { ...withAliases, aliasesFirst } }
}

/** What HAVING sees: where aliases come first, they do so but for the names of group keys. */
function havingScope({ group }: Select, scope: Scope, context: Context): Scope {
  if (!context.rules.aliasesFirstInHaving || group === 'all') return scope
  const aliases = new Map(scope.aliases)
  for (const key of group) {
    const name = key.kind === 'column' && key.path.at(-1)
    if (name) aliases.delete(context.key(name))
  }
  return { parent: scope, items: scope.items, aliases, aliasesFirst: true }
}

function fromScope(body: Select, outer: Scope, uses: Sources, context: Context): Scope {
  let items: readonly Item[] = []
  const scope = { parent: outer, windows: body.windows }
  for (const from of body.from) items = [...items, context.from(from, { ...scope, items }, uses)]
  return { ...scope, items }
}

function projected(projection: Projection, scope: Scope, context: Context): Column {
  const { expr, as, called } = projection
  if (expr.kind === 'column') {
    const ident = as ?? expr.path.at(-1) ?? { name: '' }
    const meaning = findMeaning(expr.path, scope, context)
    return { ...context.named(ident), value: meaning?.value ?? context.evaluate(expr, scope), type: meaning?.type }
  }
  const value = context.evaluate(expr, scope)
  const type = mayHaveType(expr) ? typeOf(expr, scope, context) : undefined
  return { ...context.named(as ?? called ?? { name: outputName(expr) }), value, type }
}

/** The columns of one item that makes several: named by the item, else as the function calls them. */
function severalColumns(
  { expr, as, columns }: Projection,
  scope: Scope,
  context: Context,
): readonly Column[] | undefined {
  const made = expr.kind === 'call' ? generatedColumns({ name: expr.name, args: expr.args, scope, context }) : undefined
  if (made === 'unknown' || made === undefined) {
    if (made && !as && !columns)
      context.report('SYNTAX_UNSUPPORTED', 'how many columns this function makes is not known: name them')
    return columns?.map((ident) => ({ ...context.named(ident), value: context.evaluate(expr, scope) }))
  }
  const listed = columns ?? (as && made.length === 1 ? [as] : undefined)
  if (columns && columns.length !== made.length)
    context.report(
      'COLUMN_COUNT',
      `${columns.length} columns are named, and the function makes ${made.length}`,
      columns[0]?.at,
    )
  const own = made.map(({ name, value, type }) => ({ ...context.named({ name, quoted: true }), value, type }))
  return renamed(own, listed, (ident) => context.named(ident))
}

/** Roughly as engines call a column without an alias: as its function or, through a cast, as its column. */
function outputName(expr: Expr): string {
  switch (expr.kind) {
    case 'column':
      return expr.path.at(-1)?.name ?? unnamed
    case 'same':
      return outputName(expr.of)
    case 'case':
      return 'case'
    case 'call': {
      const [first] = expr.args
      if (/^\((?:type)?cast\)$/.test(expr.name) && first) return outputName(first)
      return expr.name.startsWith('(') ? unnamed : expr.name
    }
    default:
      return unnamed
  }
}

const unnamed = '?column?'

/** Keys of GROUP BY and DISTINCT ON: a number is the column at that place. */
function addKeys(keys: readonly Expr[], as: number, { columns, uses, scope }: OpenRows, context: Context): void {
  for (const key of keys) {
    const place = placeOf(key)
    if (place === undefined) addUse(uses, context.evaluate(key, scope), as)
    else addPlace(place, columns, uses, { as, context })
  }
}

function addOrder(order: Query['order'], rows: OpenRows, context: Context): void {
  const { columns, uses, scope } = rows
  if (order === 'all') {
    for (const column of columns) addUse(uses, column.value, use.sort)
    return
  }
  for (const key of order) {
    const place = placeOf(key)
    const name = key.kind === 'column' && key.path.length === 1 ? key.path[0] : undefined
    const named = name && columnCalled(name, columns, context)
    if (place !== undefined) addPlace(place, columns, uses, { as: use.sort, context })
    else addUse(uses, named ? named.value : context.evaluate(key, scope), use.sort)
  }
}

function columnCalled(ident: Ident, columns: readonly Column[], context: Context): Column | undefined {
  const key = context.key(ident)
  return columns.find((column) => column.key === key && !column.rest)
}

function addPlace(
  place: number,
  columns: readonly Column[],
  uses: Sources,
  { as, context }: { readonly as: number; readonly context: Context },
): void {
  const open = columns.findIndex(({ rest }) => rest)
  if (open !== -1 && place > open) {
    context.report('SYNTAX_UNSUPPORTED', `the column at place ${place} is not known`)
    for (const column of columns) addUse(uses, column.value, as)
    return
  }
  const column = columns[place - 1]
  if (column) addUse(uses, column.value, as)
  else context.report('COLUMN_COUNT', `there is no column at place ${place}`)
}

function placeOf(expr: Expr): number | undefined {
  return expr.kind === 'literal' && typeof expr.value === 'number' ? expr.value : undefined
}
