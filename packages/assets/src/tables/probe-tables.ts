import { type Probe, probed } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { ledgerSchema } from './ledger.ts'
import { qualified } from './quote.ts'
import type { TableSession } from './table-session.ts'

/** Thrown to have the database undo what was done. */
class Undone extends Error {}

const written = 'Ünïcode, "quotes" and \'more\''

/** Runs work on a connection of its own. */
export type Using = <T>(work: (session: TableSession) => Promise<T>) => Promise<T>

/** What can be found out about a database over a connection. Everything is undone. */
export async function probeTables(using: Using): Promise<readonly Probe[]> {
  const opened = await probed('opens', () => using(async ({ dialect, engine }) => `${dialect.title} ${engine}`))
  if (!opened.ok) return [opened]
  const tables = await probed('makes, fills and reads a table in a transaction', () => using(tryTable))
  return [opened, tables]
}

async function tryTable(session: TableSession): Promise<undefined> {
  const name = { schema: ledgerSchema, table: `probe_${randomBytes(8).toString('hex')}` }
  const trying = session.transaction(async () => {
    await session.run(`create table ${qualified(name)} (n bigint, word varchar)`)
    await session.run(`insert into ${qualified(name)} values ($1, $2)`, [1, written])
    const [row] = await session.rows(`select word from ${qualified(name)} where n = 1`)
    if (row?.['word'] !== written) throw new Error('a row was read back otherwise than it was written')
    throw new Undone()
  })
  await trying.catch((thrown: unknown) => {
    if (!(thrown instanceof Undone)) throw thrown
  })
  if (await session.describe(name)) throw new Error('a table that was made in a transaction outlived it')
  return undefined
}
