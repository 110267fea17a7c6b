import type { Check } from '@headwater/core'
import { type AnyRow, keyOfCell, showCell } from './cell.ts'
import type { HasColumns } from './column-checks.ts'

/** So many repeated values are quoted, each with so many of its rows. */
const quoted = 5

/**
 * No two rows have the same values in these columns; null is the same as null. Options go around it:
 * `{ ...unique('symbol', 'day'), blocking: true }`.
 */
export function unique<const C extends string>(...columns: readonly C[]): Check<HasColumns<C>> {
  return {
    run: (rows) => {
      const keyOf = (row: AnyRow): string => JSON.stringify(columns.map((column) => keyOfCell(row[column])))
      const groups = Map.groupBy((rows as readonly AnyRow[]).keys(), (index) => keyOf(rows[index] ?? {}))
      const repeated = [...groups.values()].filter((group) => group.length > 1)
      if (repeated.length === 0) return { passed: true, facts: { rows: rows.length } }
      const examples = repeated.slice(0, quoted).map((group) => exampleOf(rows, group, columns))
      return { passed: false, facts: { rows: rows.length, repeated: repeated.length, examples: examples.join(', ') } }
    },
  }
}

/** `rows 3 and 17: "AAPL" "2024-01-02"`, counted from 1. */
function exampleOf(rows: readonly AnyRow[], group: readonly number[], columns: readonly string[]): string {
  const places = group.slice(0, quoted).map((index) => index + 1)
  const more = group.length > quoted ? ` and ${group.length - quoted} more` : ''
  const [first = 0] = group
  return `rows ${places.join(' ')}${more}: ${columns.map((column) => showCell(rows[first]?.[column])).join(' ')}`
}
