import type { ColumnBatch } from '../columns/index.ts'
import type { Batch } from './table-session.ts'

/** Columns as they are appended: rows are made of them where that cannot be helped. */
export function batchOfColumns(
  columns: ColumnBatch<object>,
  { partition, firstRow }: Pick<Batch, 'partition' | 'firstRow'>,
): Batch {
  return {
    get rows() {
      return [...columns]
    },
    columns,
    partition,
    firstRow,
  }
}

/**
 * The parts of one value put together to pieces, each of at least so many rows; the last has what is left. `batchOf` makes
 * a batch of a part, of which so many rows came before.
 */
export async function* inPieces<T>(
  parts: AsyncIterable<T>,
  leastRows: number,
  batchOf: (part: T, firstRow: number) => Batch,
): AsyncGenerator<readonly Batch[]> {
  let rows = 0
  let sent = 0
  let waiting: Batch[] = []
  for await (const part of parts) {
    const batch = batchOf(part, rows)
    waiting.push(batch)
    rows += batch.columns?.length ?? batch.rows.length
    if (rows - sent < leastRows) continue
    yield waiting
    waiting = []
    sent = rows
  }
  if (waiting.length > 0) yield waiting
}
