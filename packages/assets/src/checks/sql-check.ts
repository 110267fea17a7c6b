import type { Check, CheckOptions } from '@headwater/core'
import { queryRows } from '../duckdb/index.ts'
import { renderSql, type SqlStatement, type SqlTag, sql, tableRef } from '../sql/sql-tag.ts'

/** So many of the rows that it returns are kept. */
const kept = 20

/**
 * Passes when the statement returns no row; up to 20 of those it returns are kept. It runs in DuckDB, in memory, over
 * the rows that are about to be published. Needs the package `@duckdb/node-api`.
 */
export function sqlCheck(
  statement: (context: { readonly sql: SqlTag; readonly table: { readonly '~table': string } }) => SqlStatement,
  options: CheckOptions = {},
): Check<readonly unknown[]> {
  return {
    ...options,
    run: async (rows) => {
      const { text, parameters } = renderSql(statement({ sql, table: tableRef('table') }))
      const bad = await queryRows(rows as readonly object[], { table: 'table', text, parameters, limit: kept })
      if (bad.length === 0) return { passed: true, facts: { rows: rows.length } }
      return { passed: false, facts: { rows: rows.length, failed: bad.length === kept ? `${kept} or more` : bad.length, examples: bad.map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).join(' ') } }
    },
  }
}
