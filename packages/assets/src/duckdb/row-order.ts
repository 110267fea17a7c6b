import type { StoredColumn } from './duckdb-session.ts'
import { identifier } from './quote.ts'

/** The `order by` term of a table's rows as they were written. Views do not have it. */
export const writtenOrder = 'rowid'

/**
 * The `order by` terms that leave only equal rows without an order: by the columns, first column first, nulls last. For
 * rows that would otherwise come in the order in which the engine's threads finish.
 */
export function sortedOrder(columns: readonly StoredColumn[]): string {
  // DuckDB takes the cells of a column that it sorts by from the sort key, where -0 has become 0: hence not by itself.
  const terms = columns.map((column) => identifier(column.name) + (isFloat(column) ? ' + 0' : ''))
  return [...terms, ...negativeZeros(columns)].join(', ')
}

/**
 * Expressions that tell -0 from 0, one for every column of numbers: in DuckDB they are equal and hash alike. The sign of
 * a NaN, which no function sees, does not count.
 */
export function negativeZeros(columns: readonly StoredColumn[]): readonly string[] {
  return columns.filter(isFloat).map(({ name }) => `${identifier(name)} = 0 and signbit(${identifier(name)})`)
}

function isFloat({ type }: StoredColumn): boolean {
  return type === 'DOUBLE' || type === 'FLOAT'
}
