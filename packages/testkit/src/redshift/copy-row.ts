/** A column that is loaded. */
export interface CopyColumn {
  readonly name: string
  /** As PostgreSQL spells it: `character varying(256)`. */
  readonly type: string
}

/** A row of an object, as text. */
export interface CopyRow {
  readonly cells: readonly (string | null)[]
  readonly url: string
  /** From 1. */
  readonly line: number
  /** As it stands in the file; empty for Parquet. */
  readonly raw: string
}
