import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { adaptTable } from './adapt-table.ts'
import { partitionColumn } from './column-types.ts'
import { deleteMatching, deletePartitions } from './delete-rows.ts'
import { type Filling, insertStaged, makeTable } from './fill-table.ts'
import { keepChanges } from './keep-changes.ts'
import { keepVersions } from './keep-versions.ts'
import { qualified } from './quote.ts'
import { findRelation, orderedBy, type Relation } from './relation.ts'
import { replaceTable } from './replace-table.ts'
import type { StoredColumn } from './stored-column.ts'
import { readNotes } from './table-notes.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/** Staged rows, and the table that they are for. */
export interface TableChange {
  readonly asset: string
  readonly target: TablePlace
  readonly from: Relation
  /** [null] for a table without partitions. */
  readonly partitions: readonly (string | null)[]
  readonly write: StoredWrite
}

/**
 * Changes a table to hold the staged rows, in the current transaction, and makes it where it is missing. Throws
 * TABLE_COLUMNS_CHANGED when it has other columns, unless all of it is replaced or its `schemaChange` says what to do.
 */
export async function changeTable(session: TableSession, change: TableChange): Promise<Relation> {
  const { target, from, partitions, write } = change
  const partitioned = partitions[0] !== null
  const filling = { target, from, partitioned, notes: await readNotes(session, from) }
  if (write.mode === 'replace' && !partitioned) return replaceTable(session, filling)
  const table = await intoTable(session, change.asset, filling)
  await keepPartitions(session, from, partitions)
  if (write.mode === 'scd2') await keepVersions(session, { target, from, write })
  else if (write.mode === 'changes') await keepChanges(session, { ...change, partitioned, write })
  else {
    await deleteRows(session, change, write, partitioned)
    await insertStaged(session, filling)
  }
  return orderedBy(session.dialect, table, write)
}

/** Makes a view, in the place of a table or view of that name. */
export async function showView(session: TableSession, target: TableName, query: string): Promise<void> {
  const found = await findRelation(session, target)
  // A view whose columns stay can be changed under the views that read it.
  const stays = found?.isView === true && sameInOrder(found.columns, await session.columns(query))
  if (found && !stays) await session.run(`drop ${found.isView ? 'view' : 'table'} ${qualified(target)}`)
  await session.makeSchema(target.schema)
  await session.run(`create or replace view ${qualified(target)} as ${query}`)
}

function sameInOrder(one: readonly StoredColumn[], other: readonly StoredColumn[]): boolean {
  const listed = (columns: readonly StoredColumn[]) => JSON.stringify(columns.map(({ name, type }) => [name, type]))
  return listed(one) === listed(other)
}

/** The table that is there, or a new one where there was none, or only a view. */
async function intoTable(session: TableSession, asset: string, filling: Filling): Promise<Relation> {
  const { target } = filling
  const found = await findRelation(session, target)
  if (found && !found.isView) return adaptTable(session, asset, found, filling)
  if (found) await session.run(`drop view ${qualified(target)}`)
  return makeTable(session, filling)
}

/** Some of what was staged may not be wanted any more, say because it failed a check. */
async function keepPartitions(
  session: TableSession,
  from: Relation,
  partitions: readonly (string | null)[],
): Promise<void> {
  if (partitions[0] === null) return
  const wanted = session.dialect.records('$1', 'wanted', { partition: 'text' })
  await session.run(
    `delete from ${qualified(from)} where ${partitionColumn} not in (select wanted."partition" from ${wanted})`,
    [JSON.stringify(partitions.map((partition) => ({ partition })))],
  )
}

async function deleteRows(
  session: TableSession,
  { target, from, partitions }: TableChange,
  write: Exclude<StoredWrite, { readonly mode: 'scd2' | 'changes' }>,
  partitioned: boolean,
): Promise<void> {
  switch (write.mode) {
    case 'append':
    case 'view':
      return
    case 'merge':
      return deleteMatching(session, target, from, [...write.on, ...(partitioned ? [partitionColumn] : [])])
    case 'delete-insert':
      return partitioned
        ? deletePartitions(session, target, partitions)
        : deleteMatching(session, target, from, [write.by])
    case 'replace':
      return deletePartitions(session, target, partitions)
  }
}
