import { fail } from '@headwater/core/io'
import type { Clock, EventRow } from '@headwater/core/state'
import { sql } from 'kysely'
import type { AssetCache } from './asset-cache.ts'
import type { Connections } from './connections.ts'
import { selectEvent } from './event-queries.ts'
import type { Transact } from './group-commit.ts'
import { selectGuards } from './lease-queries.ts'
import { LogTransaction } from './log-transaction.ts'
import { openMs, patiently } from './patience.ts'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

export interface LogParts {
  /** Of the store, for messages. */
  readonly name: string
  readonly connections: Connections
  readonly tables: Tables
  readonly assets: AssetCache
  /** Where time comes from; the database when it is absent. */
  readonly clock: Clock | undefined
}

/** What a transaction came to whose commit was not answered, with the first event that it had appended. */
interface Unanswered {
  readonly first: EventRow
  readonly result: unknown
}

/**
 * Runs transactions that have the log to themselves. When the connection breaks, the whole transaction is run again. When it
 * breaks while the commit is under way, the next attempt, which has the lock and so knows how that ended, first looks for what
 * the transaction appended: nothing is appended twice. (Leasing, renewing and registering twice does no harm.)
 */
export function transactions(parts: LogParts): Transact {
  return (work) => {
    let unanswered: Unanswered | undefined
    return patiently(openMs, () =>
      parts.connections.use(async (session) => {
        const transaction = await lockLog(session, parts)
        if (unanswered !== undefined && (await isThere(session, parts.tables, unanswered.first))) {
          await session.each(sql`rollback`)
          // It is what `work` gave then.
          return unanswered.result as Awaited<ReturnType<typeof work>>
        }
        const result = await work(transaction)
        const follow = await transaction.flush()
        unanswered = transaction.first && { first: transaction.first, result }
        await session.each(sql`commit`)
        follow()
        return result
      }),
    )
  }
}

/**
 * Begins a transaction and locks the log, for which it waits at most 30 seconds. Everything that is asked right after it sees
 * what all transactions before it committed. A process that stops in the midst of it, or a machine that is cut off, loses the
 * connection after half of that, so that who waits can go on.
 */
async function lockLog(session: Session, { name, tables, assets, clock }: LogParts): Promise<LogTransaction> {
  const known = assets.position
  const [, , , , [log], [now], guards, newer] = await session.each(
    sql`begin isolation level read committed`,
    sql`set local lock_timeout = '30s'`,
    sql`set local idle_in_transaction_session_timeout = '15s'`,
    // Never less than this: what is answered is durable. An administrator may have asked for more.
    sql`select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local')`,
    sql<LogRow>`select position, time, token from ${tables.log} for update`,
    // Waiting for the lock takes time.
    sql<{ time: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as time`,
    selectGuards(tables),
    assets.newer(),
  )
  if (log === undefined || now === undefined) failEmpty(name)
  if (!assets.take(known, newer) || assets.position !== log.position) await assets.readAll(session, { isLocked: true })
  const time = Math.max(log.time, clock === undefined ? now.time : Math.floor(clock.now()))
  return new LogTransaction({ ...log, session, tables, assets, time, guards })
}

function failEmpty(name: string): never {
  fail('STATE_CORRUPT', {
    message: `state store \`${name}\` cannot be read: its table \`log\` has lost its row`,
    hint: 'It was changed by something other than Headwater: put the store back from a backup.',
  })
}

interface LogRow {
  readonly position: number
  readonly time: number
  readonly token: number
}

/** No other event can be at its position with all that it says, and the time besides. */
async function isThere(session: Session, tables: Tables, event: EventRow): Promise<boolean> {
  const [found] = await session.rows(selectEvent(tables, event.position))
  return found?.payload === event.payload && found.type === event.type && found.time === event.time
}
