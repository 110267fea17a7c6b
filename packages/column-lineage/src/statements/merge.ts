import type { Merge, MergeClause } from '../ir.ts'
import type { Scope } from '../resolve/context.ts'
import { bindCtes } from '../resolve/ctes.ts'
import { addUse, either, type Sources, use } from '../resolve/dependencies.ts'
import { project } from '../resolve/queries.ts'
import { type Column, type Item, joinedRest, type Rows } from '../resolve/relation.ts'
import { assigned, changed } from './assignments.ts'
import { nameOf, targetItem } from './update.ts'
import type { StatementContext } from './writer.ts'

/** What a clause of a MERGE sees. */
interface Sides {
  readonly source: Item
  readonly scope: Scope
  readonly known: readonly Column[] | undefined
}

/** MERGE: each column of the target takes what any clause gives it. */
export function merge(statement: Merge, outer: Scope, context: StatementContext): Rows {
  const base = bindCtes(statement.ctes, statement.recursive, outer, context)
  const uses: Sources = new Map()
  const target = targetItem(statement.target, base, uses, context)
  const source = context.from(statement.source, base, uses)
  const scope: Scope = { parent: base, items: [target, source] }
  addUse(uses, context.evaluate(statement.on, scope), use.join)
  const name = nameOf(statement.target)
  const known = name && context.targetColumns(name)
  const columns = new Map<string, Column>()
  for (const clause of statement.clauses) {
    const seen = clause.sees ? { ...scope, items: [clause.sees === 'target' ? target : source] } : scope
    if (clause.condition) addUse(uses, context.evaluate(clause.condition, seen), use.filter)
    for (const column of clauseColumns(clause, { source, scope: seen, known }, context)) {
      const before = columns.get(column.key)
      columns.set(column.key, before ? { ...before, value: either([before.value, column.value]) } : column)
    }
  }
  context.write({ kind: 'merge', target: name, columns: [...columns.values()], uses })
  return { columns: project(statement.returning ?? [], scope, context).map(({ column }) => column), uses }
}

function clauseColumns(clause: MergeClause, sides: Sides, context: StatementContext): readonly Column[] {
  const { scope, known } = sides
  if (clause.star) return starColumns(sides, clause.star, context)
  if (clause.set) return assigned(clause.set, scope, known, context)
  if (!clause.insert) return []
  const { columns, values } = clause.insert
  const places = columns?.map((ident) => changed(ident, known, context)) ?? known
  if (!places || places.length < values.length || (columns && columns.length !== values.length)) {
    context.report(
      'COLUMN_COUNT',
      `an INSERT of a MERGE has ${values.length} values, and its columns are not as many or not known`,
    )
  }
  return values.map((value, index) => {
    const place = places?.[index] ?? context.named({ name: `?${index + 1}` })
    return { name: place.name, key: place.key, value: context.evaluate(value, scope) }
  })
}

/** `UPDATE SET *`, `INSERT *`, `INSERT ROW`: columns of the same name, and those that are added. */
function starColumns(
  { source, known }: Sides,
  star: MergeClause['star'],
  context: StatementContext,
): readonly Column[] {
  if (!known) {
    if (source.rests.length > 0) return source.rests.map((rest) => ({ name: '*', key: '*', value: rest.all, rest }))
    return source.columns
  }
  const taken = known.flatMap(({ name, key }) => {
    const column = source.columns.find((column) => column.key === key)
    if (column) return [{ name, key, value: column.value }]
    if (source.rests.length > 0) return [{ name, key, value: joinedRest(source.rests).value(name) }]
    if (star !== 'adding') context.report('COLUMN_UNKNOWN', `the source of the MERGE has no column \`${name}\``)
    return []
  })
  const added = source.columns.filter(({ key }) => !known.some((column) => column.key === key))
  return star === 'adding' ? [...taken, ...added] : taken
}
