import { postgresState, type PostgresState, type PostgresStateOptions } from '@headwater/assets/postgres-state'
import { type PostgresDatabase, testDatabase } from '@headwater/testkit'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** Where a state store is. */
export interface Place {
  readonly url: string
  readonly schema: string
}

let database: Promise<PostgresDatabase> | undefined
let schemas = 0

/** A schema of its own for a test, which does not exist yet. */
export async function newPlace(): Promise<Place> {
  database ??= testDatabase()
  return { url: (await database).url, schema: `state_${++schemas}` }
}

/** A store that is closed when the test ends. */
export function open(options: PostgresStateOptions): PostgresState {
  const store = postgresState(options)
  onTestFinished(() => store.close())
  return store
}

/** Runs statements on a connection of their own. */
export async function query(
  url: string,
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: readonly Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** The rows of all tables that follow from events, and of those themselves. */
export async function dump({ url, schema }: Place): Promise<unknown> {
  const tables = ['events', 'assets', 'names', 'materializations', 'ledger', 'dynamic_keys', 'keys']
  const all = tables.map((table) => `(select json_agg(t order by t::text) from "${schema}".${table} t) as ${table}`)
  return query(url, `select ${all.join()}`)
}
