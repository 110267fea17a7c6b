import type { StoredColumn } from '../tables/stored-column.ts'
import type { TableRow } from '../tables/table-session.ts'
import { readerOf } from './cell-readers.ts'
import { visitRows } from './copied-rows.ts'

/** Reads what binary COPY gives of columns for which `canDecode` holds. */
export async function decodeRows(
  pieces: AsyncIterable<Buffer>,
  columns: readonly StoredColumn[],
): Promise<readonly TableRow[]> {
  const names = columns.map(({ name }) => name)
  const readers = columns.map(({ type }) => readerOf(type))
  const rows: TableRow[] = []
  await visitRows(pieces, (bytes, start) => {
    const row: { [column: string]: unknown } = {}
    let at = start
    for (let index = 0; index < readers.length; index++) {
      const length = bytes.view.getInt32(at)
      at += 4
      row[names[index] ?? ''] = length < 0 ? null : readers[index]?.(bytes, at, at + length)
      at += Math.max(0, length)
    }
    rows.push(row)
  })
  return rows
}
