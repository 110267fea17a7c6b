import { fail } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn, partitionColumns } from './column-types.ts'
import { deleteMatching, deletePartitions } from './delete-rows.ts'
import { insertStaged, makeTable } from './fill-table.ts'
import { qualified } from './quote.ts'
import { findRelation, type Relation } from './relation.ts'
import { replaceTable } from './replace-table.ts'
import type { StoredColumn } from './stored-column.ts'
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
 * TABLE_COLUMNS_CHANGED when it has other columns, unless all of it is replaced.
 */
export async function changeTable(session: TableSession, change: TableChange): Promise<Relation> {
  const { target, from, partitions, write } = change
  const partitioned = partitions[0] !== null
  if (write.mode === 'replace' && !partitioned) return replaceTable(session, target, from)
  const table = await intoTable(session, change, partitioned)
  await keepPartitions(session, from, partitions)
  await deleteRows(session, change, partitioned)
  await insertStaged(session, { target, from, partitioned })
  return table
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

/** The table as it is, when it has the staged columns; a new one where there was none, or only a view. */
async function intoTable(session: TableSession, change: TableChange, partitioned: boolean): Promise<Relation> {
  const { target, from } = change
  const found = await findRelation(session, target)
  if (found && !found.isView) {
    requireSameColumns(session, change, found)
    return found
  }
  if (found) await session.run(`drop view ${qualified(target)}`)
  return makeTable(session, { target, from, partitioned })
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

async function deleteRows(session: TableSession, change: TableChange, partitioned: boolean): Promise<void> {
  const { write, target, from, partitions } = change
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

function requireSameColumns({ dialect }: TableSession, change: TableChange, found: Relation): void {
  const { asset, target, from, partitions } = change
  const has = [...found.columns, ...partitionColumns(dialect, found.partitioned)]
  const gets = [...from.columns, ...partitionColumns(dialect, partitions[0] !== null)]
  const differences = compareColumns(has, gets)
  if (differences.length === 0) return
  const name = `${target.schema}.${target.table}`
  fail('TABLE_COLUMNS_CHANGED', {
    message: [`table \`${name}\` of asset \`${asset}\` has other columns than the new rows:`, ...differences].join(
      '\n  ',
    ),
    hint: `Change the schema back, or drop the table (drop table ${qualified(target)}) and materialize all of the asset again.`,
    asset,
  })
}

/** A line for every column that only one side has, or that differs in type. The order of columns is no difference. */
function compareColumns(has: readonly StoredColumn[], gets: readonly StoredColumn[]): readonly string[] {
  const before = new Map(has.map(({ name, type }) => [name, type]))
  const after = new Map(gets.map(({ name, type }) => [name, type]))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === now) return []
    if (old === undefined) return [`+ \`${name}\` ${now}: not in the table`]
    if (now === undefined) return [`- \`${name}\` ${old}: only in the table`]
    return [`~ \`${name}\`: ${old} in the table, ${now} in the rows`]
  })
}
