/** Any Standard Schema (zod 3.24+ and 4, valibot, arktype; https://standardschema.dev). Tables also need to know their columns: zod 4 tells them. */
export interface Schema<out T> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => unknown
    readonly types?: { readonly input: unknown; readonly output: T } | undefined
  }
  /** Absent: a table comes as an array of rows, and is read whole. */
  readonly '~table'?: TableSchema | undefined
}

/** A schema of a table that comes in another shape than an array of rows. */
export interface TableSchema {
  /** `columns`: one object that holds the columns. `stream`: an async iterable of batches, which is never held whole. */
  readonly as: 'columns' | 'stream'
  /** The schema of the same table as an array of rows: it tells the columns. */
  readonly rows: Schema<unknown>
  /** Parses one batch of columns, or rows in its place. */
  readonly batch: Schema<unknown>
}

/** What a schema's type is as an asset's value: arrays are read only, since several readers may share one. */
export type Value<T> = T extends readonly unknown[] ? Readonly<T> : T
