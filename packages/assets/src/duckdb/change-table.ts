import { fail } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { columnDefinitions, partitionColumn, partitionColumns } from './column-types.ts'
import type { DuckDbSession, StoredColumn } from './duckdb-session.ts'
import { forgetCommits } from './ledger.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import { findRelation, type Relation } from './relation.ts'

/** Staged rows, and the table that they are for. */
export interface TableChange {
  readonly asset: string
  readonly target: TableName
  readonly from: Relation
  /** [null] for a table without partitions. */
  readonly partitions: readonly (string | null)[]
  readonly write: StoredWrite
}

/**
 * Changes a table to hold the staged rows, in the current transaction, and makes it where it is missing. Throws
 * TABLE_COLUMNS_CHANGED when it has other columns, unless all of it is replaced.
 */
export async function changeTable(session: DuckDbSession, change: TableChange): Promise<Relation> {
  const { target, from, partitions, write } = change
  const partitioned = partitions[0] !== null
  if (write.mode === 'replace' && !partitioned) return replaceTable(session, change)
  const table = await intoTable(session, change, partitioned)
  await keepPartitions(session, from, partitions)
  await deleteRows(session, change, partitioned)
  const columns = [...from.columns, ...partitionColumns(partitioned)]
  const names = identifiers(columns.map(({ name }) => name))
  await session.run(`insert into ${qualified(target)} (${names}) select ${names} from ${qualified(from)}`)
  return table
}

/** Makes a view, in the place of a table or view of that name. */
export async function showView(session: DuckDbSession, target: TableName, query: string): Promise<void> {
  const found = await findRelation(session, target)
  if (found && !found.isView) await session.run(`drop table ${qualified(target)}`)
  await session.run(`create schema if not exists ${identifier(target.schema)}`)
  await session.run(`create or replace view ${qualified(target)} as ${query}`)
}

async function replaceTable(session: DuckDbSession, { target, from }: TableChange): Promise<Relation> {
  const found = await findRelation(session, target)
  if (found?.isView) await session.run(`drop view ${qualified(target)}`)
  await session.run(`create schema if not exists ${identifier(target.schema)}`)
  const names = identifiers(from.columns.map(({ name }) => name))
  await session.run(`create or replace table ${qualified(target)} as select ${names} from ${qualified(from)}`)
  await forgetCommits(session, target)
  return { ...from, schema: target.schema, table: target.table, partitioned: false }
}

/** The table as it is, when it has the staged columns; a new one where there was none, or only a view. */
async function intoTable(session: DuckDbSession, change: TableChange, partitioned: boolean): Promise<Relation> {
  const { target, from } = change
  const found = await findRelation(session, target)
  if (found && !found.isView) {
    requireSameColumns(change, found, partitioned)
    return found
  }
  if (found) await session.run(`drop view ${qualified(target)}`)
  await session.run(`create schema if not exists ${identifier(target.schema)}`)
  const definitions = columnDefinitions([...from.columns, ...partitionColumns(partitioned)])
  await session.run(`create table ${qualified(target)} (${definitions})`)
  // Whoever dropped the table took all its partitions away.
  await forgetCommits(session, target)
  return { ...from, schema: target.schema, table: target.table, partitioned }
}

/** Some of what was staged may not be wanted any more, say because it failed a check. */
async function keepPartitions(
  session: DuckDbSession,
  from: Relation,
  partitions: readonly (string | null)[],
): Promise<void> {
  if (partitions[0] === null) return
  await session.run(`delete from ${qualified(from)} where ${partitionColumn} not in (${partitionList})`, [
    JSON.stringify(partitions),
  ])
}

const partitionList = `select unnest(from_json($1, '["VARCHAR"]'))`

async function deleteRows(session: DuckDbSession, change: TableChange, partitioned: boolean): Promise<void> {
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

/** Deletes the rows of some partitions. */
export async function deletePartitions(
  session: DuckDbSession,
  target: TableName,
  partitions: readonly (string | null)[],
): Promise<void> {
  await session.run(`delete from ${qualified(target)} where ${partitionColumn} in (${partitionList})`, [
    JSON.stringify(partitions),
  ])
}

/** Deletes the rows that have the same key as a staged one; null is the same as null. */
async function deleteMatching(
  session: DuckDbSession,
  target: TableName,
  from: TableName,
  key: readonly string[],
): Promise<void> {
  const same = key.map((name) => `old.${identifier(name)} is not distinct from new.${identifier(name)}`)
  await session.run(
    `delete from ${qualified(target)} as old using ${qualified(from)} as new where ${same.join(' and ')}`,
  )
}

function requireSameColumns({ asset, target, from }: TableChange, found: Relation, partitioned: boolean): void {
  const has = [...found.columns, ...partitionColumns(found.partitioned)]
  const gets = [...from.columns, ...partitionColumns(partitioned)]
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
export function compareColumns(has: readonly StoredColumn[], gets: readonly StoredColumn[]): readonly string[] {
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
