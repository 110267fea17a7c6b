import type { ReadAt } from '@headwater/core/io'
import { ColumnBatch, type ColumnVector } from '../columns/index.ts'
import { packCells } from '../columns/pack-cells.ts'
import type { ColumnKind } from '../formats/column-kind.ts'
import type { ApiCell } from './bigquery-service.ts'
import type { Field } from './column-types.ts'
import { type CellReader, cellReader } from './read-cells.ts'
import type { TableLocation } from './table-location.ts'

/** Cells as they are sent, of one row. */
export type ApiCells = readonly ApiCell[]

/** A column with what its cells become. */
export interface ReadColumn {
  readonly name: string
  /** Of columns of whole numbers: `bigint` where one of them has no place in a number. */
  readonly kind: ColumnKind
  readonly read: CellReader
}

export function columnOfField(field: Field): ReadColumn {
  return { name: field.name, kind: kindOf(field), read: cellReader(field) }
}

/** What `cellReader` makes of a type. */
function kindOf({ type, mode, precision, scale = '0' }: Field): ColumnKind {
  if (mode === 'REPEATED') return 'json'
  switch (type) {
    case 'INTEGER':
      return 'integer'
    case 'FLOAT':
      return 'number'
    case 'BOOLEAN':
      return 'boolean'
    case 'TIMESTAMP':
    case 'DATETIME':
      return 'date'
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return precision !== undefined && scale === '0' ? 'bigint' : 'string'
    case 'JSON':
    case 'RECORD':
      return 'json'
    case 'BYTES':
      return 'bytes'
    default:
      return 'string'
  }
}

/** Rows in the shape that is asked for, without the members that they did not have when they were written. */
export function tableOf(
  rows: readonly ApiCells[],
  columns: readonly ReadColumn[],
  { absent = [] }: TableLocation,
  { as }: Pick<ReadAt, 'as'>,
): readonly object[] | ColumnBatch<object> {
  if (as !== 'columns') return rows.map((cells) => rowOf(cells, columns, absent))
  const vectors = columns.map((column, index) => {
    const cells = rows.map((row) => column.read(row[index] ?? null))
    return vectorOf(column, cells, absent.includes(column.name))
  })
  return new ColumnBatch<object>(vectors, rows.length)
}

function rowOf(cells: ApiCells, columns: readonly ReadColumn[], absent: readonly string[]): object {
  const row: { [column: string]: unknown } = {}
  for (const [index, { name, read }] of columns.entries()) {
    const value = read(cells[index] ?? null)
    if (value !== null || !absent.includes(name)) row[name] = value
  }
  return row
}

function vectorOf({ name, kind }: ReadColumn, cells: readonly unknown[], absent: boolean): ColumnVector {
  const about = { name, nullable: true, absent }
  const isWide = kind === 'integer' && cells.some((cell) => typeof cell === 'bigint')
  if (!isWide) return { ...about, kind, ...packCells(kind, cells) }
  const wide = cells.map((cell) => (typeof cell === 'number' ? BigInt(cell) : cell))
  return { ...about, kind: 'bigint', ...packCells('bigint', wide) }
}
