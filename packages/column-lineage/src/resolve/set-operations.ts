import type { SetOperation } from '../ir.ts'
import type { Context } from './context.ts'
import { addUse, addUses, either, type Sources, use } from './dependencies.ts'
import { type Column, joinedRest, type Rest, type Rows } from './relation.ts'

/** UNION takes values from both sides; EXCEPT and INTERSECT only of the left one, filtered by the right one. */
export function setOperation(
  { op, byName }: SetOperation,
  [left, right]: readonly [Rows, Rows],
  context: Context,
): Rows & { readonly uses: Sources } {
  const uses: Sources = new Map(left.uses)
  addUses(uses, right.uses)
  // Equal rows may become one, whichever of their columns are used.
  for (const { value } of [...left.columns, ...right.columns]) context.touch(value)
  if (op === 'union') {
    return {
      columns: byName ? unionByName(left.columns, right.columns) : unionByPlace(left.columns, right.columns, context),
      uses,
    }
  }
  sameWidth(left.columns, right.columns, context)
  for (const column of right.columns) addUse(uses, column.value, use.filter)
  return { columns: left.columns, uses }
}

/** Reports numbers of columns that differ, unless a side has columns that are not known. */
export function sameWidth(left: readonly Column[], right: readonly Column[], context: Context): void {
  const isOpen = [...left, ...right].some(({ rest }) => rest)
  if (isOpen || left.length === right.length) return
  context.report('COLUMN_COUNT', `one side of a set operation has ${left.length} columns, the other ${right.length}`)
}

function unionByName(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const merged = left.map((column) => {
    const other = right.find(({ key }) => key === column.key)
    return other ? mergedColumn(column, other) : column
  })
  return [...merged, ...right.filter(({ key }) => !left.some((column) => column.key === key))]
}

function unionByPlace(left: readonly Column[], right: readonly Column[], context: Context): readonly Column[] {
  sameWidth(left, right, context)
  const leftOpen = left.findIndex(({ rest }) => rest)
  const rightOpen = right.findIndex(({ rest }) => rest)
  if (leftOpen === -1 && rightOpen === -1) {
    return left.map((column, index) => mergedColumn(column, right[index]))
  }
  return openUnion(left, right)
}

/**
 * Where a side has columns that are not known, places do not tell which column meets which. Two stars are taken to list
 * the same names; a column opposite a star may be any of its columns.
 */
function openUnion(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  if (left.length === 1 && right.length === 1 && left[0]?.rest && right[0]?.rest) {
    const rest = joinedRest([left[0].rest, right[0].rest])
    return [{ ...left[0], value: rest.all, rest }]
  }
  const all = either(right.map(({ value }) => value))
  return left.map((column) => {
    const value = either([column.value, all])
    if (!column.rest) return { ...column, value }
    return { ...column, value, rest: widened(column.rest, right) }
  })
}

function widened(rest: Rest, right: readonly Column[]): Rest {
  const others = either(right.map(({ value }) => value))
  const all = either([rest.all, others])
  return { value: (name) => either([rest.value(name), others]), all }
}

function mergedColumn(column: Column, other: Column | undefined): Column {
  if (!other) return column
  return { name: column.name, key: column.key, value: either([column.value, other.value]), rest: column.rest }
}
