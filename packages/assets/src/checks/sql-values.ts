import type { ColumnKind } from '../sql/columns.ts'
import type { Scalar } from '../sql/rows.ts'

/** Moments that every database has words for: the years 1 to 9999. */
const firstMoment = Date.parse('0001-01-01T00:00:00Z')
const lastMoment = Date.parse('9999-12-31T23:59:59.999Z')
/** What fits into 38 digits. */
const bigintLimit = 10n ** 38n

/**
 * A value as one that compares in SQL with the cells of a column just as it does in memory. Undefined where it does not:
 * it is of another kind, or one that not every database has words for.
 */
export function exactValue(kind: ColumnKind, value: Scalar): Scalar | undefined {
  switch (kind) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : undefined
    case 'number':
    case 'integer':
      return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
    case 'bigint':
      return typeof value === 'bigint' && -bigintLimit < value && value < bigintLimit ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'date':
      return value instanceof Date && firstMoment <= value.getTime() && value.getTime() <= lastMoment
        ? value
        : undefined
    case 'json':
      return undefined
    default:
      return kind satisfies never
  }
}

/** The same of a bound: whole numbers bound bigints too, and bigints numbers. */
export function exactBound(kind: ColumnKind, bound: number | bigint | Date): Scalar | undefined {
  if (kind === 'bigint' && Number.isSafeInteger(bound)) return BigInt(bound as number)
  if (kind !== 'bigint' && typeof bound === 'bigint' && Number.isSafeInteger(Number(bound)))
    return exactValue(kind, Number(bound))
  return exactValue(kind, bound)
}

/** Whether the cells of a column are numbers, or bigints. */
export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'integer' || kind === 'bigint'
}
