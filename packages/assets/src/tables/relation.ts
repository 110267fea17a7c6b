import { fail } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import { partitionColumn } from './column-types.ts'
import { isUnordered, type StoredWrite } from '../sql/write-mode.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TableDialect } from './table-dialect.ts'
import type { TableSession } from './table-session.ts'

/** A table or view that exists. */
export interface Relation extends TableName {
  readonly isView: boolean
  /** Without hidden columns, in the order of the table. */
  readonly columns: readonly StoredColumn[]
  /** Whether it has the partition column. */
  readonly partitioned: boolean
  /** The `order by` terms of the order in which readers get the rows. */
  readonly order: string
  /** Whether a scan gives the rows in that order. */
  readonly scansInOrder: boolean
}

/** Looks up a table or view; undefined when there is none. */
export async function findRelation(session: TableSession, place: TableName): Promise<Relation | undefined> {
  const { dialect } = session
  const found = await session.describe(place)
  if (!found) return undefined
  const { isView, columns: all } = found
  const hidden = [partitionColumn, dialect.orderColumn?.name]
  const columns = all.filter(({ name }) => !hidden.includes(name))
  // Tables that others made do not tell in which order they were written, where that takes a column.
  const isWritten = !isView && (!dialect.orderColumn || all.some(({ name }) => name === dialect.orderColumn?.name))
  return {
    schema: place.schema,
    table: place.table,
    isView,
    columns,
    partitioned: all.some(({ name }) => name === partitionColumn),
    order: isWritten ? dialect.writtenOrder : dialect.sortedOrder(columns),
    scansInOrder: isWritten && dialect.scansInOrder,
  }
}

/** Looks up a table or view that was recorded. Throws VALUE_GONE. */
export async function requireRelation(session: TableSession, place: TableName, asset?: string): Promise<Relation> {
  const relation = await findRelation(session, place)
  if (relation) return relation
  const whose = asset ? ` of asset \`${asset}\`` : ''
  fail('VALUE_GONE', {
    message: `table \`${place.schema}.${place.table}\`${whose} is not in the database`,
    hint: 'It was dropped, or the database is another one than before. Materialize the asset again, with --force.',
    asset,
  })
}

/**
 * A table as its readers see it. Versions and changes are a set, whatever the order in which they came: then they are read
 * sorted by their columns. `write` stands in the location of such tables, see `publishedLocation`.
 */
export function orderedBy(dialect: TableDialect, table: Relation, write: StoredWrite | undefined): Relation {
  if (write === undefined || !isUnordered(write)) return table
  return { ...table, order: dialect.sortedOrder(table.columns), scansInOrder: false }
}

/** Looks up what was just made. */
export async function madeRelation(session: TableSession, place: TableName): Promise<Relation> {
  const relation = await findRelation(session, place)
  return (
    relation ?? fail('INTERNAL', { message: `table \`${place.schema}.${place.table}\` is not there after it was made` })
  )
}
