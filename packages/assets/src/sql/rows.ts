/** What one cell of a table may hold in memory. */
export type Scalar = string | number | bigint | boolean | Date | null
/** One row of a table, by column name. */
export type Row = { readonly [column: string]: Scalar | undefined }
/** A table in memory. */
export type Rows = readonly Row[]
