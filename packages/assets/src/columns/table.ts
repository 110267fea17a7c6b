import type { Rows } from '../sql/rows.ts'
import type { ColumnBatch } from './column-batch.ts'

/** A table in memory: rows, or columns. */
export type Table = Rows | ColumnBatch<object>

/** A table that is never held whole: see `stream`. */
export type TableStream = AsyncIterable<ColumnBatch<object>>

/** The table of an asset whose rows are `R`, in any shape in which it may hold it. */
export type TableOf<R> = readonly R[] | ColumnBatch<R> | AsyncIterable<ColumnBatch<R>>
