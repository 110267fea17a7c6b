import type { Schema } from '@headwater/core'
import { cellRules, rowSchemaOf } from '@headwater/core/extend'
import { batchOf } from '../formats/batch-of.ts'
import { type ColumnRules, refuseLoneSurrogate } from '../formats/columns.ts'
import { acceptsBatch } from '../validate/accepts-batch.ts'
import { ColumnBatch } from './column-batch.ts'

/** A schema of rows that are held by column. */
export interface Columnar<R> extends Schema<ColumnBatch<R>> {
  /**
   * Puts rows into columns, by the types of the schema where it has any. They are validated when they are written, not
   * here. Throws VALUE_UNSTORABLE for what no column can hold, naming row, column and value.
   */
  readonly from: (rows: Iterable<NoInfer<R>>) => ColumnBatch<R>
}

/**
 * The schema of an asset whose value is a `ColumnBatch`: `schema: columnar(z.array(Row))`. What is stored is the same as for
 * rows, and whoever reads gets a batch back, never rows in between where the store keeps columns. Validation goes by
 * columns where the schema is flat, else row by row.
 */
export function columnar<R extends object>(rows: Schema<readonly R[]>): Columnar<R> {
  const batch: Schema<ColumnBatch<R>> = {
    '~standard': { version: 1, vendor: 'headwater', validate: (value) => validated(rows, value) },
  }
  const from = (given: Iterable<R>) => batchBy<R>(rows, Array.from(given))
  return Object.freeze<Columnar<R>>({ ...batch, '~table': { as: 'columns', rows, batch }, from })
}

type Validated = { readonly value?: unknown; readonly issues?: readonly unknown[] | undefined }

/** Stores that have only rows give rows. */
function validated(rows: Schema<readonly object[]>, value: unknown): Validated | Promise<Validated> {
  const batch = batchIn(value)
  if (!batch && !Array.isArray(value)) return { issues: [{ message: 'Invalid input: expected columns or rows' }] }
  const rules = batch && cellRules(rows)
  if (batch && rules && acceptsBatch(rules, batch)) return { value: batch }
  const result = rows['~standard'].validate(batch ? [...batch] : value) as Validated | Promise<Validated>
  const inColumns = ({ issues, value }: Validated): Validated =>
    issues ? { issues } : { value: batchBy(rows, value as readonly object[]) }
  return result instanceof Promise ? result.then(inColumns) : inColumns(result)
}

/** Serialized and read again, a batch is no longer one by its class. */
function batchIn(value: unknown): ColumnBatch | undefined {
  if (value instanceof ColumnBatch) return value
  const isLike = typeof value === 'object' && value !== null && 'columns' in value && 'length' in value
  if (!isLike || !Array.isArray(value.columns) || typeof value.length !== 'number') return undefined
  return new ColumnBatch(value.columns, value.length)
}

/** Rows in the columns that a schema of rows declares. `firstRow`: so many of a stream came before. */
export function batchBy<R>(
  schema: Schema<readonly object[]>,
  rows: readonly object[],
  firstRow?: number,
): ColumnBatch<R> {
  return batchOf(rows, { rowSchema: rowSchemaOf(schema), firstRow }, rules) as ColumnBatch<R>
}

const rules: ColumnRules = {
  format: 'a batch of columns',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes', 'json', 'null'],
  refuse: refuseLoneSurrogate,
  refuseName: refuseLoneSurrogate,
}
