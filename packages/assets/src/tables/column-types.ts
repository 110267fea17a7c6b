import { type Address, fail, type Json } from '@headwater/core/io'
import { type Column, columnsOf } from '../sql/columns.ts'
import { identifier, qualified } from './quote.ts'
import type { TableDialect } from './table-dialect.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/** The hidden column of a partitioned table: which partition a row belongs to, as text. */
export const partitionColumn = '_partition'

/** The columns of a table as a database has them. */
export function storedColumns(
  { types }: Pick<TableDialect, 'types'>,
  columns: readonly Column[],
): readonly StoredColumn[] {
  return columns.map(({ name, kind }) => ({ name, type: types[kind] }))
}

/** Columns as they stand in `create table`. */
export function columnDefinitions(columns: readonly StoredColumn[], notNull: ReadonlySet<string> = new Set()): string {
  return columns
    .map(({ name, type }) => `${identifier(name)} ${type}${notNull.has(name) ? ' not null' : ''}`)
    .join(', ')
}

/** The partition column, where a table has one. */
export function partitionColumns({ types }: TableDialect, partitioned: boolean): readonly StoredColumn[] {
  return partitioned ? [{ name: partitionColumn, type: types.string }] : []
}

/** Makes a table that keeps the order of its rows. `layout` is what its database says of it behind the columns. */
export async function createTable(
  session: TableSession,
  place: TablePlace,
  columns: readonly StoredColumn[],
  notNull?: ReadonlySet<string>,
): Promise<void> {
  const { orderColumn } = session.dialect
  const all = orderColumn ? [...columns, orderColumn] : columns
  const layout = place.layout === undefined ? '' : ` ${place.layout}`
  await session.run(`create table ${qualified(place)} (${columnDefinitions(all, notNull)})${layout}`)
}

/**
 * The columns of a row schema. Throws TABLE_COLUMNS_UNKNOWN where it tells none, TABLE_NAME_RESERVED and
 * TABLE_NAME_TOO_LONG where a column cannot be called so.
 */
export function requireColumns(
  dialect: TableDialect,
  rowSchema: Json | undefined,
  { asset }: Pick<Address, 'asset'>,
): readonly Column[] {
  const columns = columnsOf(rowSchema)
  if (!columns || columns.length === 0) {
    fail('TABLE_COLUMNS_UNKNOWN', {
      message: `asset \`${asset}\` is kept as a table, but its schema does not tell the columns`,
      hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
      asset,
    })
  }
  for (const { name } of columns) requireFreeName(dialect, name, asset)
  return columns
}

function requireFreeName(dialect: TableDialect, column: string, asset: string): void {
  requireShortName(dialect, column, asset)
  const keeps: { readonly [hidden: string]: string } = {
    [partitionColumn]: 'the partition',
    ...(dialect.orderColumn && { [dialect.orderColumn.name]: 'the order of its rows' }),
  }
  const kept = keeps[column.toLowerCase()]
  if (kept === undefined) return
  fail('TABLE_NAME_RESERVED', {
    message: `asset \`${asset}\` has a column \`${column.toLowerCase()}\`, which is where its table keeps ${kept}`,
    hint: 'Give the column another name.',
    asset,
  })
}

/** A database cuts longer names off, and two of them could become one. */
export function requireShortName({ title, maxNameBytes }: TableDialect, name: string, asset: string): void {
  const bytes = Buffer.byteLength(name)
  if (bytes <= maxNameBytes) return
  fail('TABLE_NAME_TOO_LONG', {
    message: `\`${name}\`, where asset \`${asset}\` is kept, has ${bytes} bytes; a name in ${title} has at most ${maxNameBytes}`,
    hint: 'Shorten the name of the column, or the key of the asset, or name its table: warehouse.table(name).',
    asset,
  })
}
