import { ColumnBatch } from '../columns/column-batch.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import { builderOf, type ColumnBuilder } from './column-builders.ts'
import { type RowsBytes, visitRows } from './copied-rows.ts'

/** Reads what binary COPY gives of columns for which `canDecode` holds, into columns. */
export async function decodeColumns(
  pieces: AsyncIterable<Buffer>,
  columns: readonly StoredColumn[],
): Promise<ColumnBatch<object>> {
  const batch = new BatchBuilder(columns)
  await visitRows(pieces, (bytes, start) => batch.add(bytes, start))
  return batch.end()
}

/** The same in batches of at least `rowsAtOnce` rows, the last of them shorter; none without rows. */
export async function decodeBatches(
  pieces: AsyncIterable<Buffer>,
  columns: readonly StoredColumn[],
  rowsAtOnce: number,
  take: (batch: ColumnBatch<object>) => Promise<void>,
): Promise<void> {
  let batch = new BatchBuilder(columns)
  const takeAt = async (leastRows: number) => {
    if (batch.length < leastRows) return
    const full = batch.end()
    batch = new BatchBuilder(columns)
    await take(full)
  }
  await visitRows(
    pieces,
    (bytes, start) => batch.add(bytes, start),
    () => takeAt(rowsAtOnce),
  )
  await takeAt(1)
}

/** Takes in rows, cell by cell. */
class BatchBuilder {
  readonly #columns: readonly { readonly name: string; readonly builder: ColumnBuilder; readonly nulls: number[] }[]
  #length = 0

  constructor(columns: readonly StoredColumn[]) {
    this.#columns = columns.map(({ name, type }) => ({ name, builder: builderOf(type), nulls: [] }))
  }

  get length(): number {
    return this.#length
  }

  /** A row whose first cell begins there. */
  add(bytes: RowsBytes, start: number): void {
    let at = start
    for (const { builder, nulls } of this.#columns) {
      const length = bytes.view.getInt32(at)
      at += 4
      if (length < 0) nulls.push(this.#length)
      else builder.add(this.#length, bytes, at, at + length)
      at += Math.max(0, length)
    }
    this.#length += 1
  }

  end(): ColumnBatch<object> {
    const vectors = this.#columns.map(({ name, builder, nulls }) => ({
      name,
      ...builder.finish(this.#length, nulls),
      nullable: nulls.length > 0,
      absent: false,
    }))
    return new ColumnBatch(vectors, this.#length)
  }
}
