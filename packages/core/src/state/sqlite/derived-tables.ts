import type { RecordedEvent } from '../../events/index.ts'
import { ledgerChange, ledgerEventTypes } from '../ledger-change.ts'
import type { Connection } from './connection.ts'
import { selectEvents } from './event-table.ts'
import { addDynamicKeys, clearDynamicKeys, removeDynamicKeys } from './key-table.ts'
import { applyChange, clearLedgers } from './ledger-table.ts'

const derivingTypes = [...ledgerEventTypes, 'keys_added', 'keys_removed'] as const
const pageSize = 1000

/** Brings the derived tables up to date with one event more. */
export function derive(connection: Connection, event: RecordedEvent): void {
  if (event.type === 'keys_added') addDynamicKeys(connection, event.dimension, event.keys)
  if (event.type === 'keys_removed') removeDynamicKeys(connection, event.dimension, event.keys)
  const change = ledgerChange(event)
  if (change !== undefined) applyChange(connection, change)
}

/** Empties the derived tables and makes them again from the events. Answers with how many events there were to read. */
export function rebuild(connection: Connection): number {
  clearLedgers(connection)
  clearDynamicKeys(connection)
  let count = 0
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: readonly RecordedEvent[] = selectEvents(connection, { types: derivingTypes, after, limit: pageSize })
    for (const event of page) derive(connection, event)
    count += page.length
    after = page.at(-1)?.position
  }
  return count
}
