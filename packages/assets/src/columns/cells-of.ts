import { hasBit } from './bits.ts'
import type { ColumnVector } from './vector.ts'

/** The cells of a column from row `start` up to `end`, as JavaScript has them: null or undefined where there is none. */
export function cellsOf(column: ColumnVector, start: number, end: number): unknown[] {
  const cells = presentCells(column, start, end)
  const { validity, absent } = column
  const missing = absent ? undefined : null
  if (validity) {
    for (let row = start; row < end; row++) if (!hasBit(validity, row)) cells[row - start] = missing
  } else if (absent && column.data.layout === 'cells') {
    return cells.map((cell) => cell ?? undefined)
  }
  return cells
}

function presentCells({ kind, data }: ColumnVector, start: number, end: number): unknown[] {
  const length = end - start
  switch (data.layout) {
    case 'float64':
      return filled(length, (row) => data.values[start + row])
    case 'int64':
      return kind === 'date'
        ? filled(length, (row) => new Date(Number(data.values[start + row])))
        : filled(length, (row) => data.values[start + row])
    case 'bits':
      return filled(length, (row) => hasBit(data.bits, start + row))
    case 'dictionary':
      return filled(length, (row) => data.dictionary[data.codes[start + row] ?? 0])
    case 'bytes': {
      const offsets = data.offsets.subarray(start, end + 1)
      return kind === 'string' ? textsOf(offsets, data.bytes) : bytesOf(offsets, data.bytes)
    }
    case 'cells':
      return data.cells.slice(start, end)
  }
}

/** `Array.from` takes ten times as long. */
function filled(length: number, cellOf: (row: number) => unknown): unknown[] {
  const cells: unknown[] = []
  for (let row = 0; row < length; row++) cells.push(cellOf(row))
  return cells
}

function bytesOf(offsets: Int32Array, bytes: Uint8Array): unknown[] {
  return filled(offsets.length - 1, (row) => bytes.slice(offsets[row], offsets[row + 1]))
}

/** V8 makes no string that is twice as long. */
const longestText = 2 ** 28

/** Text in which every byte is a character is decoded at once and cut, which takes a tenth of decoding every cell. */
function textsOf(offsets: Int32Array, bytes: Uint8Array): unknown[] {
  const [first = 0] = offsets
  const last = offsets.at(-1) ?? first
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = last - first <= longestText ? buffer.toString('utf8', first, last) : ''
  const cut =
    whole.length === last - first
      ? (from: number, to: number) => whole.slice(from - first, to - first)
      : (from: number, to: number) => buffer.toString('utf8', from, to)
  return filled(offsets.length - 1, (row) => cut(offsets[row] ?? 0, offsets[row + 1] ?? 0))
}
