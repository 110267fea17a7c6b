import { ColumnBatch } from '../columns/column-batch.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import { builderOf } from './column-builders.ts'
import { visitRows } from './copied-rows.ts'

/** Reads what binary COPY gives of columns for which `canDecode` holds, into columns. */
export async function decodeColumns(
  pieces: AsyncIterable<Buffer>,
  columns: readonly StoredColumn[],
): Promise<ColumnBatch<object>> {
  const builders = columns.map(({ name, type }) => ({ name, builder: builderOf(type), nulls: [] as number[] }))
  let rows = 0
  await visitRows(pieces, (bytes, start) => {
    let at = start
    for (const { builder, nulls } of builders) {
      const length = bytes.view.getInt32(at)
      at += 4
      if (length < 0) nulls.push(rows)
      else builder.add(rows, bytes, at, at + length)
      at += Math.max(0, length)
    }
    rows += 1
  })
  const vectors = builders.map(({ name, builder, nulls }) => ({
    name,
    ...builder.finish(rows, nulls),
    nullable: nulls.length > 0,
    absent: false,
  }))
  return new ColumnBatch(vectors, rows)
}
