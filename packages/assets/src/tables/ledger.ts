import { type Attempt, fail, type Location, type Staged } from '@headwater/core/io'
import type { ReadPartition, TableName } from '../sql/warehouse.ts'
import { type StoredWrite, writeSchema } from '../sql/write-mode.ts'
import { numbering } from './numbering.ts'
import { identifier, sameName } from './quote.ts'
import type { TableDialect } from './table-dialect.ts'
import type { TableSession } from './table-session.ts'

/** The schema that holds what Headwater keeps for itself: who committed what, and what is staged. */
export const ledgerSchema = '_headwater'

/** Statements that make the ledger where it is missing. Partition and rows as in `Staged`; null is a value like others. */
export function ledgerTables({ orderColumn, types, document }: LedgerTypes): readonly string[] {
  const order = orderColumn ? `, ${identifier(orderColumn.name)} ${orderColumn.type}` : ''
  return [
    `create schema if not exists ${ledgerSchema}`,
    `create table if not exists ${ledgerSchema}.commits (
      asset ${types.string} not null,
      "partition" ${types.string},
      attempt ${types.string} not null,
      token bigint not null,
      data_version ${types.string} not null,
      row_count bigint,
      location ${document.type} not null${order}
    )`,
    `create table if not exists ${ledgerSchema}.fences (
      asset ${types.string} not null, "partition" ${types.string}, token bigint not null
    )`,
  ]
}

type LedgerTypes = Pick<TableDialect, 'orderColumn' | 'types' | 'document'>

/** Partitions as a parameter that can be joined: `$2` in SQL, `asRecords` as its value. */
function wantedBy({ records }: TableDialect): string {
  return records('$2', 'wanted', { partition: 'text' })
}

function asRecords(partitions: readonly (string | null)[]): string {
  return JSON.stringify(partitions.map((partition) => ({ partition })))
}

/**
 * A condition: whether a row is of asset `$1` and one of the partitions `$2`. `is not distinct from` would say the same, but
 * PostgreSQL compares every row with every other for it, and others do not have it.
 */
function isHeld(relation: string): string {
  return `${relation}.asset = $1 and coalesce(${relation}."partition", '') = coalesce(wanted."partition", '')
    and (${relation}."partition" is null) = (wanted."partition" is null)`
}

/** Throws LEASE_LOST when a later attempt has committed or fenced one of the partitions. */
export async function checkTokens(
  session: TableSession,
  asset: string,
  partitions: readonly (string | null)[],
  attempt: Attempt,
): Promise<void> {
  const seen = await highestToken(session, asset, partitions)
  if (seen <= attempt.token) return
  fail('LEASE_LOST', {
    message: `attempt \`${attempt.id}\` may no longer publish to \`${asset}\`: its token is ${attempt.token}, and the store has seen ${seen}`,
    hint: 'Another run has taken over. Nothing was changed; materialize again if that run does not do it.',
    asset,
  })
}

/** Records what an attempt has committed, in the place of earlier commits of these partitions. */
export async function recordCommits(
  session: TableSession,
  asset: string,
  published: readonly Staged[],
  attempt: Attempt,
): Promise<void> {
  await forget(
    session,
    asset,
    published.map(({ partition }) => partition),
  )
  const rows = published.map(({ partition, dataVersion, rows, location }, position) => ({
    position,
    partition,
    data_version: dataVersion,
    row_count: rows ?? null,
    location: JSON.stringify(location),
  }))
  const { document, records } = session.dialect
  const made = records('$2', 'made', {
    position: 'bigint',
    partition: 'text',
    data_version: 'text',
    row_count: 'bigint',
    location: 'text',
  })
  const into = `${ledgerSchema}.commits`
  const number = numbering(session.dialect, into, 'made.position')
  await session.run(
    `insert into ${into} (asset, "partition", attempt, token, data_version, row_count, location${number.name})
     select cast($1 as varchar), made."partition", cast($3 as varchar), cast($4 as bigint), made.data_version,
       made.row_count, cast(made.location as ${document.type})${number.term}
     from ${made} order by made.position`,
    [asset, JSON.stringify(rows), attempt.id, attempt.token],
  )
}

/** What an attempt has committed and nobody has replaced since. */
export async function committedBy(session: TableSession, attempt: string, asset: string): Promise<readonly Staged[]> {
  const rows = await session.rows(
    `select "partition", data_version, row_count, location from ${ledgerSchema}.commits
     where attempt = $1 and asset = $2 order by ${session.dialect.writtenOrder}`,
    [attempt, asset],
  )
  return rows.map((row) => ({
    asset,
    partition: row['partition'] as string | null,
    location: locationOf(row['location']),
    dataVersion: String(row['data_version']),
    rows: row['row_count'] === null ? undefined : Number(row['row_count']),
  }))
}

