import type { AboutContent, Encoded, StageAt } from '@headwater/core/io'
import { type ColumnNote, notesOf, readNotes } from './column-notes.ts'
import { type CellTable, type ColumnRules, tableOf } from './columns.ts'
import { isStream, StreamedBatches } from './streamed-batches.ts'
import {
  bytesOfFile,
  joined,
  linesOf,
  linesOfStream,
  rowsAtOnce,
  type StreamedFormat,
  utf8Pieces,
} from './text-pieces.ts'

/**
 * One JSON object a line, cells without a value left out or null as they were. Dates are written as ISO 8601 text and
 * bigints as text; which columns those are is recorded with the version, and told by the schema for other files.
 */
export const ndjsonFormat: StreamedFormat = {
  name: 'NDJSON',
  extension: 'ndjson',
  encode: (value, at) => {
    if (isStream(value)) return encodeStream(value, at)
    const table = tableOf(value, at, rules)
    return { content: utf8Pieces(linesFor(table)), rows: table.rows, notes: notesOf(table.columns.filter(isText)) }
  },
  decode: (content, about) => Array.from(linesOf(content), rowReader(about)),
  decodePieces: (file, about) => decodeStream(bytesOfFile(file), about),
  decodeStream,
}

async function* decodeStream(content: AsyncIterable<Uint8Array>, about: AboutContent): AsyncGenerator<unknown> {
  const read = rowReader(about)
  for await (const lines of joined(linesOfStream(content), rowsAtOnce)) yield lines.map(read)
}

function encodeStream(stream: AsyncIterable<unknown>, at: StageAt): Encoded {
  const batches = new StreamedBatches(stream, { at, rules, rowsAtOnce })
  const ended = () => ({ rows: batches.rows, notes: notesOf(batches.columns.filter(isText)) })
  return { content: streamedLines(batches, at), ended }
}

async function* streamedLines(batches: StreamedBatches, at: StageAt): AsyncGenerator<Uint8Array> {
  for await (const batch of batches) yield* utf8Pieces(linesFor(tableOf(batch, at, rules)))
}

function rowReader(about: AboutContent): (line: string) => { readonly [column: string]: unknown } {
  const texts = [...readNotes(about)].filter(([, note]) => isText(note))
  return (line) => {
    const row = JSON.parse(line) as { [column: string]: unknown }
    for (const [name, { kind }] of texts) {
      const text = row[name]
      if (typeof text === 'string') row[name] = kind === 'date' ? new Date(text) : BigInt(text)
    }
    return row
  }
}

const rules: ColumnRules = {
  format: 'NDJSON',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'json'],
  mixes: true,
  refuse: (value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { why: 'JSON has no such number', hint: 'Use null, or store the asset with `csv()` or `parquet()`.' }
    }
    return undefined
  },
  refuseName: () => undefined,
}

function isText({ kind }: ColumnNote): boolean {
  return kind === 'date' || kind === 'bigint'
}

function* linesFor({ columns, rows }: CellTable): Iterable<string> {
  const keys = columns.map(({ name, values }) => ({ key: `${JSON.stringify(name)}:`, values }))
  for (let row = 0; row < rows; row++) {
    const cells: string[] = []
    for (const { key, values } of keys) {
      const value = values[row]
      if (value !== undefined) cells.push(key + cellOf(value))
    }
    yield `{${cells.join(',')}}\n`
  }
}

function cellOf(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `"${value}"`
    default:
      return JSON.stringify(value)
  }
}
