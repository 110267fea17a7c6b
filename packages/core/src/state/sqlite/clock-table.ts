import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import { nextToken } from '../lease.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { queries } from './tables.ts'

const selectClock = query((value: Value<{ now: number }>) =>
  queries.selectFrom('clock').select(({ ref, selectFrom }) => {
    const logged = selectFrom('events').select('events.time').orderBy('position', 'desc').limit(1)
    return ['token', sql<number>`max(${value('now')}, ${ref('clock.time')}, coalesce(${logged}, 0))`.as('now')]
  }),
)

const updateClock = query((value: Value<{ time: number; token: number }>) =>
  queries.updateTable('clock').set({ time: value('time'), token: value('token') }),
)

/**
 * The store's time: that of the machine in whole milliseconds, but never before a time that the store already gave out.
 * Events carry theirs, so that only leases need to write it down.
 */
export function storeTime(connection: Connection, clock: Clock): number {
  return read(connection, clock).now
}

/** The store's time and a new token, both written down. */
export function grantToken(connection: Connection, clock: Clock): { readonly now: number; readonly token: number } {
  const { now, token: last } = read(connection, clock)
  const token = nextToken(last, now)
  connection.run(updateClock, { time: now, token })
  return { now, token }
}

/** The store's time, written down. */
export function passTime(connection: Connection, clock: Clock): number {
  const { now, token } = read(connection, clock)
  connection.run(updateClock, { time: now, token })
  return now
}

function read(connection: Connection, clock: Clock) {
  return connection.one(selectClock, { now: Math.floor(clock.now()) })
}