/** Where JSON is kept as text it comes as text. */
function locationOf(cell: unknown): Location {
  return (typeof cell === 'string' ? JSON.parse(cell) : cell) as Location
}

/** Which partitions of a table are committed, and at which data version. Empty for a table that is not Headwater's. */
export async function commitsOf(session: TableSession, table: TableName): Promise<readonly ReadPartition[]> {
  const { dialect } = session
  const rows = await session.rows(
    `select "partition", data_version from ${ledgerSchema}.commits
     where ${lyingIn(dialect)} order by ${dialect.writtenOrder}`,
    [table.schema, table.table],
  )
  return rows.map((row) => ({
    partition: row['partition'] as string | null,
    dataVersion: String(row['data_version']),
  }))
}

/** The data version at which one partition of a table is committed, and how many partitions of the table are. */
export async function commitOf(
  session: TableSession,
  table: TableName,
  partition: string | null,
): Promise<{ readonly dataVersion: string | undefined; readonly ofTable: number }> {
  const isOne = partition === null ? '"partition" is null' : '"partition" = $3'
  const [row] = await session.rows(
    `select count(*) as of_table, max(case when ${isOne} then data_version end) as data_version
     from ${ledgerSchema}.commits where ${lyingIn(session.dialect)}`,
    partition === null ? [table.schema, table.table] : [table.schema, table.table, partition],
  )
  const dataVersion = row?.['data_version']
  return { dataVersion: typeof dataVersion === 'string' ? dataVersion : undefined, ofTable: Number(row?.['of_table']) }
}

/**
 * How a table without partitions was written last, where its rows have no order of their own. Undefined also where it was
 * made anew since, since its commits were forgotten then.
 */
export async function writtenBy(session: TableSession, table: TableName): Promise<StoredWrite | undefined> {
  const { dialect } = session
  const [row] = await session.rows(
    `select location from ${ledgerSchema}.commits where ${lyingIn(dialect)} and "partition" is null`,
    [table.schema, table.table],
  )
  return row && writeSchema.safeParse(locationOf(row['location'])['write']).data
}

/** Forgets the commits of a table whose rows are gone. */
export async function forgetCommits(session: TableSession, table: TableName): Promise<void> {
  await session.run(`delete from ${ledgerSchema}.commits where ${lyingIn(session.dialect)}`, [
    table.schema,
    table.table,
  ])
}

/** Forgets the commits of some partitions of an asset. Answers with those that had one. */
export async function forgetPartitions(
  session: TableSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<readonly (string | null)[]> {
  const held = await session.rows(
    `select held."partition" from ${ledgerSchema}.commits as held, ${wantedBy(session.dialect)} where ${isHeld('held')}`,
    [asset, asRecords(partitions)],
  )
  await forget(session, asset, partitions)
  return held.map(({ partition }) => partition as string | null)
}

async function forget(session: TableSession, asset: string, partitions: readonly (string | null)[]): Promise<void> {
  await session.run(
    `delete from ${ledgerSchema}.commits using ${wantedBy(session.dialect)} where ${isHeld('commits')}`,
    [asset, asRecords(partitions)],
  )
}

function lyingIn(dialect: TableDialect): string {
  const { member } = dialect.document
  const schema = sameName(dialect, member('location', 'schema'), '$1')
  return `${schema} and ${sameName(dialect, member('location', 'table'), '$2')}`
}

/** Raises the fence of partitions: see `Store.fence`. Of several fences the highest counts. */
export async function raiseFence(
  session: TableSession,
  asset: string,
  token: number,
  partitions: readonly (string | null)[],
): Promise<void> {
  const values = [asset, asRecords(partitions), token]
  const wanted = wantedBy(session.dialect)
  await session.run(
    `delete from ${ledgerSchema}.fences using ${wanted} where ${isHeld('fences')} and fences.token <= $3`,
    values,
  )
  await session.run(
    `insert into ${ledgerSchema}.fences (asset, "partition", token)
     select cast($1 as varchar), wanted."partition", cast($3 as bigint) from ${wanted}`,
    values,
  )
}

/** The highest token that committed or fenced one of the partitions; 0 when none did. */
export async function highestToken(
  session: TableSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<number> {
  const [row] = await session.rows(
    `select coalesce(max(held.token), 0) as token from (
       select asset, "partition", token from ${ledgerSchema}.fences
       union all
       select asset, "partition", token from ${ledgerSchema}.commits
     ) as held, ${wantedBy(session.dialect)} where ${isHeld('held')}`,
    [asset, asRecords(partitions)],
  )
  return Number(row?.['token'])
}
