import type { Json } from '@headwater/core/io'
import type { Rows, Scalar } from '../sql/rows.ts'
import type { ColumnBatch } from './column-batch.ts'

/** A table in memory: rows, or columns. What is nested in a cell is kept as JSON. */
export type Table = readonly { readonly [column: string]: Scalar | Json | undefined }[] | ColumnBatch<object>

/** One whose cells hold one value each. */
export type FlatTable = Rows | ColumnBatch<object>

/** A table that is never held whole: see `stream`. */
export type TableStream = AsyncIterable<ColumnBatch<object>>

/** The table of an asset whose rows are `R`, in any shape in which it may hold it. */
export type TableOf<R> = readonly R[] | ColumnBatch<R> | AsyncIterable<ColumnBatch<R>>
