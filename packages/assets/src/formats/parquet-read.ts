import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { AboutContent, FileToRead } from '@headwater/core/io'
import {
  type AsyncBuffer,
  type ColumnData,
  type Compressors,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadata,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet'
import { ColumnBatch } from '../columns/column-batch.ts'
import { type ColumnNote, readNotes } from './column-notes.ts'
import { parquetColumn } from './parquet-column.ts'
import { notesKey } from './parquet-file.ts'

/** Decodes a Parquet file into the shape that is asked for, see `parquetFormat`. */
export async function decodeParquet(content: Buffer, about: AboutContent): Promise<ColumnBatch | readonly unknown[]> {
  const { buffer, byteOffset, byteLength } = content
  const file = {
    byteLength,
    slice: (start: number, end = byteLength) => copied(buffer, byteOffset + start, byteOffset + end),
  }
  const table = new ParquetTable(file, parquetMetadata(content, { geoparquet: false }), about)
  const batch = await table.rows(0, table.length)
  return about.as === 'columns' ? batch : [...batch]
}

/** Reads a Parquet file by its row groups. */
export async function* decodeParquetPieces(file: FileToRead, about: AboutContent): AsyncGenerator<ColumnBatch> {
  const ranges = {
    byteLength: file.byteLength,
    slice: async (start: number, end = file.byteLength) => {
      const bytes = await file.slice(start, end)
      return copied(bytes.buffer, bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    },
  }
  const table = new ParquetTable(ranges, await parquetMetadataAsync(ranges, { geoparquet: false }), about)
  for (const [start, end] of table.groups) yield await table.rows(start, end)
}

/** Readers look at memory of their own, which begins where they expect it. */
function copied(buffer: ArrayBufferLike, start: number, end: number): ArrayBuffer {
  return buffer.slice(start, end) as ArrayBuffer
}

/** A file with its metadata read. */
class ParquetTable {
  readonly #file: AsyncBuffer
  readonly #metadata: FileMetaData
  readonly #columns: ReturnType<typeof parquetSchema>['children']
  readonly #notes: ReadonlyMap<string, ColumnNote>

  constructor(file: AsyncBuffer, metadata: FileMetaData, about: AboutContent) {
    const columns = parquetSchema(metadata).children
    const flat = columns.filter(({ children }) => children.length === 0)
    const stored = new Map(flat.map(({ element }) => [element, bare(element)]))
    this.#file = file
    this.#columns = columns
    this.#metadata = { ...metadata, schema: metadata.schema.map((element) => stored.get(element) ?? element) }
    this.#notes = notesIn(metadata, about)
  }

  get length(): number {
    return Number(this.#metadata.num_rows)
  }

  /** The row groups as the rows from which up to which they go. */
  get groups(): readonly (readonly [start: number, end: number])[] {
    let end = 0
    return this.#metadata.row_groups.map(({ num_rows }) => {
      const start = end
      end += Number(num_rows)
      return [start, end]
    })
  }

  async rows(start: number, end: number): Promise<ColumnBatch> {
    const chunks: ColumnData[] = []
    await parquetRead({
      file: this.#file,
      metadata: this.#metadata,
      rowStart: start,
      rowEnd: end,
      compressors,
      parsers,
      utf8: false,
      onChunk: (chunk) => {
        chunks.push(chunk)
      },
    })
    const byColumn = Map.groupBy(chunks, ({ columnName }) => columnName)
    const columns = this.#columns.map(({ element, children }) => {
      const own = (byColumn.get(element.name) ?? []).sort((a, b) => a.rowStart - b.rowStart)
      const pages = own.map(({ columnData }) => columnData)
      const note = this.#notes.get(element.name)
      return parquetColumn({ element, isNested: children.length > 0, pages, length: end - start, note })
    })
    return new ColumnBatch(columns, end - start)
  }
}

const compressors: Compressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, inOnePiece(length)),
  BROTLI: (bytes, length) => brotliDecompressSync(bytes, inOnePiece(length)),
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, inOnePiece(length)),
}

/** Many pieces would have to be joined. Where one is filled, another one is begun; none has less than 64 bytes. */
function inOnePiece(length: number): { readonly chunkSize: number } {
  return { chunkSize: length + 64 }
}

/** For what is nested. hyparquet's own cut towards zero, which is wrong before 1970, and drop a byte order mark. */
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

/** Types that hyparquet would convert cell by cell. Without them a column comes as it is stored. */
const convertedHere: ReadonlySet<string> = new Set([
  'UTF8',
  'STRING',
  'ENUM',
  'DECIMAL',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_MILLIS',
  'TIMESTAMP_MICROS',
])

function bare(element: SchemaElement): SchemaElement {
  const { converted_type, logical_type, ...stored } = element
  return convertedHere.has(converted_type ?? logical_type?.type ?? '') ? stored : element
}

/** Our own notes are in the file, so that they also hold where no run recorded it. */
function notesIn(
  { key_value_metadata: entries = [] }: FileMetaData,
  about: AboutContent,
): ReadonlyMap<string, ColumnNote> {
  const notes = entries.find(({ key }) => key === notesKey)?.value
  return readNotes({ ...about, notes: notes === undefined ? null : JSON.parse(notes) })
}
