import { type Attempt, fail, type Location, type Staged } from '@headwater/core/io'
import type { ReadPartition, TableName } from '../sql/warehouse.ts'
import type { DuckDbSession } from './duckdb-session.ts'
import { sameName } from './quote.ts'

/** The schema that holds what Headwater keeps for itself: who committed what, and what is staged. */
export const ledgerSchema = '_headwater'

/** Statements that make the ledger where it is missing. Partition and rows as in `Staged`; null is a value like others. */
export const ledgerTables = [
  `create schema if not exists ${ledgerSchema}`,
  `create table if not exists ${ledgerSchema}.commits (
    asset varchar not null,
    partition varchar,
    attempt varchar not null,
    token bigint not null,
    data_version varchar not null,
    row_count bigint,
    location json not null
  )`,
  `create table if not exists ${ledgerSchema}.fences (asset varchar not null, token bigint not null)`,
]

/** Partitions as a parameter that can be joined: `$2` in SQL, JSON text as its value. */
const wanted = `(select unnest(from_json($2, '["VARCHAR"]')) as partition) as wanted`

/** Throws LEASE_LOST when a later attempt has committed one of the partitions, or fenced the asset. */
export async function checkTokens(
  session: DuckDbSession,
  asset: string,
  partitions: readonly (string | null)[],
  attempt: Attempt,
): Promise<void> {
  const [row] = await session.rows(
    `select max(token) as token from (
       select token from ${ledgerSchema}.fences where asset = $1
       union all
       select token from ${ledgerSchema}.commits as c, ${wanted}
       where c.asset = $1 and c.partition is not distinct from wanted.partition
     )`,
    [asset, JSON.stringify(partitions)],
  )
  if (Number(row?.['token'] ?? 0) <= attempt.token) return
  fail('LEASE_LOST', {
    message: `attempt \`${attempt.id}\` may no longer publish to \`${asset}\`: its token is ${attempt.token}, and the store has seen ${String(row?.['token'])}`,
    hint: 'Another run has taken over. Nothing was changed; materialize again if that run does not do it.',
    asset,
  })
}

/** Records what an attempt has committed, in the place of earlier commits of these partitions. */
export async function recordCommits(
  session: DuckDbSession,
  asset: string,
  published: readonly Staged[],
  attempt: Attempt,
): Promise<void> {
  const partitions = JSON.stringify(published.map(({ partition }) => partition))
  await session.run(
    `delete from ${ledgerSchema}.commits as c using ${wanted}
     where c.asset = $1 and c.partition is not distinct from wanted.partition`,
    [asset, partitions],
  )
  const rows = published.map(({ partition, dataVersion, rows, location }) => ({
    partition,
    data_version: dataVersion,
    row_count: rows ?? null,
    location: JSON.stringify(location),
  }))
  const shape = '[{"partition":"VARCHAR","data_version":"VARCHAR","row_count":"BIGINT","location":"VARCHAR"}]'
  await session.run(
    `insert into ${ledgerSchema}.commits by name
     select $1 as asset, $3 as attempt, $4 as token, c.*
     from (select unnest(from_json($2, '${shape}'), recursive := true)) as c`,
    [asset, JSON.stringify(rows), attempt.id, attempt.token],
  )
}

/** What an attempt has committed and nobody has replaced since. */
export async function committedBy(session: DuckDbSession, attempt: string, asset: string): Promise<readonly Staged[]> {
  const rows = await session.rows(
    `select partition, data_version, row_count, location from ${ledgerSchema}.commits
     where attempt = $1 and asset = $2 order by rowid`,
    [attempt, asset],
  )
  return rows.map((row) => ({
    asset,
    partition: row['partition'] as string | null,
    location: row['location'] as Location,
    dataVersion: String(row['data_version']),
    rows: row['row_count'] === null ? undefined : Number(row['row_count']),
  }))
}

/** Which partitions of a table are committed, and at which data version. Empty for a table that is not Headwater's. */
export async function commitsOf(session: DuckDbSession, table: TableName): Promise<readonly ReadPartition[]> {
  const rows = await session.rows(
    `select partition, data_version from ${ledgerSchema}.commits where ${lyingIn} order by rowid`,
    [table.schema, table.table],
  )
  return rows.map((row) => ({
    partition: row['partition'] as string | null,
    dataVersion: String(row['data_version']),
  }))
}

/** The data version at which one partition of a table is committed, and how many partitions of the table are. */
export async function commitOf(
  session: DuckDbSession,
  table: TableName,
  partition: string | null,
): Promise<{ readonly dataVersion: string | undefined; readonly ofTable: number }> {
  const [row] = await session.rows(
    `select count(*) as of_table, max(data_version) filter (partition is not distinct from $3) as data_version
     from ${ledgerSchema}.commits where ${lyingIn}`,
    [table.schema, table.table, partition],
  )
  const dataVersion = row?.['data_version']
  return { dataVersion: typeof dataVersion === 'string' ? dataVersion : undefined, ofTable: Number(row?.['of_table']) }
}

/** Forgets the commits of a table whose rows are gone. */
export async function forgetCommits(session: DuckDbSession, table: TableName): Promise<void> {
  await session.run(`delete from ${ledgerSchema}.commits where ${lyingIn}`, [table.schema, table.table])
}

const lyingIn = `${sameName("location ->> '$.schema'", '$1')} and ${sameName("location ->> '$.table'", '$2')}`

/** Raises the fence of an asset: see `Store.fence`. */
export async function raiseFence(session: DuckDbSession, asset: string, token: number): Promise<void> {
  const higher = Math.max(token, await highestFence(session, asset))
  await session.run(`delete from ${ledgerSchema}.fences where asset = $1`, [asset])
  await session.run(`insert into ${ledgerSchema}.fences values ($1, $2)`, [asset, higher])
}

async function highestFence(session: DuckDbSession, asset: string): Promise<number> {
  const [row] = await session.rows(`select max(token) as token from ${ledgerSchema}.fences where asset = $1`, [asset])
  return Number(row?.['token'] ?? 0)
}

/** The lowest token that may publish to an asset, for writes by hand that hold no lease. */
export async function currentToken(session: DuckDbSession, asset: string): Promise<number> {
  const [row] = await session.rows(
    `select coalesce(max(token), 0) as token from (
       select token from ${ledgerSchema}.fences where asset = $1
       union all
       select token from ${ledgerSchema}.commits where asset = $1
     )`,
    [asset],
  )
  return Number(row?.['token'])
}
