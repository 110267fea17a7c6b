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
  `create table if not exists ${ledgerSchema}.fences (asset varchar not null, partition varchar, token bigint not null)`,
]

/** Partitions as a parameter that can be joined: `$2` in SQL, JSON text as its value. */
const wanted = `(select unnest(from_json($2, '["VARCHAR"]')) as partition) as wanted`

/** A condition: whether a row `held` is of asset `$1` and one of the partitions `$2`. */
const heldOf = 'held.asset = $1 and held.partition is not distinct from wanted.partition'

/** Throws LEASE_LOST when a later attempt has committed or fenced one of the partitions. */
export async function checkTokens(
  session: DuckDbSession,
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
  session: DuckDbSession,
  asset: string,
  published: readonly Staged[],
  attempt: Attempt,
): Promise<void> {
  const partitions = JSON.stringify(published.map(({ partition }) => partition))
  await session.run(`delete from ${ledgerSchema}.commits as held using ${wanted} where ${heldOf}`, [asset, partitions])
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

/** Forgets the commits of some partitions of an asset. Answers with those that had one. */
export async function forgetPartitions(
  session: DuckDbSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<readonly (string | null)[]> {
  const values = [asset, JSON.stringify(partitions)]
  const held = await session.rows(
    `select held.partition from ${ledgerSchema}.commits as held, ${wanted} where ${heldOf}`,
    values,
  )
  await session.run(`delete from ${ledgerSchema}.commits as held using ${wanted} where ${heldOf}`, values)
  return held.map(({ partition }) => partition as string | null)
}

const lyingIn = `${sameName("location ->> '$.schema'", '$1')} and ${sameName("location ->> '$.table'", '$2')}`

/** Raises the fence of partitions: see `Store.fence`. Of several fences the highest counts. */
export async function raiseFence(
  session: DuckDbSession,
  asset: string,
  token: number,
  partitions: readonly (string | null)[],
): Promise<void> {
  const values = [asset, JSON.stringify(partitions), token]
  await session.run(
    `delete from ${ledgerSchema}.fences as held using ${wanted} where ${heldOf} and held.token <= $3`,
    values,
  )
  await session.run(
    `insert into ${ledgerSchema}.fences by name select $1 as asset, wanted.partition, $3 as token from ${wanted}`,
    values,
  )
}

/** The highest token that committed or fenced one of the partitions; 0 when none did. */
export async function highestToken(
  session: DuckDbSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<number> {
  const [row] = await session.rows(
    `select coalesce(max(held.token), 0) as token from (
       select asset, partition, token from ${ledgerSchema}.fences
       union all
       select asset, partition, token from ${ledgerSchema}.commits
     ) as held, ${wanted} where ${heldOf}`,
    [asset, JSON.stringify(partitions)],
  )
  return Number(row?.['token'])
}
