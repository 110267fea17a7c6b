import type { Check, CheckOptions, CheckResult } from '@headwater/core'
import type { TableOf } from '../columns/index.ts'
import { queryRows } from '../duckdb/index.ts'
import type { Spelling } from '../sql/spelling.ts'
import { renderSql, type SqlStatement, type SqlTag, sql, tableRef } from '../sql/sql-tag.ts'
import { keptRows, samples } from './samples.ts'
import { eachRow } from './scan-rows.ts'
import type { TablePlan, TableRule } from './table-rule.ts'

/** What its statement calls the rows. */
const table = 'table'

/**
 * Passes when the statement returns no row; up to 20 of those it returns are kept, and `failed` counts no further. It runs
 * in the warehouse that keeps the asset, in its SQL, over the rows that are about to be published; a statement for each
 * partition. Where no warehouse keeps it, all rows are handed to a DuckDB in memory, which needs the package
 * `@duckdb/node-api`: numbers are DOUBLE there and dates TIMESTAMP in UTC, and without rows it passes.
 */
export function sqlCheck(
  statement: (context: { readonly sql: SqlTag; readonly table: { readonly '~table': string } }) => SqlStatement,
  options: CheckOptions = {},
): Check<TableOf<unknown>> {
  const written = (spelling?: Spelling) => renderSql(statement({ sql, table: tableRef(table) }), spelling)
  return {
    ...options,
    run: async (given) => {
      const rows: object[] = []
      await eachRow(given, (row) => void rows.push(row))
      return verdict(rows.length, await queryRows(rows, { table, ...written(), limit: keptRows + 1 }))
    },
    rule: (): TableRule => ({ plan: () => planFor(written) }),
  }
}

function planFor(written: (spelling: Spelling) => ReturnType<typeof renderSql>): TablePlan {
  return {
    conditions: [],
    runsUserSql: true,
    conclude: async ({ dialect: { spelling }, session, columns, rows, values, isOf }) => {
      const { text, parameters } = written(spelling)
      const found = new Map<string | null, readonly object[]>()
      for (const { partition } of values) {
        const known = `with ${spelling.name(table)} as (select ${columns} from ${rows} and ${isOf(partition)})`
        const query = `${known} select * from (\n${text}\n) as result limit ${keptRows + 1}`
        found.set(partition, await session.rows(query, parameters))
      }
      return ({ partition, rows: count }) => verdict(count, found.get(partition) ?? [])
    },
  }
}

function verdict(rows: number, found: readonly object[]): CheckResult {
  if (found.length === 0) return { passed: true, facts: { rows } }
  const bad = found.slice(0, keptRows)
  const more = found.length > keptRows
  return { passed: false, facts: { rows, failed: bad.length, ...(more && { more }), samples: samples(bad, []) } }
}
