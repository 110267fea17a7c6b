import { anyColumn, type DirectTransformation, type IndirectTransformation, pathBelow } from '../define/index.ts'

/** A column of an asset, or a field in one. */
export interface ColumnAt {
  readonly asset: string
  /** Its path, as in `quote.price`; `*` for all columns. */
  readonly column: string
}

/** How surely, and how, one column bears on another: as its value, by deciding about it, or nobody knows. */
export type ColumnBearing = 'DIRECT' | 'INDIRECT' | 'UNKNOWN'

/** One edge of column lineage, within one asset's making. */
export interface ColumnEdge {
  /** Column `*`: any column of it may have been read. */
  readonly from: ColumnAt
  /** Column `*`: it bears on all of them. */
  readonly to: ColumnAt
  /** The dep's name in the reader. */
  readonly dep: string
  readonly bearing: ColumnBearing
  /** In OpenLineage's words. Absent where it is unknown. */
  readonly transformation?: DirectTransformation | IndirectTransformation | undefined
}

/** Whether two paths have a field in common: they are equal, one lies in the other, or one stands for all. */
export function overlaps(one: string, other: string): boolean {
  if (one === anyColumn || other === anyColumn) return true
  return pathBelow(one, other) !== undefined || pathBelow(other, one) !== undefined
}
