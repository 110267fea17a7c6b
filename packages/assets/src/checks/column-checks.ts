import type { Check, CheckOptions } from '@headwater/core'
import type { TableOf } from '../columns/index.ts'
import type { Scalar } from '../sql/rows.ts'
import { keyOfCell } from './cell.ts'
import { everyRow } from './every-row.ts'
import { exactBound, exactValue, isNumeric } from './sql-values.ts'
import type { Cell, CheckDialect } from './table-rule.ts'

/** A table that has these columns, with cells of these types: as rows, as columns, or as a stream of them. */
export type HasColumns<C extends string, V = unknown> = TableOf<{ readonly [K in C]: V }>
type Numeric = number | bigint | null
/** The values given say of which kind the cells are, not which of them there are: to find others is what checks are for. */
type Kind<V> = V extends number | bigint ? number | bigint : V extends string ? string : V extends boolean ? boolean : V

/** No row is without a value in the column: neither null nor absent, and no number that is not one. */
export function notNull<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C>> {
  return everyRow(options, {
    column,
    holds: (cell) => cell !== null && cell !== undefined && !Number.isNaN(cell),
    condition: (cell, dialect) => {
      if (cell.kind === 'number') return isNumber(cell, dialect)
      // A JSON null is a value to some databases.
      const isJsonNull = `${dialect.comparable(cell.sql, cell.type)} = 'null'`
      return cell.kind === 'json' ? `${cell.sql} is not null and not (${isJsonNull})` : `${cell.sql} is not null`
    },
  })
}

/** Every number in the column is above zero; null passes, see `notNull`. */
export function positive<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C, Numeric>> {
  return everyRow(options, {
    column,
    holds: (cell) => isNull(cell) || (cell as number | bigint) > 0,
    condition: (cell, dialect) =>
      isNumeric(cell.kind) ? orNull(cell, [`${cell.sql} > 0`, isNumber(cell, dialect)]) : undefined,
  })
}

/** Every value in the column is one of those given; null passes only when it is among them. */
export function accepted<const C extends string, const V extends Scalar>(
  column: C,
  values: readonly V[],
  options: CheckOptions = {},
): Check<HasColumns<C, Kind<V> | null>> {
  const keys = new Set(values.map(keyOfCell))
  return everyRow(options, {
    column,
    holds: (cell) => keys.has(keyOfCell(cell)),
    condition: (cell, dialect) => {
      const wanted = values.filter((value) => value !== null)
      const exact = wanted.flatMap((value) => exactValue(cell.kind, value) ?? [])
      if (exact.length < wanted.length) return undefined
      const literals = exact.map((value) => dialect.literal(value))
      const isOne = literals.length === 0 ? 'false' : `${cell.sql} in (${literals.join(', ')})`
      return keys.has('null') ? orNull(cell, [isOne]) : isOne
    },
  })
}

/** Every number or date in the column lies between `min` and `max`, both included; null passes. */
export function between<const C extends string, V extends number | bigint | Date>(
  column: C,
  range: { readonly min?: V | undefined; readonly max?: V | undefined },
  options: CheckOptions = {},
): Check<HasColumns<C, Kind<V> | null>> {
  const { min, max } = range
  return everyRow(options, {
    column,
    holds: (cell) => {
      if (isNull(cell)) return true
      const value = cell as V
      // Written so that what compares with nothing, NaN and invalid dates, is not in between.
      return (min === undefined || value >= min) && (max === undefined || value <= max)
    },
    condition: (cell, dialect) => {
      const bounds = Object.entries({ '>=': min, '<=': max }).flatMap(([compare, bound]) =>
        bound === undefined ? [] : [{ compare, exact: exactBound(cell.kind, bound) }],
      )
      const conditions = bounds.flatMap(({ compare, exact }) =>
        exact === undefined ? [] : [`${cell.sql} ${compare} ${dialect.literal(exact)}`],
      )
      if (conditions.length < bounds.length) return undefined
      return orNull(cell, [...conditions, max === undefined ? isNumber(cell, dialect) : 'true'])
    },
  })
}

/** Where a column may hold NaN, which sorts above all numbers in SQL: that the cell is none. */
function isNumber({ kind, sql }: Cell, dialect: CheckDialect): string {
  return kind === 'number' ? `${sql} <= ${dialect.literal(Number.POSITIVE_INFINITY)}` : 'true'
}

function orNull({ sql }: Cell, conditions: readonly string[]): string {
  return `(${sql} is null or (${conditions.join(' and ')}))`
}

function isNull(cell: unknown): boolean {
  return cell === null || cell === undefined
}
