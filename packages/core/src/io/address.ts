import type { Json } from '../base/json.ts'

/** Which value is meant: an asset, and a partition key as text (null when the asset is not partitioned). */
export interface Address {
  readonly asset: string
  readonly partition: string | null
}

/** A value to be read, with what its asset's schema tells: files that nobody recorded need it to know their types. */
export interface ReadAt extends Address {
  /** Columns as JSON Schema of one row, where the schema is an array of objects that it can tell. */
  readonly rowSchema?: Json | undefined
  /** The shape in which a table is wanted. A manager that has only rows answers with rows. Absent: `rows`. */
  readonly as?: TableShape | undefined
}

/** A table to be read batch by batch, with what was recorded of it; of a table that is only staged nothing is. */
export interface PiecesAt extends ReadAt {
  /** A store that commits in place throws INPUT_MOVED where it holds another version by now. Absent: any will do. */
  readonly dataVersion?: string | undefined
  /** How many rows there are. */
  readonly rows?: number | undefined
  /** No more than the first so many rows are wanted, for people to look at. A store may give more. Absent: all. */
  readonly first?: number | undefined
}

/** A table as an array of objects, or as one object that holds its columns. */
export type TableShape = 'rows' | 'columns'
