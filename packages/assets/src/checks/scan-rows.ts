import type { TableOf } from '../columns/index.ts'
import type { AnyRow } from './cell.ts'
import { keptRows } from './samples.ts'

/** Looks at every row of a table in memory, in whatever shape it comes: a stream is never held whole. */
export async function eachRow(table: TableOf<unknown>, look: (row: AnyRow) => void): Promise<void> {
  for await (const batch of batchesOf(table)) for (const row of batch) look(row)
}

/** The rows of a table, batch by batch. */
export async function* batchesOf(table: TableOf<unknown>): AsyncGenerator<Iterable<AnyRow>> {
  if (Symbol.asyncIterator in table) yield* table as AsyncIterable<Iterable<AnyRow>>
  else yield table as Iterable<AnyRow>
}

/** How many rows there are, how many of them are bad, and the first of those. */
export interface BadRows {
  readonly rows: number
  readonly failed: number
  readonly first: readonly object[]
}

/** Finds the bad rows of a table in memory. */
export async function badRows(table: TableOf<unknown>, isBad: (row: AnyRow) => boolean): Promise<BadRows> {
  const first: AnyRow[] = []
  let rows = 0
  let failed = 0
  await eachRow(table, (row) => {
    rows += 1
    if (!isBad(row)) return
    failed += 1
    if (first.length < keptRows) first.push(row)
  })
  return { rows, failed, first }
}
