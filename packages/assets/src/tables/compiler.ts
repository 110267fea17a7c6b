import { fail } from '@headwater/core/io'
import type { Kysely, QueryCompiler } from 'kysely'

/**
 * A Kysely that compiles queries to DuckDB's SQL, with parameters `$1`, `$2`..., or as another compiler does, and has no
 * connection: executing a query throws QUERY_NOT_RUNNABLE. Kysely itself is loaded when this is first called.
 *
 * @example const { sql, parameters } = (await compileOnlyKysely<Tables>()).selectFrom('prices').selectAll().compile()
 */
export async function compileOnlyKysely<DB>(newCompiler?: () => QueryCompiler): Promise<Kysely<DB>> {
  const { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import('kysely')
  class NoDriver extends DummyDriver {
    override async acquireConnection(): Promise<never> {
      return fail('QUERY_NOT_RUNNABLE', {
        message: 'a query of a SQL asset was executed, but it is only compiled here: its warehouse runs it later',
        hint: 'Return the query instead: (db) => db.selectFrom(...).selectAll()',
      })
    }
  }
  // DuckDB takes PostgreSQL's quoting and placeholders. Only select statements are compiled, where the two agree.
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new NoDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: newCompiler ?? (() => new PostgresQueryCompiler()),
    },
  })
}
