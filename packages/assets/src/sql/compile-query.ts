import type { Context } from '@headwater/core'
import { callUserCode } from '@headwater/core/extend'
import { type Address, fail } from '@headwater/core/io'
import { scriptOf } from './script-of.ts'
import { isStatement, renderSql, sql, tableRef } from './sql-tag.ts'
import type { Script, Statement } from './statement.ts'
import type { SqlWarehouse } from './warehouse.ts'

/** The query of an SQL asset once its types have done their work. */
export type QueryFunction = (db: unknown, context: object) => unknown

/** What makes a table: a query, for a warehouse. */
export interface QueryMaking {
  readonly warehouse: SqlWarehouse
  readonly query: QueryFunction
}

/** What a query may know where there is no run, and none of its tables is made: when it is looked at and not run. */
export const withoutRun: Context<null> = Object.freeze({
  runId: '',
  partition: null,
  resources: {},
  log: { info: () => undefined, warn: () => undefined },
  signal: new AbortController().signal,
  metadata: () => undefined,
})

/**
 * Calls the query function and compiles what it gives. `context` is what it may know beside `sql` and `tables`. Throws
 * QUERY_EXPECTED when it gives no query, VALUE_UNSTORABLE when it binds undefined, SQL_STATEMENT_UNSUPPORTED when one of its
 * statements cannot be run, STEP_FAILED when it throws.
 */
export async function compileQuery(
  { warehouse, query }: QueryMaking,
  { asset, partition }: Address,
  context: object = withoutRun,
): Promise<Script> {
  const db = await warehouse.compiler()
  const callee = { code: 'STEP_FAILED', what: `the query of asset \`${asset}\``, asset, partition } as const
  const built = await callUserCode(callee, () => query(db, { ...context, sql, tables }))
  const at = { asset, partition, warehouse }
  if (isStatement(built)) return scriptOf(bound(renderSql(built, warehouse.spelling), at), at)
  if (isCompilable(built)) {
    const { sql: text, parameters } = built.compile(db)
    return scriptOf(bound({ text, parameters }, at), at)
  }
  return fail('QUERY_EXPECTED', {
    asset,
    partition: partition ?? undefined,
    message: `the query function of asset \`${asset}\` gave ${built === undefined ? 'nothing' : `a value of type ${typeof built}`}, not a query`,
    hint: 'Return what `db.selectFrom(...)` builds, or an sql`...` statement, without executing it.',
  })
}

/** A value that was forgotten equals nothing, as null does: a table would silently come out empty. */
function bound(statement: Statement, { asset, partition }: Address): Statement {
  const position = statement.parameters.indexOf(undefined) + 1
  if (position === 0) return statement
  return fail('VALUE_UNSTORABLE', {
    asset,
    partition: partition ?? undefined,
    message: `parameter ${position} of the query of asset \`${asset}\` is undefined, which no database has`,
    hint: 'Bind null where a value is missing on purpose.',
  })
}

/** Any name is a table: the compiler saw to it that only those of deps are used, and the database does again. */
const tables = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? tableRef(name) : undefined) })

/** Queries of Kysely; its raw ones want to know for which database. */
interface Compilable {
  compile(db: unknown): { readonly sql: string; readonly parameters: readonly unknown[] }
}

function isCompilable(built: unknown): built is Compilable {
  return typeof built === 'object' && built !== null && 'compile' in built && typeof built.compile === 'function'
}
