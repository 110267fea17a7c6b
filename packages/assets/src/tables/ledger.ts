import { type Attempt, fail, type Location, type Staged } from '@headwater/core/io'
import type { ReadPartition, TableName } from '../sql/warehouse.ts'
import { type StoredWrite, writeSchema } from '../sql/write-mode.ts'
import { numbering } from './numbering.ts'
import { identifier, sameName, text } from './quote.ts'
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

/** Partitions as a relation that can be joined. */
function wanted(dialect: TableDialect, partitions: readonly (string | null)[]): Records {
  const rows = partitions.map((partition) => ({ partition }))
  return recordRows(dialect, 'wanted', { partition: 'text' }, rows)
}

/** Which rows of the ledger are of an asset and some partitions. `also` is what stands beside them in `from` or `using`. */
interface Held {
  readonly also: readonly string[]
  readonly where: string
  readonly values: readonly unknown[]
}

/** A single partition, as most assets have, is named: to plan a join takes longer than all the rest. */
function heldBy(
  { dialect }: TableSession,
  relation: string,
  asset: string,
  partitions: readonly (string | null)[],
): Held {
  const [only = null] = partitions
  const isOfAsset = `${relation}.asset = ${text(asset)}`
  if (partitions.length === 1) {
    const isPartition = only === null ? 'is null' : `= ${text(only)}`
    return { also: [], where: `${isOfAsset} and ${relation}."partition" ${isPartition}`, values: [] }
  }
  // `is not distinct from` would say the same, but PostgreSQL compares every row with every other for it, and others do
  // not have it.
  const where = `${isOfAsset} and coalesce(${relation}."partition", '') = coalesce(wanted."partition", '')
    and (${relation}."partition" is null) = (wanted."partition" is null)`
  const { relation: joined, values } = wanted(dialect, partitions)
  return { also: [joined], where, values }
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
  const { dialect } = session
  const { relation, values } = recordRows(dialect, 'made', commitColumns, rows)
  const into = `${ledgerSchema}.commits`
  const number = numbering(dialect, into, 'made.position')
  await session.run(
    `insert into ${into} (asset, "partition", attempt, token, data_version, row_count, location${number.name})
     select cast(${text(asset)} as varchar), made."partition", cast(${text(attempt.id)} as varchar), ${attempt.token},
       made.data_version, made.row_count, cast(made.location as ${dialect.document.type})${number.term}
     from ${relation} order by made.position`,
    values,
  )
}

const commitColumns = {
  position: 'bigint',
  partition: 'text',
  data_version: 'text',
  row_count: 'bigint',
  location: 'text',
} as const

interface Records {
  /** What can stand after `from`. */
  readonly relation: string
  /** The values of its parameters. */
  readonly values: readonly unknown[]
}

/** Records as a relation. One by itself stands in the statement: to read it from JSON takes twice as long. */
function recordRows<Name extends string>(
  { literal, records, types }: TableDialect,
  alias: string,
  columns: { readonly [N in Name]: 'text' | 'bigint' },
  rows: readonly { readonly [N in Name]: string | number | null }[],
): Records {
  const [row, ...more] = rows
  if (!row || more.length > 0) return { relation: records('$1', alias, columns), values: [JSON.stringify(rows)] }
  const cells = (Object.keys(columns) as Name[]).map((name) => {
    const type = columns[name] === 'text' ? types.string : types.integer
    return `cast(${literal(row[name])} as ${type}) as ${identifier(name)}`
  })
  return { relation: `(select ${cells.join(', ')}) as ${alias}`, values: [] }
}

/** What an attempt has committed and nobody has replaced since. */
export async function committedBy(session: TableSession, attempt: string, asset: string): Promise<readonly Staged[]> {
  const rows = await session.rows(
    `select "partition", data_version, row_count, location from ${ledgerSchema}.commits
     where attempt = ${text(attempt)} and asset = ${text(asset)}${asWritten(session.dialect)}`,
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
     where ${lyingIn(dialect, table)}${asWritten(dialect)}`,
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
  const isOne = partition === null ? '"partition" is null' : `"partition" = ${text(partition)}`
  const [row] = await session.rows(
    `select count(*) as of_table, max(case when ${isOne} then data_version end) as data_version
     from ${ledgerSchema}.commits where ${lyingIn(session.dialect, table)}`,
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
    `select location from ${ledgerSchema}.commits where ${lyingIn(dialect, table)} and "partition" is null`,
  )
  return row && writeSchema.safeParse(locationOf(row['location'])['write']).data
}

/** Forgets the commits of a table whose rows are gone. */
export async function forgetCommits(session: TableSession, table: TableName): Promise<void> {
  await session.run(`delete from ${ledgerSchema}.commits where ${lyingIn(session.dialect, table)}`)
}

/** Forgets the commits of some partitions of an asset. Answers with those that had one. */
export async function forgetPartitions(
  session: TableSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<readonly (string | null)[]> {
  const { also, where, values } = heldBy(session, 'held', asset, partitions)
  const from = [`${ledgerSchema}.commits as held`, ...also].join(', ')
  const held = await session.rows(`select held."partition" from ${from} where ${where}`, values)
  await forget(session, asset, partitions)
  return held.map(({ partition }) => partition as string | null)
}

async function forget(session: TableSession, asset: string, partitions: readonly (string | null)[]): Promise<void> {
  const { also, where, values } = heldBy(session, 'commits', asset, partitions)
  await session.run(`delete from ${ledgerSchema}.commits${using(also)} where ${where}`, values)
}

function using(also: Held['also']): string {
  return also.length === 0 ? '' : ` using ${also.join(', ')}`
}

function lyingIn(dialect: TableDialect, { schema, table }: TableName): string {
  const { member } = dialect.document
  const inSchema = sameName(dialect, member('location', 'schema'), text(schema))
  return `${inSchema} and ${sameName(dialect, member('location', 'table'), text(table))}`
}

/** The order in which commits were recorded. */
function asWritten({ scansInOrder, writtenOrder }: TableDialect): string {
  return scansInOrder ? '' : ` order by ${writtenOrder}`
}

/** Raises the fence of partitions: see `Store.fence`. Of several fences the highest counts. */
export async function raiseFence(
  session: TableSession,
  asset: string,
  token: number,
  partitions: readonly (string | null)[],
): Promise<void> {
  const { also, where, values } = heldBy(session, 'fences', asset, partitions)
  await session.run(
    `delete from ${ledgerSchema}.fences${using(also)} where ${where} and fences.token <= ${token}`,
    values,
  )
  const fenced = wanted(session.dialect, partitions)
  await session.run(
    `insert into ${ledgerSchema}.fences (asset, "partition", token)
     select cast(${text(asset)} as varchar), wanted."partition", ${token} from ${fenced.relation}`,
    fenced.values,
  )
}

/** The highest token that committed or fenced one of the partitions; 0 when none did. */
export async function highestToken(
  session: TableSession,
  asset: string,
  partitions: readonly (string | null)[],
): Promise<number> {
  const { also, where, values } = heldBy(session, 'held', asset, partitions)
  const seen = `(
       select asset, "partition", token from ${ledgerSchema}.fences
       union all
       select asset, "partition", token from ${ledgerSchema}.commits
     ) as held`
  const [row] = await session.rows(
    `select coalesce(max(held.token), 0) as token from ${[seen, ...also].join(', ')} where ${where}`,
    values,
  )
  return Number(row?.['token'])
}
