import { type Address, fail, type Json } from '@headwater/core/io'
import { type Column, type ColumnKind, columnsOf } from '../sql/columns.ts'
import type { StoredColumn } from './duckdb-session.ts'
import { identifier } from './quote.ts'

/** The hidden column of a partitioned table: which partition a row belongs to, as text. */
export const partitionColumn = '_partition'

/**
 * How DuckDB stores each kind of column. `date` is a moment in UTC. There are no NOT NULL constraints: rows are checked
 * when they are staged, where a message can say more, and a schema that begins to allow null needs no new table.
 */
const types: { readonly [K in ColumnKind]: string } = {
  string: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  bigint: 'HUGEINT',
  boolean: 'BOOLEAN',
  date: 'TIMESTAMP',
  json: 'JSON',
}

/** The columns of a table as DuckDB has them. */
export function storedColumns(columns: readonly Column[]): readonly StoredColumn[] {
  return columns.map(({ name, kind }) => ({ name, type: types[kind] }))
}

/** Columns as they stand in `create table`. */
export function columnDefinitions(columns: readonly StoredColumn[]): string {
  return columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ')
}

/** The partition column, where a table has one. */
export function partitionColumns(partitioned: boolean): readonly StoredColumn[] {
  return partitioned ? [{ name: partitionColumn, type: 'VARCHAR' }] : []
}

/** The columns of a row schema. Throws TABLE_COLUMNS_UNKNOWN where it tells none. */
export function requireColumns(rowSchema: Json | undefined, { asset }: Pick<Address, 'asset'>): readonly Column[] {
  const columns = columnsOf(rowSchema)
  if (!columns || columns.length === 0) {
    fail('TABLE_COLUMNS_UNKNOWN', {
      message: `asset \`${asset}\` is kept as a table, but its schema does not tell the columns`,
      hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
      asset,
    })
  }
  if (columns.some(({ name }) => name.toLowerCase() === partitionColumn)) {
    fail('TABLE_NAME_RESERVED', {
      message: `asset \`${asset}\` has a column \`${partitionColumn}\`, which is where its table keeps the partition`,
      hint: 'Give the column another name.',
      asset,
    })
  }
  return columns
}
