import { type Address, fail, type ReadAt, type ReadBack } from '@headwater/core/io'
import { ColumnBatch } from '../columns/index.ts'
import { partitionColumn } from './column-types.ts'
import type { TableRow, TableSession } from './table-session.ts'
import { commitOf, commitsOf } from './ledger.ts'
import { identifiers, qualified, text } from './quote.ts'
import { orderedBy, type Relation, requireRelation } from './relation.ts'
import { stageTable } from './stage-table.ts'
import type { TableLocation } from './table-location.ts'

/**
 * Reads the rows of a location, with the data version that is committed in the same snapshot: those of a table in the
 * order in which they were written, those of a view sorted by its columns. Throws VALUE_GONE when they are no longer
 * there.
 */
export async function readTable(session: TableSession, location: TableLocation, at: ReadAt): Promise<ReadBack> {
  const { sql, dataVersion } = await planRead(session, location, at)
  const batch = at.as === 'columns' ? await session.scanColumns?.(sql) : undefined
  return { value: asWritten(batch ?? (await session.scan(sql)), location), dataVersion }
}

/** How the rows of a location are read. */
export interface PlannedRead {
  /** The query that gives them, in their order. */
  readonly sql: string
  /** What is committed in the same snapshot. */
  readonly dataVersion: string | undefined
}

/** See `readTable`. */
export async function planRead(session: TableSession, location: TableLocation, at: Address): Promise<PlannedRead> {
  const { stage, view, partition } = location
  if (view !== undefined) return { sql: await selectView(session, view), dataVersion: undefined }
  const relation = await readRelation(session, location, at)
  const dataVersion = stage ? undefined : await committedVersion(session, location, at)
  return { sql: selectPartition(relation, partition), dataVersion }
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
  const relation = await readRelation(session, first, at)
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
export function groupByPartition(
  rows: readonly TableRow[],
  column = partitionColumn,
): ReadonlyMap<unknown, readonly TableRow[]> {
  const groups = new Map<unknown, TableRow[]>()
  for (const { [column]: partition, ...row } of rows) {
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

/** Throws VALUE_GONE. */
export function goneFromTable({ schema, table, partition }: TableLocation, at: Address): never {
  fail('VALUE_GONE', {
    message: `table \`${schema}.${table}\` no longer holds partition \`${String(partition)}\` of asset \`${at.asset}\``,
    hint: 'The table was replaced as a whole since. Materialize the partition again, with --force.',
    asset: at.asset,
    partition: partition ?? undefined,
  })
}

/** Looks up the table or view that holds the rows of a location. Throws VALUE_GONE. */
export async function readRelation(
  session: TableSession,
  location: TableLocation,
  { asset }: Address,
): Promise<Relation> {
  const { stage, write } = location
  if (stage !== undefined) return requireRelation(session, stageTable(stage), asset)
  return orderedBy(session.dialect, await requireRelation(session, location, asset), write)
}

function selectPartition(relation: Relation, partition: string | null): string {
  requirePartitioned(relation, partition)
  const columns = identifiers(relation.columns.map(({ name }) => name))
  const wanted = partition === null ? '' : ` where ${partitionColumn} = ${text(partition)}`
  const order = relation.scansInOrder ? '' : ` order by ${relation.order}`
  return `select ${columns} from ${qualified(relation)}${wanted}${order}`
}

/** The rows of a view that is only staged: its query is all there is. */
async function selectView(session: TableSession, view: string): Promise<string> {
  const order = session.dialect.sortedOrder(await session.columns(view))
  return `select * from (\n${view}\n) as result order by ${order}`
}

/** Throws VALUE_GONE when a partition is asked for of a table that has none. */
export function requirePartitioned(relation: Relation, partition: string | null): void {
  if (partition === null || relation.partitioned) return
  fail('VALUE_GONE', {
    message: `table \`${relation.schema}.${relation.table}\` has no partitions, so there is no \`${partition}\` in it`,
    hint: `Headwater finds partitions by the column \`${partitionColumn}\`. Read the table as an asset without partitions.`,
    partition,
  })
}

/** Without the members that rows did not have when they were written. */
export function asWritten(
  table: readonly TableRow[] | ColumnBatch<object>,
  location: TableLocation,
): readonly TableRow[] | ColumnBatch<object> {
  return table instanceof ColumnBatch ? columnsAsWritten(table, location) : rowsAsWritten(table, location)
}

/** Rows without the members that they did not have when they were written. */
export function rowsAsWritten(
  rows: readonly TableRow[],
  { absent }: Pick<TableLocation, 'absent'>,
): readonly TableRow[] {
  if (!absent) return rows
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name, cell]) => cell !== null || !absent.includes(name))),
  )
}

function columnsAsWritten(batch: ColumnBatch<object>, { absent = [] }: TableLocation): ColumnBatch<object> {
  const columns = batch.columns.map((column) => ({ ...column, absent: absent.includes(column.name) }))
  return new ColumnBatch(columns, batch.length)
}
