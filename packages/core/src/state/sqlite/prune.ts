import type { PruneRequest, Pruned } from '../state-store.ts'
import { prunedOf } from '../prunable.ts'
import { toRow } from '../recorded-event.ts'
import type { StoreClock } from './clock-table.ts'
import type { Connection } from './connection.ts'
import { appendEvent, deleteEvent, lastPosition } from './event-table.ts'
import { selectPrunable } from './prunable-events.ts'
import { rebuild } from './rebuild.ts'
import type { SqliteTables } from './sqlite-tables.ts'

export interface Pruning {
  readonly connection: Connection
  readonly tables: SqliteTables
  readonly clock: StoreClock
}

/**
 * See `StateStore.prune`. The derived tables are made again from what is left, so that they are what every later rebuild
 * makes.
 */
export function prune({ connection, tables, clock }: Pruning, request: PruneRequest): Pruned {
  const { values = 0, dryRun = false, keeps } = request
  const before = Math.floor(request.before)
  tables.assets.catchUp(lastPosition(connection))
  const prunable = selectPrunable(connection, tables.assets.book, { before, keeps })
  if (!dryRun && prunable.length > 0) {
    for (const { position } of prunable) deleteEvent(connection, position)
    appendEvent(connection, toRow({ type: 'pruned', before, events: prunable.length, values }), clock.now())
    rebuild(connection, tables)
  }
  return prunedOf(prunable)
}
