import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
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
export async function decodeParquet(content: Buffer): Promise<readonly ParquetRow[]> {
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
  const notes = notesOf(metadata)
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
function asStored({ converted_type, logical_type, ...element }: SchemaElement): SchemaElement {
  if (converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL') return element
  return { ...element, ...(converted_type && { converted_type }), ...(logical_type && { logical_type }) }
}

function notesOf({ key_value_metadata: entries = [] }: FileMetaData): ReadonlyMap<string, ColumnNote> {
  const notes = entries.find(({ key }) => key === notesKey)?.value
  return readNotes(notes === undefined ? null : JSON.parse(notes))
}

function fill(rows: ParquetRow[], chunk: ColumnData, element: SchemaElement, note: ColumnNote | undefined): void {
  const { name, converted_type, logical_type, scale = 0 } = element
  const isDecimal = converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL'
  for (const [index, cell] of chunk.columnData.entries()) {
    const row = rows[chunk.rowStart + index]
    if (row === undefined) continue
    if (cell === null || cell === undefined) {
      if (note?.absent !== true) row[name] = null
    } else if (note?.kind === 'integer') row[name] = Number(cell)
    else row[name] = isDecimal ? decimalText(cell, scale) : cell
  }
}
