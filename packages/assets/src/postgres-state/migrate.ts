import { fail } from '@headwater/core/io'
import { sql } from 'kysely'
import type { Connections } from './connections.ts'
import { migrations } from './migrations/index.ts'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

/** A state store in a database. */
export interface Store {
  /** For messages. */
  readonly name: string
  readonly schema: string
  readonly tables: Tables
}

/**
 * Makes the schema and its tables, or brings them up to date, under a lock that other processes wait for. It looks first, so
 * that a store that is up to date is not locked. Throws STATE_NEWER for tables of a later release.
 */
export async function migrate(connections: Connections, store: Store): Promise<void> {
  const version = await connections.use((session) => readVersion(session, store))
  if (version === migrations.length) return
  await connections.use(async (session) => {
    await session.each(sql`begin`, sql`select pg_advisory_xact_lock(hashtextextended(${sql.lit(store.schema)}, 0))`)
    await upgrade(session, store)
    await session.each(sql`commit`)
  })
}

async function upgrade(session: Session, store: Store): Promise<void> {
  const { schema, tables } = store
  // Another process may have been faster.
  const version = await readVersion(session, store)
  if (version > migrations.length) {
    fail('STATE_NEWER', {
      message: `state store \`${store.name}\` has tables of version ${version}; this release knows versions up to ${migrations.length}`,
      hint: 'A later release of Headwater made or upgraded this state store: use that release or a later one.',
    })
  }
  // `if not exists` would ask for the right to make a schema even where there is one.
  const found = await session.rows(sql`select from pg_namespace where nspname = ${schema}`)
  if (found.length === 0) await session.rows(sql`create schema ${sql.id(schema)}`)
  for (const step of migrations.slice(version)) await session.each(...step(tables))
  if (version === 0) await session.rows(sql`insert into ${tables.log} (version) values (${migrations.length})`)
  else await session.rows(sql`update ${tables.log} set version = ${migrations.length}`)
}

/** The version of the tables; 0 where there are none. */
export async function readVersion(session: Session, { schema, tables }: Store): Promise<number> {
  const [found] = await session.rows(
    sql<{
      has_log: boolean
    }>`select exists (select from pg_tables where schemaname = ${schema} and tablename = 'log') has_log`,
  )
  if (!found?.has_log) return 0
  const [log] = await session.rows(sql<{ version: number }>`select version from ${tables.log}`)
  return log?.version ?? 0
}
