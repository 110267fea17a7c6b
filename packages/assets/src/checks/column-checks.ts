import type { Check, CheckOptions, Facts } from '@headwater/core'
import type { Scalar } from '../sql/rows.ts'

type HasColumns<C extends string, V = unknown> = readonly { readonly [K in C]: V }[]
type Widened<V> = V extends number ? number : V extends bigint ? bigint : V
type AnyRow = { readonly [column: string]: unknown }

/** So many offending rows are quoted. */
const quoted = 5

/** No row is without a value in the column: neither null nor absent, and no number that is not one. */
export function notNull<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C>> {
  return everyRow(options, (row) => row[column] !== null && row[column] !== undefined && !Number.isNaN(row[column]), column)
}

/** Every number in the column is above zero; null passes, see `notNull`. */
export function positive<const C extends string>(column: C, options: CheckOptions = {}): Check<HasColumns<C, number | null>> {
  return everyRow(options, (row) => row[column] === null || Number(row[column]) > 0, column)
}

/** Every value in the column is one of those given; null passes only when it is among them. */
export function accepted<const C extends string, const V extends Scalar>(column: C, values: readonly V[], options: CheckOptions = {}): Check<HasColumns<C, V>> {
  const allowed = new Set<unknown>(values.map(comparable))
  return everyRow(options, (row) => allowed.has(comparable(row[column])), column)
}

/** Every number or date in the column lies between `min` and `max`, both included; null passes. */
export function between<const C extends string, V extends number | bigint | Date>(
  column: C,
  range: { readonly min?: V | undefined; readonly max?: V | undefined },
  options: CheckOptions = {},
): Check<HasColumns<C, Widened<V> | null>> {
  const { min, max } = range
  return everyRow(
    options,
    (row) => {
      const value = row[column] as V | null
      return value === null || ((min === undefined || value >= min) && (max === undefined || value <= max))
    },
    column,
  )
}

/** No two rows have the same values in these columns. */
export function unique<const C extends string>(...columns: readonly C[]): Check<HasColumns<C>> {
  return {
    run: (rows) => {
      const counts = new Map<string, number>()
      for (const row of rows as readonly AnyRow[]) {
        const key = JSON.stringify(columns.map((column) => comparable(row[column])))
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      const repeated = [...counts].filter(([, count]) => count > 1)
      if (repeated.length === 0) return { passed: true, facts: { rows: rows.length } }
      return { passed: false, facts: { rows: rows.length, repeated: repeated.length, examples: repeated.slice(0, quoted).map(([key]) => key).join(' ') } }
    },
  }
}

/** The table has at least `min` and at most `max` rows. */
export function rowCount(options: CheckOptions & { readonly min?: number | undefined; readonly max?: number | undefined }): Check<readonly unknown[]> {
  const { min = 0, max = Infinity, ...rest } = options
  return { ...rest, run: (rows) => ({ passed: rows.length >= min && rows.length <= max, facts: { rows: rows.length } }) }
}

function everyRow<C extends string, V>(options: CheckOptions, holds: (row: AnyRow) => boolean, column: string): Check<HasColumns<C, V>> {
  return {
    ...options,
    run: (rows) => {
      const bad = (rows as readonly AnyRow[]).filter((row) => !holds(row))
      return bad.length === 0 ? { passed: true, facts: { rows: rows.length } } : { passed: false, facts: failedRows(rows.length, bad, column) }
    },
  }
}

function failedRows(rows: number, bad: readonly AnyRow[], column: string): Facts {
  const examples = bad.slice(0, quoted).map((row) => JSON.stringify(comparable(row[column])) ?? 'nothing')
  return { rows, failed: bad.length, examples: examples.join(' ') }
}

/** Dates and bigints by value, in a form that JSON and sets can compare. */
function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? `${value}n` : value
}
