import { type Address, fail, type ReadAt, type ReadBack } from '@headwater/core/io'
import { ColumnBatch } from '../columns/index.ts'
import { partitionColumn } from './column-types.ts'
import type { TableRow, TableSession } from './table-session.ts'
import { commitOf, commitsOf } from './ledger.ts'
import { identifiers, qualified, text } from './quote.ts'
import { type Relation, requireRelation } from './relation.ts'
import { stageTable } from './stage-table.ts'
import type { TableLocation } from './table-location.ts'

/**
 * Reads the rows of a location, with the data version that is committed in the same snapshot: those of a table in the
 * order in which they were written, those of a view sorted by its columns. Throws VALUE_GONE when they are no longer
 * there.
 */
export async function readTable(session: TableSession, location: TableLocation, at: ReadAt): Promise<ReadBack> {
  if (location.view !== undefined) return { value: rowsAsWritten(await viewRows(session, location.view), location) }
  const relation = await requireRelation(session, location.stage ? stageTable(location.stage) : location, at.asset)
  const dataVersion = location.stage ? undefined : await committedVersion(session, location, at)
  const sql = selectPartition(relation, location.partition)
  const batch = at.as === 'columns' ? await session.scanColumns?.(sql) : undefined
  if (batch) return { value: columnsAsWritten(batch, location), dataVersion }
  return { value: rowsAsWritten(await session.scan(sql), location), dataVersion }
}

/** What is asked for of a table: the location of one partition, and who asks. */
export interface AskedPartition {
  readonly location: TableLocation
  readonly at: Address
}

/**
 * Reads several partitions of one table with one query, see `readTable`. Answers with a function that gives each of
 * them, or throws what is wrong with it.
 */
export async function readPartitions(
  session: TableSession,
  asked: readonly [AskedPartition, ...AskedPartition[]],
): Promise<(one: AskedPartition) => ReadBack> {
  const [{ location: first, at }] = asked
  const relation = await requireRelation(session, first.stage ? stageTable(first.stage) : first, at.asset)
  requirePartitioned(relation, first.partition)
  const commits = first.stage ? [] : await commitsOf(session, first)
  const versions = new Map(commits.map(({ partition, dataVersion }) => [partition, dataVersion]))
  const keys = asked.map(({ location }) => text(location.partition ?? ''))
  const columns = identifiers([...relation.columns.map(({ name }) => name), partitionColumn])
  // A list that is longer than the table would be joined the other way round, which forgets the order.
  const rows = await session.scan(
    `select ${columns} from ${qualified(relation)} where ${partitionColumn} in (${keys.join(', ')})
     order by ${relation.order}`,
  )
  const byPartition = groupByPartition(rows)
  return ({ location, at: wanted }) => {
    const dataVersion = versions.get(location.partition)
    if (commits.length > 0 && dataVersion === undefined) goneFromTable(location, wanted)
    return { value: rowsAsWritten(byPartition.get(location.partition) ?? [], location), dataVersion }
  }
}

/** The rows of each partition, without the column that says so. */
function groupByPartition(rows: readonly TableRow[]): ReadonlyMap<unknown, readonly TableRow[]> {
  const groups = new Map<unknown, TableRow[]>()
  for (const { [partitionColumn]: partition, ...row } of rows) {
    const group = groups.get(partition)
    if (group) group.push(row)
    else groups.set(partition, [row])
  }
  return groups
}

/** Undefined for tables that Headwater did not write: they have no commits at all. */
async function committedVersion(
  session: TableSession,
  location: TableLocation,
  at: Address,
): Promise<string | undefined> {
  const { dataVersion, ofTable } = await commitOf(session, location, location.partition)
  return dataVersion !== undefined || ofTable === 0 ? dataVersion : goneFromTable(location, at)
}

function goneFromTable({ schema, table, partition }: TableLocation, at: Address): never {
  fail('VALUE_GONE', {
    message: `table \`${schema}.${table}\` no longer holds partition \`${String(partition)}\` of asset \`${at.asset}\``,
    hint: 'The table was replaced as a whole since. Materialize the partition again, with --force.',
    asset: at.asset,
    partition: partition ?? undefined,
  })
}

function selectPartition(relation: Relation, partition: string | null): string {
  requirePartitioned(relation, partition)
  const columns = identifiers(relation.columns.map(({ name }) => name))
  const wanted = partition === null ? '' : ` where ${partitionColumn} = ${text(partition)}`
  const order = relation.scansInOrder ? '' : ` order by ${relation.order}`
  return `select ${columns} from ${qualified(relation)}${wanted}${order}`
}

/** The rows of a view that is only staged: its query is all there is. */
async function viewRows(session: TableSession, view: string): Promise<readonly TableRow[]> {
  const order = session.dialect.sortedOrder(await session.columns(view))
  return session.scan(`select * from (\n${view}\n) as result order by ${order}`)
}

function requirePartitioned(relation: Relation, partition: string | null): void {
  if (partition === null || relation.partitioned) return
  fail('VALUE_GONE', {
    message: `table \`${relation.schema}.${relation.table}\` has no partitions, so there is no \`${partition}\` in it`,
    hint: `Headwater finds partitions by the column \`${partitionColumn}\`. Read the table as an asset without partitions.`,
    partition,
  })
}

/** Leaves out the members that rows did not have when they were written. */
function rowsAsWritten(rows: readonly TableRow[], { absent }: TableLocation): readonly TableRow[] {
  if (!absent) return rows
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name, cell]) => cell !== null || !absent.includes(name))),
  )
}

function columnsAsWritten(batch: ColumnBatch<object>, { absent = [] }: TableLocation): ColumnBatch<object> {
  const columns = batch.columns.map((column) => ({ ...column, absent: absent.includes(column.name) }))
  return new ColumnBatch(columns, batch.length)
}
