import { fail } from '@headwater/core/io'
import { renderSql, type SqlStatement, sql, tableRef } from './sql-tag.ts'
import type { SqlWarehouse } from './warehouse.ts'

/** The query of an SQL asset once its types have done their work. */
export type QueryFunction = (db: unknown, context: object) => unknown

/** What makes a table: a query, for a warehouse. */
export interface QueryMaking {
  readonly warehouse: SqlWarehouse
  readonly query: QueryFunction
}

/** One select statement with `$1`, `$2`... for its parameters. */
export interface CompiledQuery {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** Calls the query function and compiles what it gives. `context` is what it may know beside `sql` and `tables`. */
export async function compileQuery({ warehouse, query }: QueryMaking, context: object = {}): Promise<CompiledQuery> {
  const tables = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? tableRef(name) : undefined) })
  const built = query(await warehouse.compiler(), { partition: null, ...context, sql, tables })
  if (isStatement(built)) return renderSql(built)
  if (isCompilable(built)) {
    const { sql: text, parameters } = built.compile()
    return { text, parameters }
  }
  return fail('QUERY_EXPECTED', {
    message: `the query function gave ${built === undefined ? 'nothing' : `a ${typeof built}`}, not a query`,
    hint: 'Return what `db.selectFrom(...)` builds, or an sql`...` statement, without executing it.',
  })
}

function isStatement(built: unknown): built is SqlStatement {
  return typeof built === 'object' && built !== null && '~sql' in built
}

function isCompilable(
  built: unknown,
): built is { compile(): { readonly sql: string; readonly parameters: readonly unknown[] } } {
  return typeof built === 'object' && built !== null && 'compile' in built && typeof built.compile === 'function'
}
