import type { AboutContent, Encoded, StageAt } from '@headwater/core/io'
import type { ColumnKind } from './column-kind.ts'
import { type ColumnNote, notesOf, readNotes } from './column-notes.ts'
import { type CellTable, type ColumnRules, refuseLoneSurrogate, requireColumns, tableOf } from './columns.ts'
import { type CsvRecord, CsvRecords, csvRecords } from './csv-records.ts'
import { isStream, StreamedBatches } from './streamed-batches.ts'
import { bytesOfFile, joined, linesOfStream, rowsAtOnce, type StreamedFormat, utf8Pieces } from './text-pieces.ts'

/**
 * CSV as in RFC 4180 with a header line, in UTF-8. Nothing between two commas is null, and `""` is empty text. Dates are
 * written as ISO 8601. Cells come back as the types that they had, which are recorded with the version; those of a file
 * that no run recorded as the types of the schema, and as text where it is silent.
 * A column with null and absent cells has only null ones when it comes back.
 */
export const csvFormat: StreamedFormat = {
  name: 'CSV',
  extension: 'csv',
  encode: (value, at) => {
    if (isStream(value)) return encodeStream(value, at)
    const table = tableOf(value, at, rules)
    requireColumns(table, at, rules.format)
    return { content: utf8Pieces(textOf(table)), rows: table.rows, notes: notesFor(table.columns) }
  },
  decode: (content, about) => {
    const [header = [], ...records] = csvRecords(content)
    return records.map(rowReader(header, about))
  },
  decodePieces: (file, about) => decodeStream(bytesOfFile(file), about),
  decodeStream,
}

function encodeStream(stream: AsyncIterable<unknown>, at: StageAt): Encoded {
  const batches = new StreamedBatches(stream, { at, rules, rowsAtOnce })
  return {
    content: streamedText(batches, at),
    ended: () => ({ rows: batches.rows, notes: notesFor(batches.columns) }),
  }
}

async function* streamedText(batches: StreamedBatches, at: StageAt): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const batch of batches) {
    const table = tableOf(batch, at, rules)
    yield* utf8Pieces(isFirst ? textOf(table) : linesFor(table))
    isFirst = false
  }
}

async function* decodeStream(content: AsyncIterable<Uint8Array>, about: AboutContent): AsyncGenerator<unknown> {
  const records = new CsvRecords()
  let read: ReturnType<typeof rowReader> | undefined
  let row = 0
  for await (const lines of joined(linesOfStream(content), rowsAtOnce)) {
    const found = lines.flatMap((line) => records.add(line))
    const rows = read ? found : found.slice(1)
    read ??= found[0] && rowReader(found[0], about)
    yield rows.map((record) => read?.(record, row++))
  }
  records.end()
}

const rules: ColumnRules = {
  format: 'CSV',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date'],
  refuse: refuseLoneSurrogate,
  refuseName: refuseLoneSurrogate,
}

const text: ColumnNote = { kind: 'string', absent: false }

function notesFor(columns: readonly (ColumnNote & { readonly name: string })[]): { [column: string]: string } {
  return notesOf(columns.filter(({ kind, absent }) => kind !== 'string' || absent))
}

/** The lines of a whole table, its header first. */
function* textOf(table: CellTable): Iterable<string> {
  const { columns } = table
  if (columns.length > 0) yield `${columns.map(({ name }) => quoted(name)).join(',')}\r\n`
  yield* linesFor(table)
}

function* linesFor({ columns, rows }: CellTable): Iterable<string> {
  for (let row = 0; row < rows; row++) {
    yield `${columns.map(({ values }) => cellOf(values[row])).join(',')}\r\n`
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Date) return value.toISOString()
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A byte order mark is quoted, so that nobody takes the start of a name for the start of the file. */
function quoted(value: string): string {
  return value === '' || /[",\r\n\ufeff]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** What reads the records of a file into rows. */
function rowReader(
  header: CsvRecord,
  about: AboutContent,
): (record: CsvRecord, index: number) => { readonly [column: string]: unknown } {
  const noted = readNotes(about)
  const readers = header.map((name) => ({ name: name ?? '', ...(noted.get(name ?? '') ?? text) }))
  return (record, index) => rowOf(record, readers, index)
}

function rowOf(
  record: CsvRecord,
  readers: readonly (ColumnNote & { readonly name: string })[],
  index: number,
): { [column: string]: unknown } {
  if (record.length !== readers.length) {
    throw new SyntaxError(`row ${index} has ${record.length} fields, and the header has ${readers.length}`)
  }
  const row: { [column: string]: unknown } = {}
  for (const [column, { name, kind, absent }] of readers.entries()) {
    const cell = record[column] ?? null
    if (cell !== null) row[name] = parsed(cell, kind)
    else if (!absent) row[name] = null
  }
  return row
}

function parsed(cell: string, kind: ColumnKind): unknown {
  switch (kind) {
    case 'number':
    case 'integer':
      return Number(cell)
    case 'bigint':
      return BigInt(cell)
    case 'boolean':
      return cell === 'true'
    case 'date':
      return new Date(cell)
    default:
      return cell
  }
}
