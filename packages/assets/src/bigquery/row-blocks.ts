import { fail, type StageAt } from '@headwater/core/io'
import { setImmediate as breathe } from 'node:timers/promises'
import { cellsOf } from '../columns/cells-of.ts'
import { ColumnBatch } from '../columns/index.ts'
import { isStream } from '../formats/streamed-batches.ts'

/** Some of the rows of a value, by column. */
export interface RowBlock {
  /** The number of the first one in the whole value. */
  readonly firstRow: number
  readonly length: number
  /** Undefined or null where a row has no such member. */
  cellsOf(column: string): readonly unknown[]
}

/** Rows of one block: other work of the process waits some 100 ms at most. */
const rowsAtOnce = 16_384

/** Cuts a table into blocks, whatever shape it has. Throws VALUE_UNSTORABLE for what is none. */
export async function* blocksOf(value: unknown, at: StageAt): AsyncGenerator<RowBlock> {
  let row = 0
  for await (const piece of isStream(value) ? value : [value]) {
    const table = piece instanceof ColumnBatch ? piece : requireRows(piece, at, row)
    for (let start = 0; start < table.length; start += rowsAtOnce) {
      const end = Math.min(start + rowsAtOnce, table.length)
      const firstRow = row + start
      yield table instanceof ColumnBatch
        ? blockOfColumns(table, start, end, firstRow)
        : blockOfRows(table.slice(start, end), firstRow)
      await breathe()
    }
    row += table.length
  }
}

type RowOfAny = { readonly [column: string]: unknown }

function blockOfRows(rows: readonly RowOfAny[], firstRow: number): RowBlock {
  return { firstRow, length: rows.length, cellsOf: (column) => rows.map((row) => row[column]) }
}

function blockOfColumns(batch: ColumnBatch<object>, start: number, end: number, firstRow: number): RowBlock {
  const columns = new Map(batch.columns.map((column) => [column.name, column]))
  const length = end - start
  const cellsOfColumn = (name: string) => {
    const column = columns.get(name)
    return column ? cellsOf(column, start, end) : Array.from({ length }, () => undefined)
  }
  return { firstRow, length, cellsOf: cellsOfColumn }
}

function requireRows(value: unknown, { asset, partition }: StageAt, before: number): readonly RowOfAny[] {
  const rows = Array.isArray(value) ? (value as readonly unknown[]) : undefined
  const wrong = rows ? rows.findIndex((row) => typeof row !== 'object' || row === null) : -1
  if (rows && wrong === -1) return rows as readonly RowOfAny[]
  return fail('VALUE_UNSTORABLE', {
    message: rows
      ? `row ${before + wrong} of asset \`${asset}\` is ${String(rows[wrong])}, but a table takes objects`
      : `the value of asset \`${asset}\` is no array, but a table takes an array of objects`,
    hint: 'Return an array of objects, or keep the asset elsewhere, say by files().json().',
    asset,
    partition: partition ?? undefined,
  })
}
