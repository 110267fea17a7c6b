import { untilAborted } from '../until-aborted.ts'
import { type Probe, probed } from '@headwater/core/io'
import { toRow } from '@headwater/core/state'
import { sql } from 'kysely'
import { probeServer } from '../postgres/probe-server.ts'
import type { Connections } from './connections.ts'
import { insertEvents, selectEvent } from './event-queries.ts'
import { readVersion } from './migrate.ts'
import type { Session } from './session.ts'
import { explained, type Named } from './state-errors.ts'
import { type Tables, tablesIn } from './tables.ts'

/**
 * Tries a state store for `headwater doctor`; see `StateStore.probe`. Where there are no tables yet, it only asks whether they
 * may be made. Each attempt ends when `signal` is aborted. The connections are closed.
 */
export async function probePostgres(
  store: Named,
  connections: Connections,
  signal: AbortSignal,
): Promise<readonly Probe[]> {
  const attempt: Attempt = (work) => attemptUntil(signal, connections.use(work), store)
  try {
    return await probeAll(store, attempt)
  } finally {
    // Not waited for: what does not answer would hold the others up.
    void connections.close()
  }
}

type Row = { readonly [column: string]: unknown }
type Attempt = <T>(work: (session: Session) => Promise<T>) => Promise<T>

async function probeAll(store: Named, attempt: Attempt): Promise<readonly Probe[]> {
  const tables = tablesIn(store.schema)
  let isMade = false
  const reached = await probed('opens', async () => {
    isMade = (await attempt((session) => readVersion(session, { ...store, tables }))) > 0
    return isMade ? undefined : `schema \`${store.schema}\` has no state store yet`
  })
  if (!reached.ok) return [reached]
  const written = isMade
    ? await probed('appends events', () => attempt((session) => appendAndUndo(session, tables)))
    : await probed('lets its tables be made', () => attempt((session) => askForRights(session, store)))
  const server = await probeServer((statement) => attempt((session) => session.rows(sql.raw<Row>(statement))))
  return [reached, written, ...server]
}

async function attemptUntil<T>(signal: AbortSignal, work: Promise<T>, store: Named): Promise<T> {
  try {
    return await untilAborted(work, signal)
  } catch (thrown) {
    throw explained(thrown, store)
  }
}

/** At a position that no log has. */
async function appendAndUndo(session: Session, tables: Tables): Promise<undefined> {
  const draft = { type: 'logged', runId: 'probe', asset: 'probe', partition: null, level: 'info', message: '' } as const
  await session.each(sql`begin`, sql`set local lock_timeout = '5s'`, sql`select from ${tables.log} for update`)
  await session.rows(insertEvents(tables, [{ ...toRow(draft), position: 0, time: 0 }]))
  const found = await session.rows(selectEvent(tables, 0))
  await session.each(sql`rollback`)
  if (found.length === 0) throw new Error('an event that was appended is not there')
  return undefined
}

async function askForRights(session: Session, { schema }: Named): Promise<undefined> {
  const [found] = await session.rows(sql<{ has_right: boolean }>`select coalesce(
      (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = ${schema}),
      has_database_privilege(current_database(), 'create')) as has_right`)
  if (!found?.has_right) throw new Error(`this role may not make schema \`${schema}\`, or tables in it`)
  return undefined
}
