import { columnDefinitions, partitionColumns } from './column-types.ts'
import { type Filling, insertStaged, makeTable } from './fill-table.ts'
import { forgetCommits } from './ledger.ts'
import { identifier, qualified } from './quote.ts'
import { findRelation, madeRelation, type Relation } from './relation.ts'
import type { StoredColumn } from './stored-column.ts'
import { commentsOf, commentSwapped, matchNotes, notNullOf } from './table-notes.ts'
import type { TableSession } from './table-session.ts'

/** Replaces all of a table without partitions, also by other columns, in the current transaction. */
export async function replaceTable(session: TableSession, filling: Filling): Promise<Relation> {
  const { target } = filling
  const found = await findRelation(session, target)
  if (session.dialect.swapsTables) return swapTable(session, filling, found)
  if (found?.isView) await session.run(`drop view ${qualified(target)}`)
  if (!found || found.isView) await makeTable(session, filling)
  else await emptyTable(session, found, filling)
  await insertStaged(session, filling)
  return madeRelation(session, target)
}

/** The stage table becomes the table, so that no row is copied. */
async function swapTable(
  session: TableSession,
  { target, from, notes }: Filling,
  found: Relation | undefined,
): Promise<Relation> {
  const name = qualified(target)
  const before = found && !found.isView ? await commentsOf(session, target) : new Map<string | null, string>()
  if (found) await session.run(`drop ${found.isView ? 'view' : 'table'} ${name}`)
  await session.run(`alter table ${qualified(from)} rename to ${identifier(target.table)}`)
  for (const column of notNullOf(session, notes))
    await session.run(`alter table ${name} alter column ${identifier(column)} set not null`)
  await commentSwapped(session, target, notes, before)
  await forgetCommits(session, target)
  return { ...from, schema: target.schema, table: target.table }
}

/**
 * Deletes all rows and gives a table the columns of other ones. The table stays the same to the views that read it, and
 * those who read a snapshot of it still see its old rows.
 */
export async function emptyTable(
  session: TableSession,
  found: Relation,
  { from, partitioned, notes }: Filling,
): Promise<void> {
  const { dialect } = session
  await session.run(`delete from ${qualified(found)}`)
  await forgetCommits(session, found)
  const has = [...found.columns, ...partitionColumns(dialect, found.partitioned)]
  const gets = [...from.columns, ...partitionColumns(dialect, partitioned)]
  const gone = without(has, gets).map(({ name }) => `drop column ${identifier(name)}`)
  const isUnordered = dialect.orderColumn !== undefined && found.order !== dialect.writtenOrder
  const added = without(gets, has).map(addition)
  const changes = [...(isUnordered ? [addition(dialect.orderColumn)] : []), ...gone, ...added]
  // One at a time: not every database takes more.
  for (const change of changes) await session.run(`alter table ${qualified(found)} ${change}`)
  await matchNotes(session, found, notes)
}

function addition(column: StoredColumn): string {
  return `add column ${columnDefinitions([column])}`
}

function without(columns: readonly StoredColumn[], others: readonly StoredColumn[]): readonly StoredColumn[] {
  return columns.filter(({ name, type }) => !others.some((other) => other.name === name && other.type === type))
}
