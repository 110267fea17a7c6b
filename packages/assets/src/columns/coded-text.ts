import { cellsOf } from './cells-of.ts'
import { ColumnBatch } from './column-batch.ts'
import { packCells } from './pack-cells.ts'
import type { ColumnVector } from './vector.ts'

/** The batch with all text by dictionaries, for writers that want nothing else. */
export function codedText<R>(batch: ColumnBatch<R>): ColumnBatch<R> {
  return new ColumnBatch(
    batch.columns.map((column) => withDictionary(column, batch.length)),
    batch.length,
  )
}

function withDictionary(column: ColumnVector, rows: number): ColumnVector {
  if (column.kind !== 'string' || column.data.layout !== 'bytes') return column
  return { ...column, ...packCells('string', cellsOf(column, 0, rows)) }
}
