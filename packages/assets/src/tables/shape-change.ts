import type { ShapeChange, ShapeQuestion } from '@headwater/core/io'
import { type Column, columnsOf } from '../sql/columns.ts'
import type { SchemaChange } from '../sql/schema-change.ts'
import type { Write } from '../sql/write-mode.ts'
import { type ColumnDifference, columnDifferences, differenceInWords } from './column-differences.ts'
import { storedColumns } from './column-types.ts'
import type { TableDialect } from './table-dialect.ts'

/** What is known of a table without opening its database. */
export interface KnownTable {
  readonly dialect: Pick<TableDialect, 'types'>
  readonly schemaChange: SchemaChange | undefined
  readonly mode: Write['mode']
}

/** What publishing rows of another schema will do to a table: see `Store.shapeChange`. */
export function shapeChange(table: KnownTable, { partitioned, before, after }: ShapeQuestion): ShapeChange | undefined {
  const [old, now] = [columnsOf(before), columnsOf(after)]
  if (!old || !now) return undefined
  const { dialect } = table
  const differences = columnDifferences(storedColumns(dialect, old), storedColumns(dialect, now))
  if (differences.length === 0) return undefined
  return { outcome: outcomeOf(table, partitioned, differences, now), differences: differences.map(differenceInWords) }
}

function outcomeOf(
  { schemaChange, mode }: KnownTable,
  partitioned: boolean,
  differences: readonly ColumnDifference[],
  columns: readonly Column[],
): ShapeChange['outcome'] {
  if (mode === 'view' || (mode === 'replace' && !partitioned)) return 'replaces'
  if (schemaChange === 'rebuild') return 'rebuilds'
  const nullable = new Set(columns.filter(({ nullable, absent }) => nullable && !absent).map(({ name }) => name))
  const isAddable = differences.every(({ name, before }) => before === undefined && nullable.has(name))
  return schemaChange === 'add-columns' && isAddable ? 'adds columns' : 'fails'
}
