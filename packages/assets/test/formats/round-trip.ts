import type { Json, ObjectFormat, StageAt } from '@headwater/core/io'
import * as fc from 'fast-check'

export function at(rowSchema?: Json): StageAt {
  const attempt = { id: 'run.1', runId: 'run', token: 1 }
  return {
    asset: 'market/prices',
    partition: '2024-01-02',
    attempt,
    dimensions: { partition: '2024-01-02' },
    rowSchema,
  }
}

export async function encoded(format: ObjectFormat, value: unknown, rowSchema?: Json): Promise<Buffer> {
  const { content } = await format.encode(value, at(rowSchema))
  return bytesOf(content)
}

/** What a recorded reader gets: the notes have been through the event log. */
export async function roundTrip(format: ObjectFormat, value: unknown, rowSchema?: Json): Promise<unknown> {
  const { content, ended, ...about } = await format.encode(value, at(rowSchema))
  const bytes = await bytesOf(content)
  const { notes = null } = ended?.() ?? about
  return format.decode(bytes, { notes: JSON.parse(JSON.stringify(notes)) })
}

/** The rows of a file that is read piece by piece, and of how many rows each piece was. */
export async function inPieces(
  format: ObjectFormat,
  bytes: Buffer,
  notes: Json = null,
): Promise<{ readonly rows: readonly unknown[]; readonly lengths: readonly number[] }> {
  const file = { byteLength: bytes.length, slice: async (start: number, end: number) => bytes.subarray(start, end) }
  const rows: unknown[] = []
  const lengths: number[] = []
  for await (const piece of format.decodePieces?.(file, { notes }) ?? []) {
    const batch = piece as Iterable<unknown> & { readonly length: number }
    rows.push(...batch)
    lengths.push(batch.length)
  }
  return { rows, lengths }
}

export async function bytesOf(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

type Cells = fc.Arbitrary<unknown>

export const text: Cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    '"',
    '""',
    ',',
    '\r\n',
    '\n',
    '\r',
    '\ufeff',
    '\0',
    'null',
    'true',
    '1',
    '-0',
    '😀',
    '\u2028',
    '#',
    '\\',
  ),
)
export const number: Cells = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 0.1, 1e21, 2 ** 53, Number.MIN_VALUE))
export const finite: Cells = number.filter((value) => Number.isFinite(value))
export const date: Cells = fc.oneof(
  fc.date({ noInvalidDate: true }),
  fc.constantFrom(new Date(-1), new Date(0), new Date(8.64e15), new Date(-8.64e15), new Date('0001-01-01')),
)
export const bigint64: Cells = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)),
)
export const bytes: Cells = fc.uint8Array({ maxLength: 20 })

type Row = { readonly [column: string]: unknown }

/**
 * Tables with up to five columns of these cells, each of them full, with nulls, or with absent cells. The first column is
 * never absent: rows without any column are not for every format. No column is called `\\`: after that key V8's
 * JSON.parse takes keys of one escaped character for it (nodejs/node#63785).
 */
export function tables(...cells: readonly Cells[]): fc.Arbitrary<readonly Row[]> {
  const column = fc.record({
    name: (text as fc.Arbitrary<string>).filter((name) => name !== '__proto__' && name !== '\\'),
    cell: fc.constantFrom(...cells),
    gaps: fc.constantFrom('none', 'null', 'absent'),
  })
  const columns = fc.uniqueArray(column, { selector: ({ name }) => name, minLength: 1, maxLength: 5 })
  return columns.chain((columns) => {
    const row = columns.map(({ name, cell, gaps }, index) => {
      const full = cell.map((value): Row => ({ [name]: value }))
      const gap = gaps === 'null' || index === 0 ? { [name]: null } : {}
      return gaps === 'none' ? full : fc.oneof({ weight: 3, arbitrary: full }, fc.constant<Row>(gap))
    })
    return fc.array(
      fc.tuple(...row).map((cells) => Object.assign({}, ...cells) as Row),
      { maxLength: 30 },
    )
  })
}
