import type { ColumnNote } from '../formats/column-notes.ts'

/**
 * The cells of a column, laid out as Arrow does (arrow.apache.org/docs/format/Columnar.html). A place without a cell holds
 * anything. `cells` is for what has no such layout: nested values, bigints beyond 64 bits, nulls without a type.
 */
export type Vector =
  | { readonly layout: 'float64'; readonly values: Float64Array }
  /** Dates are milliseconds since the epoch. */
  | { readonly layout: 'int64'; readonly values: BigInt64Array }
  /** A bit for every row, the lowest of each byte first. */
  | { readonly layout: 'bits'; readonly bits: Uint8Array }
  /** Text: for every row its place in `dictionary`, where a text may stand more than once. */
  | { readonly layout: 'dictionary'; readonly codes: Int32Array; readonly dictionary: readonly string[] }
  /** Bytes, or text in UTF-8: those of row `i` lie from `offsets[i]` up to `offsets[i + 1]`. */
  | { readonly layout: 'bytes'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  /** Null where there is none. */
  | { readonly layout: 'cells'; readonly cells: readonly unknown[] }

/** One column of a batch. */
export interface ColumnVector extends ColumnNote {
  readonly name: string
  /** Whether a cell may be missing. */
  readonly nullable: boolean
  readonly data: Vector
  /** A bit for every row that has a cell, the lowest of each byte first. Absent: all have, or `data` tells by itself. */
  readonly validity: Uint8Array | undefined
}
