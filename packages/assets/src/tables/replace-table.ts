import type { TableName } from '../sql/warehouse.ts'
import { columnDefinitions, partitionColumns } from './column-types.ts'
import { insertStaged, makeTable } from './fill-table.ts'
import { forgetCommits } from './ledger.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import { findRelation, madeRelation, type Relation } from './relation.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/** Replaces all of a table without partitions, also by other columns, in the current transaction. */
export async function replaceTable(session: TableSession, target: TablePlace, from: Relation): Promise<Relation> {
  const found = await findRelation(session, target)
  if (found?.isView) await session.run(`drop view ${qualified(target)}`)
  if (session.dialect.swapsTables) return swapTable(session, target, from)
  const filling = { target, from, partitioned: false }
  if (!found || found.isView) await makeTable(session, filling)
  else await emptyTable(session, found, from)
  await insertStaged(session, filling)
  return madeRelation(session, target)
}

async function swapTable(session: TableSession, target: TableName, from: Relation): Promise<Relation> {
  await session.makeSchema(target.schema)
  const names = identifiers(from.columns.map(({ name }) => name))
  await session.run(`create or replace table ${qualified(target)} as select ${names} from ${qualified(from)}`)
  await forgetCommits(session, target)
  return { ...from, schema: target.schema, table: target.table, partitioned: false }
}

/**
 * Deletes all rows and gives a table the columns of other ones. The table stays the same to the views that read it, and
 * those who read a snapshot of it still see its old rows.
 */
async function emptyTable(session: TableSession, found: Relation, from: Relation): Promise<void> {
  const { dialect } = session
  await session.run(`delete from ${qualified(found)}`)
  await forgetCommits(session, found)
  const has = [...found.columns, ...partitionColumns(dialect, found.partitioned)]
  const gone = without(has, from.columns).map(({ name }) => `drop column ${identifier(name)}`)
  const isUnordered = dialect.orderColumn !== undefined && found.order !== dialect.writtenOrder
  const added = without(from.columns, has).map(addition)
  const changes = [...(isUnordered ? [addition(dialect.orderColumn)] : []), ...gone, ...added]
  // One at a time: not every database takes more.
  for (const change of changes) await session.run(`alter table ${qualified(found)} ${change}`)
}

function addition(column: StoredColumn): string {
  return `add column ${columnDefinitions([column])}`
}

function without(columns: readonly StoredColumn[], others: readonly StoredColumn[]): readonly StoredColumn[] {
  return columns.filter(({ name, type }) => !others.some((other) => other.name === name && other.type === type))
}
