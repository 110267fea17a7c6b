import type { TableName } from '../sql/warehouse.ts'
import { partitionColumn } from './column-types.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import type { Relation } from './relation.ts'
import type { TableSession } from './table-session.ts'

/** Deletes the rows of some partitions. */
export async function deletePartitions(
  session: TableSession,
  target: TableName,
  partitions: readonly (string | null)[],
): Promise<void> {
  const gone = session.dialect.records('$1', 'gone', { partition: 'text' })
  await session.run(
    `delete from ${qualified(target)} where ${partitionColumn} in (select gone."partition" from ${gone})`,
    [JSON.stringify(partitions.map((partition) => ({ partition })))],
  )
}

/**
 * Deletes the rows that have the same key as a staged one; null is the same as null. In two steps, since a condition that
 * holds for null can neither be hashed nor looked up in an index.
 */
export async function deleteMatching(
  session: TableSession,
  target: TableName,
  from: Relation,
  key: readonly string[],
): Promise<void> {
  const types = new Map(from.columns.map(({ name, type }) => [name, type]))
  const cell = (side: string, name: string) =>
    session.dialect.comparable(`${side}.${identifier(name)}`, types.get(name) ?? session.dialect.types.string)
  // Not every database lets the table that loses rows have another name.
  const old = identifier(target.table)
  const equal = (name: string) => `${cell(old, name)} = ${cell('"_new"', name)}`
  const bothNull = (name: string) => `(${old}.${identifier(name)} is null and "_new".${identifier(name)} is null)`
  const remove = `delete from ${qualified(target)}`
  await session.run(`${remove} using ${qualified(from)} as "_new" where ${key.map(equal).join(' and ')}`)
  const hasNull = key.map((name) => `${identifier(name)} is null`).join(' or ')
  const same = key.map((name) => `(${equal(name)} or ${bothNull(name)})`)
  await session.run(
    `${remove} using (select ${identifiers(key)} from ${qualified(from)} where ${hasNull}) as "_new"
     where ${same.join(' and ')}`,
  )
}
