import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import type { PoolClient, QueryResult } from 'pg'

/** Writes queries and runs none. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Rows of a result are what the type of its query says, because the tables hold nothing else. */
type Rows<Queries extends readonly RawBuilder<unknown>[]> = {
  readonly [Index in keyof Queries]: Queries[Index] extends RawBuilder<infer Row> ? readonly Row[] : never
}

/** A connection for as long as a transaction, or a read of one statement, has it. Nothing that is said to it stays with it. */
export class Session {
  readonly #client: Pick<PoolClient, 'query'>
  #isBroken = false

  constructor(client: Pick<PoolClient, 'query'>) {
    this.#client = client
  }

  /** Whether a query failed, and with it the transaction that it was a part of. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Runs a query with its parameters. */
  async rows<Row>(query: RawBuilder<Row>): Promise<readonly Row[]> {
    const { sql, parameters } = compile(query)
    const { rows } = await this.#noting(this.#client.query<Row & object>(sql, [...parameters]))
    return rows
  }

  /** Runs queries without parameters in one round trip. */
  async each<const Queries extends readonly RawBuilder<unknown>[]>(...queries: Queries): Promise<Rows<Queries>> {
    const text = queries.map((query) => compile(query).sql).join(';\n')
    // Several statements give several results, which the types of `pg` do not know.
    const results = (await this.#noting(this.#client.query(text))) as unknown as QueryResult | readonly QueryResult[]
    return [results].flat().map(({ rows }) => rows) as unknown as Rows<Queries>
  }

  async #noting<T>(query: Promise<T>): Promise<T> {
    try {
      return await query
    } catch (thrown) {
      this.#isBroken = true
      throw thrown
    }
  }
}

function compile(query: RawBuilder<unknown>): CompiledQuery {
  return query.compile(compiler)
}
