import type { RecordedEvent } from '../../events/index.ts'
import { derive, derivingTypes } from '../derive.ts'
import type { Connection } from './connection.ts'
import { selectEvents } from './event-table.ts'
import { addDynamicKeys, clearDynamicKeys, removeDynamicKeys } from './key-table.ts'
import { clearNotes } from './note-table.ts'
import type { SqliteTables } from './sqlite-tables.ts'

const pageSize = 1000

/** Brings the derived tables up to date with an event that was just appended. */
export function takeIn(connection: Connection, tables: SqliteTables, event: RecordedEvent): void {
  tables.assets.catchUp(event.position - 1)
  if (event.type === 'keys_added') addDynamicKeys(connection, event.dimension, event.keys)
  if (event.type === 'keys_removed') removeDynamicKeys(connection, event.dimension, event.keys)
  derive(tables, event)
  tables.assets.advance(event.position)
}

/** Empties the derived tables and makes them again from the events. Answers with how many events there were to read. */
export function rebuild(connection: Connection, tables: SqliteTables): number {
  tables.clear()
  clearDynamicKeys(connection)
  clearNotes(connection)
  let count = 0
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: readonly RecordedEvent[] = selectEvents(connection, { types: derivingTypes, after, limit: pageSize })
    for (const event of page) {
      // What the log has after this event is not to be caught up with: it comes later.
      tables.assets.advance(event.position - 1)
      takeIn(connection, tables, event)
    }
    count += page.length
    after = page.at(-1)?.position
  }
  return count
}
