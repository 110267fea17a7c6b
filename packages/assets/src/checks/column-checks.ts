import type { Check, CheckOptions } from '@headwater/core'
import type { Scalar } from '../sql/rows.ts'
import { keyOfCell } from './cell.ts'
import { everyRow } from './every-row.ts'

/** Rows that have these columns, with cells of these types. */
export type HasColumns<C extends string, V = unknown> = readonly { readonly [K in C]: V }[]
type Numeric = number | bigint | null
/** The values given say of which kind the cells are, not which of them there are: to find others is what checks are for. */
type Kind<V> = V extends number | bigint ? number | bigint : V extends string ? string : V extends boolean ? boolean : V

/** No row is without a value in the column: neither null nor absent, and no number that is not one. */
export function notNull<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C>> {
  const holds = (cell: unknown): boolean => cell !== null && cell !== undefined && !Number.isNaN(cell)
  return everyRow(options, { column, holds })
}

/** Every number in the column is above zero; null passes, see `notNull`. */
export function positive<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C, Numeric>> {
  return everyRow(options, { column, holds: (cell) => isNull(cell) || (cell as number | bigint) > 0 })
}

/** Every value in the column is one of those given; null passes only when it is among them. */
export function accepted<const C extends string, const V extends Scalar>(
  column: C,
  values: readonly V[],
  options: CheckOptions = {},
): Check<HasColumns<C, Kind<V> | null>> {
  const keys = new Set(values.map(keyOfCell))
  return everyRow(options, { column, holds: (cell) => keys.has(keyOfCell(cell)) })
}

/** Every number or date in the column lies between `min` and `max`, both included; null passes. */
export function between<const C extends string, V extends number | bigint | Date>(
  column: C,
  range: { readonly min?: V | undefined; readonly max?: V | undefined },
  options: CheckOptions = {},
): Check<HasColumns<C, Kind<V> | null>> {
  const { min, max } = range
  const holds = (cell: unknown): boolean => {
    if (isNull(cell)) return true
    const value = cell as V
    // Written so that what compares with nothing, NaN and invalid dates, is not in between.
    return (min === undefined || value >= min) && (max === undefined || value <= max)
  }
  return everyRow(options, { column, holds })
}

function isNull(cell: unknown): boolean {
  return cell === null || cell === undefined
}
