import type { From, Ident } from '../ir.ts'
import type { Context, Scope } from './context.ts'
import { addUses, either, nothing, type Sources, through, transformation } from './dependencies.ts'
import { joinItems } from './joins.ts'
import { findMeaning } from './names.ts'
import { pivot, unpivot } from './pivots.ts'
import { type Item, itemOf, type Relation, relationOf, renamed, tableColumns } from './relation.ts'
import { elementRelation, functionRelation } from './table-functions.ts'

/** The relations of a FROM item; what decides about their rows goes into `uses`. */
export function resolveFrom(from: From, scope: Scope, uses: Sources, context: Context): Item {
  context.step()
  switch (from.kind) {
    case 'table':
      return itemOf(tableRelation(from, scope, uses, context))
    case 'query':
      return itemOf(derivedTable(from, scope, uses, context))
    case 'function':
      return itemOf(functionRelation(from, scope, context))
    case 'join':
      return joinItems(from, scope, uses, context)
    case 'pivot':
      return pivot(from, scope, uses, context)
    case 'unpivot':
      return unpivot(from, scope, uses, context)
    case 'unknown':
      return itemOf(unknownRelation(from, scope, context))
    default:
      return from satisfies never
  }
}

function tableRelation(
  from: Extract<From, { kind: 'table' }>,
  scope: Scope,
  uses: Sources,
  context: Context,
): Relation {
  const found = namedRelation(from, scope, uses, context)
  const columns = renamed(found.columns, from.columns, (ident) => context.named(ident))
  if (found.rest && from.columns?.length) {
    const [ident] = from.columns
    context.report('SYNTAX_UNSUPPORTED', 'columns are renamed by place where not all are known', ident?.at)
  }
  return { ...found, names: from.as ? [context.key(from.as)] : found.names, columns }
}

function namedRelation(
  from: Extract<From, { kind: 'table' }>,
  scope: Scope,
  uses: Sources,
  context: Context,
): Relation {
  const { name } = from
  const [first] = name
  if (name.length === 1 && first) {
    const cte = findCte(context.key(first), scope)
    if (cte) {
      addUses(uses, cte.uses)
      return { ...cte.relation, names: [context.key(first)] }
    }
  }
  return (name.length > 1 && elementsOf(from, scope, context)) || readTable(name, uses, context)
}

function readTable(name: readonly Ident[], uses: Sources, context: Context): Relation {
  const { relation, uses: own } = context.readTable(name)
  addUses(uses, own)
  return relation
}

/** `FROM t, t.items AS item`: the elements of an array of a table before it. */
function elementsOf(
  { name, as, columns }: Extract<From, { kind: 'table' }>,
  scope: Scope,
  context: Context,
): Relation | undefined {
  const first = context.key(name[0] ?? { name: '' })
  const isBefore = scope.items.some((item) => item.relations.some(({ names }) => names.at(-1) === first))
  if (!isBefore) return undefined
  const array = findMeaning(name, { items: scope.items }, context)
  const last = as ?? name.at(-1)
  return array && last && elementRelation(array, last, columns, context)
}

function findCte(key: string, scope: Scope | undefined) {
  for (let at = scope; at; at = at.parent) {
    const found = at.ctes?.get(key)
    if (found) return found
  }
  return undefined
}

function derivedTable(from: Extract<From, { kind: 'query' }>, scope: Scope, uses: Sources, context: Context): Relation {
  const seesBefore = from.lateral || context.rules.alwaysLateral
  const rows = context.query(from.query, seesBefore ? scope : { ...scope, items: [] })
  addUses(uses, rows.uses)
  if (from.columns?.length && rows.columns.some(({ rest }) => rest)) {
    context.report('SYNTAX_UNSUPPORTED', 'columns are renamed by place where not all are known', from.columns[0]?.at)
  }
  const columns = renamed(rows.columns, from.columns, (ident) => context.named(ident))
  return relationOf(from.as ? [context.key(from.as)] : [], tableColumns(columns, context.rules))
}

function unknownRelation(from: Extract<From, { kind: 'unknown' }>, scope: Scope, context: Context): Relation {
  context.report('SYNTAX_UNSUPPORTED', `${from.what} is not followed`, from.as?.at)
  const values = from.args.map((arg) => context.evaluate(arg, scope))
  const value = values.length > 0 ? through(either(values), transformation) : nothing
  return { names: from.as ? [context.key(from.as)] : [], columns: [], rest: { value: () => value, all: value } }
}
