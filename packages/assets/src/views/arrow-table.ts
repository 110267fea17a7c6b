import { fail } from '@headwater/core/io'
import type * as apacheArrow from 'apache-arrow'
import type { Data, TypeMap, Utf8, Vector } from 'apache-arrow'
import { loadPeer } from '../load-peer.ts'
import type { Column } from '../sql/columns.ts'
import type { Scalar } from '../sql/rows.ts'

/**
 * What a cell is in an Arrow table: a date its milliseconds since the epoch, everything nested its JSON text, the others
 * themselves.
 */
export type ArrowCell<V> = V extends Date ? number : V extends Scalar ? V : string

/** What apache-arrow calls a Table. */
export interface ArrowTable<out R> {
  readonly numRows: number
  getChild<N extends keyof R & string>(column: N): Iterable<ArrowCell<R[N]> | null> | null
}

type Arrow = typeof apacheArrow
type AnyRow = { readonly [column: string]: unknown }

/** Rows as an Arrow table. Throws PACKAGE_MISSING, and VALUE_UNSTORABLE for a bigint beyond 64 bits. */
export async function arrowTable(rows: readonly AnyRow[], columns: readonly Column[]): Promise<unknown> {
  const arrow: Arrow = await loadPeer('apache-arrow', 'arrow()', () => import('apache-arrow'))
  const vectors = columns.map((column) => [column.name, vectorOf(arrow, column, cellsOf(rows, column))] as const)
  return new arrow.Table<TypeMap>(Object.fromEntries(vectors))
}

function cellsOf(rows: readonly AnyRow[], { name }: Column): readonly unknown[] {
  return rows.map((row) => row[name] ?? null)
}

/** Integers stay JavaScript numbers: a column of Arrow's Int64 would hand out bigints. */
function vectorOf(arrow: Arrow, { name, kind }: Column, cells: readonly unknown[]): Vector {
  switch (kind) {
    case 'string':
      return textVector(arrow, cells)
    case 'json':
      return textVector(arrow, cells.map(jsonText))
    case 'number':
    case 'integer':
      return arrow.vectorFromArray(cells, new arrow.Float64())
    case 'bigint':
      return arrow.vectorFromArray(cells.map(requireInt64(name)), new arrow.Int64())
    case 'boolean':
      return arrow.vectorFromArray(cells, new arrow.Bool())
    case 'date':
      return arrow.vectorFromArray(cells, new arrow.TimestampMillisecond())
  }
}

function jsonText(cell: unknown): string | null {
  return cell === null ? null : (JSON.stringify(cell) ?? null)
}

function requireInt64(column: string): (cell: unknown) => unknown {
  return (cell) => {
    if (typeof cell !== 'bigint' || BigInt.asIntN(64, cell) === cell) return cell
    return fail('VALUE_UNSTORABLE', {
      message: `column \`${column}\` holds ${cell}, and an Arrow table takes bigints within 64 bits`,
      hint: 'Read the rows instead of arrow() or batches().',
    })
  }
}

/** Text in Arrow's layout, written at once: the builder of apache-arrow takes ten times as long. */
function textVector(arrow: Arrow, cells: readonly unknown[]): Vector {
  const texts = cells.map((cell) => (cell === null ? '' : String(cell).toWellFormed()))
  const valueOffsets = new Int32Array(texts.length + 1)
  const nullBitmap = new Uint8Array(Math.ceil(texts.length / 8))
  let nullCount = 0
  for (const [index, text] of texts.entries()) {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + Buffer.byteLength(text)
    if (cells[index] === null) nullCount += 1
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7))
  }
  const parts = { type: new arrow.Utf8(), length: texts.length, nullCount, nullBitmap, valueOffsets }
  const data: Data<Utf8> = arrow.makeData({ ...parts, data: Buffer.from(texts.join('')) })
  return arrow.makeVector(data)
}
