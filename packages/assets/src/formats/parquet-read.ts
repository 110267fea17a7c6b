import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { AboutContent } from '@headwater/core/io'
import {
  type AsyncBuffer,
  type ColumnData,
  type Compressors,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet'
import { type ColumnNote, readNotes } from './column-notes.ts'
import { decimalText } from './decimal-text.ts'
import { notesKey } from './parquet-write.ts'

/** Decodes a Parquet file into rows, see `parquetFormat`. */
export async function decodeParquet(content: Buffer, about: AboutContent): Promise<readonly ParquetRow[]> {
  const metadata = parquetMetadata(content, { geoparquet: false })
  const chunks: ColumnData[] = []
  await parquetRead({
    file: fileOf(content),
    metadata: { ...metadata, schema: metadata.schema.map(asStored) },
    compressors,
    parsers,
    utf8: false,
    onChunk: (chunk) => {
      chunks.push(chunk)
    },
  })
  const byColumn = Map.groupBy(chunks, ({ columnName }) => columnName)
  const notes = notesIn(metadata, about)
  const rows = Array.from({ length: Number(metadata.num_rows) }, (): ParquetRow => ({}))
  for (const { element } of parquetSchema(metadata).children) {
    for (const chunk of byColumn.get(element.name) ?? []) fill(rows, chunk, element, notes.get(element.name))
  }
  return rows
}

type ParquetRow = { [column: string]: unknown }

const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
}

/** hyparquet's own cut towards zero, which is wrong before 1970, and drop a byte order mark that a text starts with. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMicroseconds: (micros) => dateOf(micros, 1000n),
  timestampFromNanoseconds: (nanos) => dateOf(nanos, 1_000_000n),
  stringFromBytes: (bytes) => utf8.decode(bytes),
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function dateOf(time: bigint, unitsPerMillisecond: bigint): Date {
  const towardsZero = time / unitsPerMillisecond
  return new Date(Number(towardsZero * unitsPerMillisecond > time ? towardsZero - 1n : towardsZero))
}

function fileOf(content: Buffer): AsyncBuffer {
  return {
    byteLength: content.byteLength,
    slice: (start, end) => Uint8Array.from(content.subarray(start, end)).buffer,
  }
}

/** hyparquet would turn a DECIMAL into a float, which cannot hold it: without its type, it comes as the stored integer. */
function asStored(element: SchemaElement): SchemaElement {
  if (!isDecimal(element)) return element
  const { converted_type: _, logical_type: __, ...stored } = element
  return stored
}

/** Our own notes are in the file, so that they also hold where no run recorded it. */
function notesIn(
  { key_value_metadata: entries = [] }: FileMetaData,
  about: AboutContent,
): ReadonlyMap<string, ColumnNote> {
  const notes = entries.find(({ key }) => key === notesKey)?.value
  return readNotes({ ...about, notes: notes === undefined ? null : JSON.parse(notes) })
}

function fill(
  rows: readonly ParquetRow[],
  chunk: ColumnData,
  element: SchemaElement,
  note: ColumnNote | undefined,
): void {
  const read = readerOf(element, note)
  for (const [index, cell] of chunk.columnData.entries()) {
    const row = rows[chunk.rowStart + index]
    if (row === undefined) continue
    if (cell !== null && cell !== undefined) row[element.name] = read(cell)
    else if (note?.absent !== true) row[element.name] = null
  }
}

function readerOf(element: SchemaElement, note: ColumnNote | undefined): (cell: unknown) => unknown {
  if (isDecimal(element)) return (cell) => decimalText(cell as number | bigint | Uint8Array, element.scale ?? 0)
  return note?.kind === 'integer' || note?.kind === 'number' ? safeNumber : (cell) => cell
}

function safeNumber(cell: unknown): unknown {
  return typeof cell === 'bigint' && Number.isSafeInteger(Number(cell)) ? Number(cell) : cell
}

function isDecimal({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL'
}
