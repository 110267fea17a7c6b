import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import { nextToken } from '../lease.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { queries } from './tables.ts'

const selectTime = query((value: Value<{ now: number }>) =>
  queries.selectFrom('clock').select(({ ref, selectFrom }) => {
    const logged = selectFrom('events').select('events.time').orderBy('position', 'desc').limit(1)
    return sql<number>`max(${value('now')}, ${ref('clock.time')}, coalesce(${logged}, 0))`.as('time')
  }),
)

const selectToken = query(() => queries.selectFrom('clock').select('token'))

const updateTime = query((value: Value<{ time: number }>) => queries.updateTable('clock').set({ time: value('time') }))

const updateToken = query((value: Value<{ token: number }>) =>
  queries.updateTable('clock').set({ token: value('token') }),
)

/**
 * The store's time: that of the machine in whole milliseconds, but never before a time that the store already gave out.
 * It stands still within a transaction. Events carry theirs, so that only leases need to write it down.
 */
export class StoreClock {
  readonly #connection: Connection
  readonly #machine: Clock
  #known = { transaction: 0, time: 0 }

  constructor(connection: Connection, machine: Clock) {
    this.#connection = connection
    this.#machine = machine
  }

  now(): number {
    const { transaction } = this.#connection
    if (this.#known.transaction !== transaction) {
      this.#known = { transaction, time: this.reading() }
    }
    return this.#known.time
  }

  /** The time for who only reads: it does not stand still. */
  reading(): number {
    return this.#connection.one(selectTime, { now: Math.floor(this.#machine.now()) }).time
  }

  /** As `now`, written down. */
  pass(): number {
    const time = this.now()
    this.#connection.run(updateTime, { time })
    return time
  }

  /** A new token, written down with the time. */
  grantToken(): number {
    const token = nextToken(this.#connection.one(selectToken).token, this.pass())
    this.#connection.run(updateToken, { token })
    return token
  }
}
