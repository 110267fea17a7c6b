import { setImmediate as breathe } from 'node:timers/promises'
import type { Column } from '../sql/columns.ts'
import type { AppendShape, Batch } from '../tables/table-session.ts'
import { failOnCell } from '../tables/unstorable-cell.ts'
import { nullLength } from './cell-writers.ts'
import { type CellSource, sourceOf } from './cell-source.ts'
import { RowBytes } from './row-bytes.ts'

/** The signature of binary COPY, no flags, no extension: https://www.postgresql.org/docs/current/sql-copy.html */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** The count of columns that ends it. */
const trailer = -1
/** Pieces between two breaths: other work of the process waits some 10 ms at most. */
const piecesPerBreath = 8

/**
 * Rows or columns as binary COPY takes them, piece by piece. Throws VALUE_UNSTORABLE naming row, column and value.
 */
export async function* encodeRows(
  { columns, partitioned }: AppendShape,
  batches: Iterable<Batch>,
): AsyncGenerator<Buffer, undefined> {
  const out = new RowBytes()
  out.bytes(header)
  let pieces = 0
  for (const batch of batches) {
    const { partition, firstRow = 0 } = batch
    const given = batch.columns ?? batch.rows
    const sources = columns.map((column) => sourceOf(given, column))
    for (let row = 0; row < given.length; row++) {
      out.int16(columns.length + (partitioned ? 1 : 0))
      writeCells(out, sources, { columns, row, firstRow, partition })
      if (partitioned) writePartition(out, partition)
      if (!out.isFull) continue
      yield out.takePiece()
      pieces += 1
      if (pieces % piecesPerBreath === 0) await breathe()
    }
  }
  out.int16(trailer)
  yield out.takePiece()
}

/** Which row it is, for messages. */
interface RowPlace {
  readonly columns: readonly Column[]
  readonly row: number
  /** The number of the first row of its batch. */
  readonly firstRow: number
  readonly partition: Batch['partition']
}

function writeCells(out: RowBytes, sources: readonly CellSource[], place: RowPlace): void {
  const { columns, row, firstRow, partition } = place
  for (let index = 0; index < sources.length; index++) {
    const source = sources[index] as CellSource
    if (source.write(out, row)) continue
    const column = columns[index] as Column
    failOnCell({ title: 'PostgreSQL', column, value: source.value(row), row: firstRow + row, partition })
  }
}

function writePartition(out: RowBytes, partition: Batch['partition']): void {
  if (partition === null || partition === undefined) out.int32(nullLength)
  else out.text(partition)
}
