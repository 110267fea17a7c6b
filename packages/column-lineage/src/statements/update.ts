import type { Delete, From, Path, Update } from '../ir.ts'
import type { Scope } from '../resolve/context.ts'
import { bindCtes } from '../resolve/ctes.ts'
import { addUse, type Sources, use } from '../resolve/dependencies.ts'
import { project } from '../resolve/queries.ts'
import { type Column, type Item, itemOf, type Rows } from '../resolve/relation.ts'
import { assigned } from './assignments.ts'
import type { StatementContext } from './writer.ts'

/** UPDATE: the columns that are set; what chooses the rows decides about all of them. */
export function update(statement: Update, outer: Scope, context: StatementContext): Rows {
  const { target, set, from, where, returning } = statement
  const base = bindCtes(statement.ctes, statement.recursive, outer, context)
  const uses: Sources = new Map()
  const own = targetItem(target, base, uses, context)
  const items = [own, ...sources(from, { ...base, items: [own] }, uses, context)]
  const scope: Scope = { parent: base, items }
  const name = nameOf(target)
  const columns = assigned(set, scope, name && context.targetColumns(name), context)
  if (where) addUse(uses, context.evaluate(where, scope), use.filter)
  context.write({ kind: 'update', target: name, columns, uses })
  const after = { parent: base, items: [withNew(own, columns), ...items.slice(1)] }
  return { columns: project(returning ?? [], after, context).map(({ column }) => column), uses }
}

/** DELETE: no columns, only what chooses the rows. */
export function remove(statement: Delete, outer: Scope, context: StatementContext): Rows {
  const { target, using, where, returning } = statement
  const base = bindCtes(statement.ctes, statement.recursive, outer, context)
  const uses: Sources = new Map()
  const own = targetItem(target, base, uses, context)
  const scope: Scope = { parent: base, items: [own, ...sources(using, { ...base, items: [own] }, uses, context)] }
  if (where) addUse(uses, context.evaluate(where, scope), use.filter)
  context.write({ kind: 'delete', target: nameOf(target), columns: [], uses })
  return { columns: project(returning ?? [], scope, context).map(({ column }) => column), uses }
}

/** The table that a statement changes, under its alias. */
export function targetItem(target: From, scope: Scope, uses: Sources, context: StatementContext): Item {
  if (target.kind !== 'table') return context.from(target, scope, uses)
  const relation = context.targetTable(target.name)
  return itemOf(target.as ? { ...relation, names: [context.key(target.as)] } : relation)
}

export function nameOf(target: From): Path | undefined {
  return target.kind === 'table' ? target.name : undefined
}

function sources(froms: readonly From[], scope: Scope, uses: Sources, context: StatementContext): readonly Item[] {
  const items: Item[] = []
  for (const from of froms) items.push(context.from(from, { ...scope, items: [...scope.items, ...items] }, uses))
  return items
}

/** The rows of the target after the change. */
function withNew(item: Item, changed: readonly Column[]): Item {
  const renew = (columns: readonly Column[]) =>
    columns.map((column) => changed.find(({ key }) => key === column.key) ?? column)
  const [relation] = item.relations
  return relation ? itemOf({ ...relation, columns: renew(relation.columns) }) : item
}
