import type { Check, CheckOptions } from '@headwater/core'
import { queryRows } from '../duckdb/index.ts'
import { renderSql, type SqlStatement, type SqlTag, sql, tableRef } from '../sql/sql-tag.ts'

/** So many of the rows that it returns are kept. */
const kept = 20

/**
 * Passes when the statement returns no row; up to 20 of those it returns are kept, and `failed` counts no further. It
 * runs in DuckDB, in memory, over the rows that are about to be published; without rows it passes. Numbers are DOUBLE
 * there, dates TIMESTAMP in UTC. Needs the package `@duckdb/node-api`.
 */
export function sqlCheck(
  statement: (context: { readonly sql: SqlTag; readonly table: { readonly '~table': string } }) => SqlStatement,
  options: CheckOptions = {},
): Check<readonly unknown[]> {
  return {
    ...options,
    run: async (rows) => {
      const query = renderSql(statement({ sql, table: tableRef('table') }))
      const found = await queryRows(rows as readonly object[], { table: 'table', ...query, limit: kept + 1 })
      if (found.length === 0) return { passed: true, facts: { rows: rows.length } }
      const bad = found.slice(0, kept)
      const examples = bad.map((row) => JSON.stringify(row, bigintAsText)).join(' ')
      return { passed: false, facts: { rows: rows.length, failed: bad.length, more: found.length > kept, examples } }
    },
  }
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
