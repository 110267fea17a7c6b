import { AssetBook, derivingTypes, type EventRow, readEvent } from '@headwater/core/state'
import { sql } from 'kysely'
import { selectEvents } from './event-queries.ts'
import { LedgerWriter } from './ledger-writer.ts'
import type { LogTransaction } from './log-transaction.ts'

/** Each may have thousands of partitions, and the server does not wait long for the next statement. */
const pageSize = 100

/** Empties the derived tables and makes them again from the events. Answers with how many events there were to read. */
export async function rebuild(transaction: LogTransaction, name: string): Promise<number> {
  const { session, tables } = transaction
  const { assets, names, materializations, ledger, dynamic_keys, notes } = tables
  for (const table of [assets, names, materializations, ledger, dynamic_keys, notes]) {
    await session.rows(sql`delete from ${table}`)
  }
  const writer = new LedgerWriter({ session, tables, book: new AssetBook() })
  let count = 0
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: readonly EventRow[] = await session.rows(
      selectEvents(tables, { types: derivingTypes, after, limit: pageSize }),
    )
    await writer.takeIn(page.map((row) => readEvent(row, name)))
    await writer.settle()
    count += page.length
    after = page.at(-1)?.position
  }
  transaction.rewrite()
  return count
}
