import type { Stretch } from './mix.ts'
import type { Series } from './partition-data.ts'

/** Partitions of neighbouring series: `rows` of them, and in each the `columns` along the counted dimension. */
export interface Rectangle {
  readonly rows: Stretch
  readonly columns: Stretch
}

/** How many partitions it has. */
export function sizeOf({ rows, columns }: Rectangle): number {
  return (rows.to - rows.from + 1) * (columns.to - columns.from + 1)
}

/** How many partitions of each of `kinds` statuses are in it. */
export function countsIn(series: readonly Series[], { rows, columns }: Rectangle, kinds: number): Uint32Array {
  const counts = new Uint32Array(kinds)
  for (const { runs } of series.slice(rows.from, rows.to + 1)) {
    for (const [status, count] of runs.countsBetween(columns.from, columns.to, kinds).entries())
      counts[status] = (counts[status] ?? 0) + count
  }
  return counts
}
