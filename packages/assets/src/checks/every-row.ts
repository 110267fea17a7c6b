import type { Check, CheckOptions, CheckResult } from '@headwater/core'
import type { TableOf } from '../columns/index.ts'
import { samples } from './samples.ts'
import { type BadRows, badRows } from './scan-rows.ts'
import type { Cell, CheckDialect, OpenTable, TablePlan, TableRule } from './table-rule.ts'

/** What a check over all rows looks for. */
export interface RowTest {
  readonly column: string
  readonly holds: (cell: unknown) => boolean
  /** The same in SQL: a condition that holds of no other cells. Undefined where it cannot be said of such a column. */
  readonly condition: (cell: Cell, dialect: CheckDialect) => string | undefined
}

/** A check that holds when it holds for the cell of every row. */
export function everyRow(options: CheckOptions, { column, holds, condition }: RowTest): Check<TableOf<unknown>> {
  return {
    ...options,
    columns: [column],
    run: async (table) => verdict(await badRows(table, (row) => !holds(row[column])), column),
    rule: (): TableRule => ({
      plan: ({ cell, dialect }) => {
        const found = cell(column)
        const good = found && condition(found, dialect)
        return good === undefined ? undefined : planFor(good, column)
      },
    }),
  }
}

function planFor(good: string, column: string): TablePlan {
  return {
    conditions: [good],
    conclude: async (table) => {
      const counted = table.values.map(({ partition, failed: [failed = 0] }) => [partition, failed] as const)
      const first = await firstOf(table, `not coalesce(${good}, false)`, new Map(counted))
      return ({ partition, rows, failed: [failed = 0] }) => verdict({ rows, failed, first: first(partition) }, column)
    },
  }
}

/** The first bad rows by partition, looked for only where there are any: `failed` has how many there are. */
export async function firstOf(
  table: OpenTable,
  bad: string,
  failed: ReadonlyMap<string | null, number>,
): Promise<(partition: string | null) => readonly object[]> {
  const isFailed = [...failed.values()].some((count) => count > 0)
  return isFailed ? table.first(bad) : () => []
}

/** What is said of a table in which some rows may be bad. */
export function verdict({ rows, failed, first }: BadRows, column: string): CheckResult {
  if (failed === 0) return { passed: true, facts: { rows } }
  return { passed: false, facts: { rows, failed, samples: samples(first, [column]) } }
}
