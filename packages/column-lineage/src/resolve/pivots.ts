import type { Expr, Pivot, Unpivot } from '../ir.ts'
import type { Context, Scope } from './context.ts'
import {
  addUse,
  addValue,
  aggregation,
  collected,
  either,
  identity,
  nothing,
  type Sources,
  through,
  use,
} from './dependencies.ts'
import { type Column, type Item, itemOf, joinedRest, relationOf, renamed, restColumn } from './relation.ts'

/** PIVOT: the columns that it does not use, then for each value of its keys a column of each aggregate. */
export function pivot(from: Pivot, scope: Scope, uses: Sources, context: Context): Item {
  const item = context.from(from.from, scope, uses)
  const inside: Scope = { parent: scope, items: [item] }
  const kept = keptColumns(from, item, inside, context)
  for (const column of kept) addUse(uses, column.value, use.groupBy)
  const columns = [...kept, ...pivotedColumns(from, inside, context)]
  const open = item.rests.length > 0 && !from.groupBy ? [restColumn(joinedRest(item.rests))] : []
  const named = renamed([...columns, ...open], from.columns, (ident) => context.named(ident))
  return itemOf(relationOf(from.as ? [context.key(from.as)] : [], named))
}

/** UNPIVOT: the columns that it does not use, the name of each, and its value. */
export function unpivot(from: Unpivot, scope: Scope, uses: Sources, context: Context): Item {
  const item = context.from(from.from, scope, uses)
  const inside: Scope = { parent: scope, items: [item] }
  const rows = from.entries.flatMap((entry) => spread(entry, inside, context))
  const used = new Set(rows.flat().flatMap((entry) => keysIn(entry, context)))
  const kept = item.columns.filter(({ key }) => !used.has(key))
  const values = from.values.map((ident, index): Column => {
    const entries = rows.flatMap((entry) => entry[index] ?? [])
    return { ...context.named(ident), value: either(entries.map((entry) => context.evaluate(entry, inside))) }
  })
  const name: Column = { ...context.named(from.name), value: nothing }
  const made = context.rules.unpivotNameFirst ? [name, ...values] : [...values, name]
  const columns = renamed([...kept, ...made], from.columns, (ident) => context.named(ident))
  const names = from.as ? [context.key(from.as)] : (item.relations.length === 1 && item.relations[0]?.names) || []
  return itemOf(relationOf(names, [...columns, ...item.rests.map(restColumn)]))
}

/** DuckDB's `UNPIVOT t ON COLUMNS(..)`: a row for each column that it is about. */
function spread(entry: readonly Expr[], inside: Scope, context: Context): readonly (readonly Expr[])[] {
  const [only] = entry
  if (only?.kind !== 'star') return [entry]
  const columns = context.star(only, inside)
  return columns.map(({ name }) => [{ kind: 'column', path: [{ name, quoted: true }] }])
}

function keptColumns(from: Pivot, item: Item, inside: Scope, context: Context): readonly Column[] {
  if (from.groupBy) {
    return from.groupBy.map((expr) => {
      const name = expr.kind === 'column' ? expr.path.at(-1) : undefined
      return { ...context.named(name ?? { name: 'group' }), value: context.evaluate(expr, inside) }
    })
  }
  const used = new Set(
    [...from.keys, ...from.aggregates.map(({ expr }) => expr)].flatMap((expr) => keysIn(expr, context)),
  )
  return item.columns.filter(({ key }) => !used.has(key))
}

function pivotedColumns(from: Pivot, inside: Scope, context: Context): readonly Column[] {
  const keys = either(from.keys.map((key) => context.evaluate(key, inside)))
  const several = from.aggregates.length > 1
  const aggregates = from.aggregates.map(({ expr, as }) => {
    const value = collected()
    addValue(value, through(context.evaluate(expr, inside), aggregation), identity)
    addUse(value.indirect, keys, use.conditional)
    return { value, alias: as ? context.shown(as) : several ? nameOf(expr) : undefined }
  })
  if (!from.values) {
    context.report('SYNTAX_UNSUPPORTED', 'the columns of a PIVOT without a list of values are known to the data alone')
    const value = either(aggregates.map((aggregate) => aggregate.value))
    return [restColumn({ value: () => value, all: context.unknownOf(value) })]
  }
  return from.values.flatMap((value) =>
    aggregates.map((aggregate) => {
      const name = context.rules.pivotName(value, aggregate.alias, several)
      return { ...context.named({ name, quoted: true }), value: aggregate.value }
    }),
  )
}

/** Roughly as engines call an aggregate without an alias. */
function nameOf(expr: Expr): string {
  return expr.kind === 'call'
    ? `${expr.name}(${expr.args.map(nameOf).join(', ')})`
    : expr.kind === 'column'
      ? (expr.path.at(-1)?.name ?? '')
      : ''
}

/** The columns that an expression names. */
function keysIn(expr: Expr, context: Context): readonly string[] {
  switch (expr.kind) {
    case 'column': {
      const last = expr.path.at(-1)
      return last ? [context.key(last)] : []
    }
    case 'same':
      return keysIn(expr.of, context)
    case 'call':
      return [...expr.args, ...(expr.filter ? [expr.filter] : []), ...(expr.order ?? [])].flatMap((arg) =>
        keysIn(arg, context),
      )
    case 'case':
      return [...expr.tests, ...expr.values].flatMap((part) => keysIn(part, context))
    default:
      return []
  }
}
