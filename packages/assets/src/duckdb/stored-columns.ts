import type { DuckDBVector } from '@duckdb/node-api'
import { hasBit } from '../columns/bits.ts'
import { cellsOf } from '../columns/cells-of.ts'
import type { ColumnBatch, ColumnVector } from '../columns/index.ts'
import { int64OfNumbers, thousandfold } from '../columns/int64.ts'
import type { Column } from '../sql/columns.ts'

/** Which rows go where in a vector. */
export interface Span {
  /** The place of the first in the vector. */
  readonly at: number
  /** The row that comes first. */
  readonly start: number
  readonly count: number
}

type Memory = Float64Array | BigInt64Array

/** A batch on its way into DuckDB: its numbers, once, as DuckDB stores them. */
export class StoredColumns {
  readonly #batch: ColumnBatch<object>
  readonly #columns: ReadonlyMap<string, ColumnVector>
  readonly #stored = new Map<string, Memory | undefined>()

  constructor(batch: ColumnBatch<object>) {
    this.#batch = batch
    this.#columns = new Map(batch.columns.map((column) => [column.name, column]))
  }

  get length(): number {
    return this.#batch.length
  }

  /** The cells of a column, undefined where it has none. */
  cells(name: string, start: number, end: number): readonly unknown[] {
    const column = this.#columns.get(name)
    return column ? cellsOf(column, start, end) : Array.from({ length: end - start })
  }

  /**
   * Copies rows of a column into a vector. Answers false where that is not possible: for text, for other kinds than the
   * column's, and for gaps that it does not allow, which are for whoever looks at cells to refuse.
   */
  copyInto(vector: DuckDBVector, { name, kind, nullable }: Column, { at, start, count }: Span): boolean {
    const column = this.#columns.get(name)
    const items = itemsOf(vector)
    if (!column || !items || (column.validity && !nullable)) return false
    if (!this.#stored.has(name)) this.#stored.set(name, storedAs(kind, column))
    const stored = this.#stored.get(name)
    if (stored instanceof Float64Array && items instanceof Float64Array) {
      items.set(stored.subarray(start, start + count), at)
    } else if (stored instanceof BigInt64Array && items instanceof BigInt64Array) {
      items.set(stored.subarray(start, start + count), at)
    } else {
      return false
    }
    const { validity } = column
    if (validity) {
      for (let row = 0; row < count; row++) if (!hasBit(validity, start + row)) vector.setItem(at + row, null)
    }
    return true
  }
}

/** The memory of a vector of numbers. The client library has it there, though its types do not say so. */
function itemsOf(vector: DuckDBVector): Memory | undefined {
  const { items } = vector as { readonly items?: unknown }
  return items instanceof Float64Array || items instanceof BigInt64Array ? items : undefined
}

/** Undefined where each cell must be looked at. */
function storedAs(kind: Column['kind'], { kind: own, data }: ColumnVector): Memory | undefined {
  if (data.layout === 'float64') {
    if (kind === 'number') return data.values
    return kind === 'integer' && data.values.every(Number.isSafeInteger) ? int64OfNumbers(data.values) : undefined
  }
  return data.layout === 'int64' && kind === 'date' && own === 'date' ? thousandfold(data.values) : undefined
}
