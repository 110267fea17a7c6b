import type { Check, CheckOptions } from '@headwater/core'
import { type AnyRow, showCell } from './cell.ts'

/** So many offending rows are quoted. */
const quoted = 5

/** What a check over all rows looks for. */
export interface RowTest {
  readonly column: string
  readonly holds: (cell: unknown) => boolean
}

/** A check that holds when it holds for the cell of every row. Rows are counted from 1 in its facts. */
export function everyRow(options: CheckOptions, { column, holds }: RowTest): Check<readonly object[]> {
  return {
    ...options,
    run: (rows) => {
      const examples: string[] = []
      let failed = 0
      for (const [index, row] of rows.entries()) {
        const cell = (row as AnyRow)[column]
        if (holds(cell)) continue
        failed += 1
        if (failed <= quoted) examples.push(`row ${index + 1}: ${showCell(cell)}`)
      }
      if (failed === 0) return { passed: true, facts: { rows: rows.length } }
      return { passed: false, facts: { rows: rows.length, failed, examples: examples.join(', ') } }
    },
  }
}
