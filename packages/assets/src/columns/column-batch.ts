import { cellsOf } from './cells-of.ts'
import { sliceColumn } from './slice-vector.ts'
import type { ColumnVector } from './vector.ts'

/** Rows are made so many at a time: enough for tight loops, few enough to be garbage soon. */
const rowsAtOnce = 2048

/**
 * A table in memory by its columns: typed arrays, coded text and a bitmap of what is there, as Arrow lays them out. `R` is
 * its row; rows are made when they are asked for. Make one by `columnar(schema).from(rows)`.
 *
 * Text is well-formed (half a surrogate pair has no UTF-8), dates are instants to the millisecond, nested values are what
 * JSON can hold. Nobody may change the memory behind it.
 */
export class ColumnBatch<out R = { readonly [column: string]: unknown }> implements Iterable<R> {
  readonly columns: readonly ColumnVector[]
  /** How many rows. */
  readonly length: number

  constructor(columns: readonly ColumnVector[], length: number) {
    this.columns = columns
    this.length = length
  }

  column(name: keyof R & string): ColumnVector | undefined {
    return this.columns.find((column) => column.name === name)
  }

  /** One row; undefined where there is none. For many of them, iterate. */
  at(row: number): R | undefined {
    return row >= 0 && row < this.length ? this.#rows(row, row + 1)[0] : undefined
  }

  /** The rows from `start` up to `end`, over the same memory. */
  slice(start: number, end: number = this.length): ColumnBatch<R> {
    const from = Math.min(Math.max(start, 0), this.length)
    const to = Math.min(Math.max(end, from), this.length)
    if (from === 0 && to === this.length) return this
    return new ColumnBatch(
      this.columns.map((column) => sliceColumn(column, from, to)),
      to - from,
    )
  }

  *[Symbol.iterator](): Generator<R, undefined> {
    for (let start = 0; start < this.length; start += rowsAtOnce) {
      yield* this.#rows(start, Math.min(start + rowsAtOnce, this.length))
    }
  }

  /** Its rows, so that it prints as they do. */
  toJSON(): readonly R[] {
    return [...this]
  }

  #rows(start: number, end: number): R[] {
    const columns = this.columns.map((column) => ({ ...column, cells: cellsOf(column, start, end) }))
    return Array.from({ length: end - start }, (_, index) => {
      const row: { [column: string]: unknown } = {}
      for (const { name, cells } of columns) {
        const cell = cells[index]
        if (cell !== undefined) row[name] = cell
      }
      // Whoever made the batch says that these are its rows: the schema did, or will.
      return row as R
    })
  }
}
