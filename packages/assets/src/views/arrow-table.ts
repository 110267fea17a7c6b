import type { StandsForRows } from '@headwater/core/extend'
import type { Scalar } from '../sql/rows.ts'

/**
 * What a cell is in an Arrow table: a date its milliseconds since the epoch, everything nested its JSON text, the others
 * themselves.
 */
export type ArrowCell<V> = V extends Date ? number : V extends Scalar ? V : string

/** What apache-arrow calls a Table. */
export interface ArrowTable<out R> extends StandsForRows<R> {
  readonly numRows: number
  getChild<N extends keyof R & string>(column: N): Iterable<ArrowCell<R[N]> | null> | null
}
