import type { Insert } from '../ir.ts'
import type { Scope } from '../resolve/context.ts'
import { bindCtes } from '../resolve/ctes.ts'
import { addUse, either, nothing, type Sources, use } from '../resolve/dependencies.ts'
import { project } from '../resolve/queries.ts'
import { type Column, itemOf, type Relation, type Rows } from '../resolve/relation.ts'
import { assigned, changed } from './assignments.ts'
import type { StatementContext } from './writer.ts'

/** INSERT, with ON CONFLICT: each column of the target takes the query's column at its place, or of its name. */
export function insert(statement: Insert, outer: Scope, context: StatementContext): Rows {
  const scope = bindCtes(statement.ctes, statement.recursive, outer, context)
  const rows = context.query(statement.query, scope)
  const uses: Sources = new Map(rows.uses)
  const inserted = statement.byName ? byName(statement, rows, context) : byPlace(statement, rows, context)
  const columns = statement.conflict ? withConflict(statement, { inserted, uses, scope }, context) : inserted
  context.write({ kind: 'insert', target: statement.name, columns, uses })
  const relation = newRows(statement, columns, context)
  const returned = project(statement.returning ?? [], { parent: scope, items: [itemOf(relation)] }, context)
  return { columns: returned.map(({ column }) => column), uses }
}

/** The columns that a query fills, in its order; undefined where only its own names tell. */
function placesOf(statement: Insert, context: StatementContext): readonly Pick<Column, 'name' | 'key'>[] | undefined {
  const { columns, partition, name } = statement
  const known = context.targetColumns(name)
  const dynamic = partition?.dynamic.map((ident) => changed(ident, known, context)) ?? []
  if (columns) return [...columns.map((ident) => changed(ident, known, context)), ...dynamic]
  if (!known) {
    context.report('TABLE_UNKNOWN', `the columns of \`${written(name)}\` are taken from the query`, name[0]?.at)
    return undefined
  }
  const given = new Set(
    [...(partition?.constants ?? []), ...(partition?.dynamic ?? [])].map((ident) => context.key(ident)),
  )
  return [...known.filter(({ key, rest }) => !given.has(key) && !rest), ...dynamic]
}

function byPlace(statement: Insert, { columns }: Rows, context: StatementContext): readonly Column[] {
  const places = placesOf(statement, context)
  if (!places) return columns
  const open = columns.findIndex(({ rest }) => rest)
  if (open !== -1) return aroundStar(places, columns, open, context)
  const isShort = statement.columns ? columns.length < places.length : false
  if (columns.length > places.length || (isShort && columns.length > 0)) {
    context.report(
      'COLUMN_COUNT',
      `\`${written(statement.name)}\` takes ${places.length} columns here, and the query has ${columns.length}`,
      statement.name[0]?.at,
    )
  }
  return columns.map((column, index) => {
    const place = places[index]
    return place ? { ...column, name: place.name, key: place.key } : column
  })
}

/** Columns before and after one unknown star have their places; those between may be any of its columns. */
function aroundStar(
  places: readonly Pick<Column, 'name' | 'key'>[],
  columns: readonly Column[],
  open: number,
  context: StatementContext,
): readonly Column[] {
  const stars = columns.filter(({ rest }) => rest)
  const after = stars.length > 1 ? 0 : columns.length - open - 1
  const unknown = context.unknownOf(either(stars.map(({ value }) => value)))
  const others = either(columns.slice(open).map(({ value }) => value))
  return places.map((place, index) => {
    const fromEnd = places.length - index
    const column = index < open ? columns[index] : fromEnd <= after ? columns.at(-fromEnd) : undefined
    const value = column ? column.value : stars.length > 1 ? either([unknown, others]) : unknown
    return { name: place.name, key: place.key, value }
  })
}

function byName({ name }: Insert, { columns }: Rows, context: StatementContext): readonly Column[] {
  const known = context.targetColumns(name)
  return columns.map((column) => {
    if (column.rest) return column
    return { ...column, ...changed({ name: column.name, quoted: true }, known, context) }
  })
}

function withConflict(
  statement: Insert,
  { inserted, uses, scope }: { readonly inserted: readonly Column[]; readonly uses: Sources; readonly scope: Scope },
  context: StatementContext,
): readonly Column[] {
  const { conflict, as, name } = statement
  if (!conflict) return inserted
  const own = context.targetTable(name)
  const target = itemOf(as ? { ...own, names: [context.key(as)] } : own)
  const excluded = itemOf({ ...newRows(statement, inserted, context), names: ['excluded'], qualifiedOnly: true })
  const inside: Scope = { parent: scope, items: [target, excluded] }
  if (conflict.where) addUse(uses, context.evaluate(conflict.where, inside), use.filter)
  const set = assigned(conflict.set, inside, context.targetColumns(name), context)
  const updated = inserted.map((column) => {
    const other = set.find(({ key }) => key === column.key)
    return other ? { ...column, value: either([column.value, other.value]) } : column
  })
  return [...updated, ...set.filter(({ key }) => !inserted.some((column) => column.key === key))]
}

/** The rows that are inserted: columns that the statement does not give have their defaults. */
function newRows({ name, as }: Insert, columns: readonly Column[], context: StatementContext): Relation {
  const given = new Set(columns.map(({ key }) => key))
  const defaults = context.targetColumns(name)?.filter(({ key, rest }) => !given.has(key) && !rest) ?? []
  return {
    names: as ? [context.key(as)] : name.map((ident) => context.key(ident)),
    columns: [...columns.filter(({ rest }) => !rest), ...defaults.map((column) => ({ ...column, value: nothing }))],
    rest:
      columns.find(({ rest }) => rest)?.rest ??
      (context.targetColumns(name) ? undefined : { value: () => nothing, all: nothing }),
  }
}

function written(path: Insert['name']): string {
  return path.map(({ name }) => name).join('.')
}
