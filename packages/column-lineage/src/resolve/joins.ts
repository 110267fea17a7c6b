import type { Ident, Join } from '../ir.ts'
import type { Context, Scope } from './context.ts'
import {
  addUse,
  type Dependencies,
  either,
  nothing,
  type Sources,
  through,
  transformation,
  use,
} from './dependencies.ts'
import { type Column, type Item, joinedRest, type Relation, renamed } from './relation.ts'

/** The relations of both sides, and the columns that `*` then stands for. */
export function joinItems(join: Join, scope: Scope, uses: Sources, context: Context): Item {
  const left = context.from(join.left, scope, uses)
  const right = context.from(join.right, { ...scope, items: [...scope.items, left] }, uses)
  const merged = mergedColumns(join, [left, right], uses, context)
  const keys = new Set(merged.map(({ key }) => key))
  const others = (item: Item) => item.columns.filter(({ key }) => !keys.has(key))
  const both: Item = {
    relations: [...left.relations, ...right.relations, ...usingRelation(join, merged, context)],
    columns: [...leftColumns(merged, left, context), ...others(right)],
    rests: [...left.rests, ...right.rests],
  }
  if (join.on) addUse(uses, context.evaluate(join.on, { ...scope, items: [...scope.items, both] }), use.join)
  const isSemi = join.type === 'semi' || join.type === 'anti'
  const seen = isSemi ? { ...left, columns: leftColumns(merged, left, context) } : both
  return join.as ? named(join.as, join.columns, seen, context) : seen
}

/** The left side's columns, with the merged ones before them; in DuckDB at their places. */
function leftColumns(merged: readonly Column[], left: Item, { rules }: Context): readonly Column[] {
  const mergedOf = ({ key }: Column) => merged.find((column) => column.key === key)
  if (!rules.mergesInPlace) return [...merged, ...left.columns.filter((column) => !mergedOf(column))]
  const places = new Set(left.columns.map(({ key }) => key))
  return [...merged.filter(({ key }) => !places.has(key)), ...left.columns.map((column) => mergedOf(column) ?? column)]
}

/** The whole join under one name. */
function named(as: Ident, list: readonly Ident[] | undefined, item: Item, context: Context): Item {
  const rest = item.rests.length > 0 ? joinedRest(item.rests) : undefined
  if (rest && list?.length) {
    context.report('SYNTAX_UNSUPPORTED', 'columns are renamed by place where not all are known', as.at)
  }
  const columns = renamed(item.columns, list, (ident) => context.named(ident))
  return { ...item, columns, relations: [{ names: [context.key(as)], columns, rest }] }
}

/** The merged columns under a name of their own. */
function usingRelation({ usingAs }: Join, columns: readonly Column[], context: Context): readonly Relation[] {
  return usingAs ? [{ names: [context.key(usingAs)], columns }] : []
}

/** The columns of USING and NATURAL: one for both sides. */
function mergedColumns(
  join: Join,
  [left, right]: readonly [Item, Item],
  uses: Sources,
  context: Context,
): readonly Column[] {
  return keysOf(join, left, right, context).map((ident) => {
    const a = columnOf(left, ident, context)
    const b = columnOf(right, ident, context)
    addUse(uses, a, use.join)
    addUse(uses, b, use.join)
    const type = left.columns.find(({ key }) => key === context.key(ident))?.type
    return { ...nameOf(ident, left, context), value: mergedValue(join.type, a, b), type }
  })
}

function keysOf(join: Join, left: Item, right: Item, context: Context): readonly Ident[] {
  if (join.using) return join.using
  if (!join.natural) return []
  if (left.rests.length > 0 || right.rests.length > 0) {
    context.report('SYNTAX_UNSUPPORTED', 'a NATURAL join of tables whose columns are not all known is not followed')
  }
  const keys = new Set(right.columns.map(({ key }) => key))
  return left.columns.filter(({ key }) => keys.has(key)).map(({ name }) => ({ name, quoted: true }))
}

/** The merged column is called as the left side's is. */
function nameOf(ident: Ident, left: Item, context: Context): Pick<Column, 'name' | 'key'> {
  const named = context.named(ident)
  return { ...named, name: left.columns.find(({ key }) => key === named.key)?.name ?? named.name }
}

function mergedValue(type: Join['type'], left: Dependencies, right: Dependencies): Dependencies {
  if (type === 'full') return through(either([left, right]), transformation)
  return type === 'right' ? right : left
}

function columnOf(item: Item, ident: Ident, context: Context): Dependencies {
  const key = context.key(ident)
  const [column, more] = item.columns.filter((column) => column.key === key)
  if (more)
    context.report('COLUMN_AMBIGUOUS', `column \`${ident.name}\` to join by is in more than one table`, ident.at)
  if (column) return column.value
  if (item.rests.length > 0) return joinedRest(item.rests).value(context.shown(ident))
  context.report('COLUMN_UNKNOWN', `there is no column \`${ident.name}\` to join by`, ident.at)
  return item.columns.length > 0 ? context.unknownOf(either(item.columns.map(({ value }) => value))) : nothing
}
