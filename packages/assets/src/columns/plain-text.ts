import { hasBit } from './bits.ts'
import { ColumnBatch } from './column-batch.ts'
import { packBytes } from './pack-cells.ts'
import type { ColumnVector } from './vector.ts'

/** The batch with the text of every row in bytes, for readers that want no dictionary. */
export function plainText<R>(batch: ColumnBatch<R>): ColumnBatch<R> {
  return new ColumnBatch(batch.columns.map(withoutDictionary), batch.length)
}

function withoutDictionary(column: ColumnVector): ColumnVector {
  const { data, validity } = column
  if (data.layout !== 'dictionary') return column
  const texts = data.dictionary.map((text) => Buffer.from(text))
  const cells: (Buffer | null)[] = []
  for (const code of data.codes) {
    cells.push(!validity || hasBit(validity, cells.length) ? (texts[code] ?? null) : null)
  }
  return { ...column, data: packBytes(cells) }
}
