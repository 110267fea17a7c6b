import { zstdCompressSync } from 'node:zlib'
import type { ColumnChunk, SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { codedText } from '../columns/coded-text.ts'
import type { ColumnBatch } from '../columns/column-batch.ts'
import type { ColumnVector } from '../columns/vector.ts'
import type { ColumnKind } from './column-kind.ts'
import { notesOf } from './column-notes.ts'
import { type ColumnPages, columnPages } from './parquet-pages.ts'
import { parquetSource } from './parquet-source.ts'
import { statisticsOf } from './parquet-statistics.ts'

/** The name under which our notes on the columns stand in the metadata of a file. */
export const notesKey = 'headwater.columns'

/** A row group that is about to be written: pages for each column that hyparquet does not have to encode. */
export interface RowGroup {
  readonly batch: ColumnBatch
  readonly pages: readonly (ColumnPages | undefined)[]
}

/** Begins to compress the columns of a row group. */
export async function rowGroup(given: ColumnBatch): Promise<RowGroup> {
  const batch = codedText(given)
  return { batch, pages: await Promise.all(batch.columns.map((column) => columnPages(column, batch.length))) }
}

/** A file that is being written, row group by row group. */
export class ParquetFile {
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  readonly #schema: SchemaElement[]

  constructor(columns: readonly ColumnVector[]) {
    const root = { name: 'root', num_children: columns.length }
    this.#schema = [root, ...columns.map(elementOf)]
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      // Cells are handed over as they are stored: hyparquet would convert them one by one.
      schema: this.#schema.map(({ converted_type: _, logical_type: __, ...physical }) => physical),
      codec: 'ZSTD',
      compressors: { ZSTD: (page) => zstdCompressSync(page) },
      // Its own take as long as everything else together.
      statistics: false,
      kvMetadata: [{ key: notesKey, value: JSON.stringify(notesOf(columns)) }],
    })
  }

  write({ batch, pages }: RowGroup): Uint8Array {
    const { columns, length } = batch
    if (length === 0) return this.#take()
    const start = this.#bytes.offset
    const others = columns.filter((_, index) => !pages[index])
    const written = this.#writeOthers(others, length)
    const chunks = columns.map((column, index) => {
      const own = pages[index]
      const chunk = own ? this.#writePages(column, own) : written[others.indexOf(column)]
      if (chunk?.meta_data) chunk.meta_data.statistics = statisticsOf(column, length)
      return chunk
    })
    this.#writer.row_groups.push({
      columns: chunks.filter((chunk) => chunk !== undefined),
      num_rows: BigInt(length),
      total_byte_size: chunks.reduce((sum, chunk) => sum + (chunk?.meta_data?.total_uncompressed_size ?? 0n), 0n),
      total_compressed_size: BigInt(this.#bytes.offset - start),
    })
    this.#writer.num_rows += BigInt(length)
    return this.#take()
  }

  end(): Uint8Array {
    this.#writer.schema = this.#schema
    void this.#writer.finish()
    return this.#take()
  }

  /** Has hyparquet write them as a row group of their own, and takes that back. */
  #writeOthers(columns: readonly ColumnVector[], length: number): readonly ColumnChunk[] {
    if (columns.length === 0) return []
    const columnData = columns.map((column) => parquetSource(column, length))
    void this.#writer.write({ columnData, rowGroupSize: length })
    this.#writer.num_rows -= BigInt(length)
    return this.#writer.row_groups.pop()?.columns ?? []
  }

  #writePages(column: ColumnVector, { rows, nulls, levels, dictionary, values }: ColumnPages): ColumnChunk {
    const start = this.#bytes.offset
    const dictionarySize = dictionary ? this.#writeDictionary(dictionary) : 0
    const offset = this.#bytes.offset
    const encoding = dictionary ? 'RLE_DICTIONARY' : 'PLAIN'
    writePageHeader(this.#bytes, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: levels.length + values.bytesBefore,
      compressed_page_size: levels.length + values.bytes.length,
      data_page_header_v2: {
        num_values: rows,
        num_nulls: nulls,
        num_rows: rows,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    })
    const headerSize = this.#bytes.offset - offset
    this.#bytes.appendBytes(levels)
    this.#bytes.appendBytes(values.bytes)
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: types[column.kind].type ?? 'DOUBLE',
        encodings: dictionary ? ['PLAIN', 'RLE', encoding] : ['PLAIN', 'RLE'],
        path_in_schema: [column.name],
        codec: 'ZSTD',
        num_values: BigInt(rows),
        total_uncompressed_size: BigInt(dictionarySize + headerSize + levels.length + values.bytesBefore),
        total_compressed_size: BigInt(this.#bytes.offset - start),
        data_page_offset: BigInt(offset),
        ...(dictionary && { dictionary_page_offset: BigInt(start) }),
      },
    }
  }

  /** Answers with its size before it was compressed. */
  #writeDictionary({ entries, bytes, bytesBefore }: NonNullable<ColumnPages['dictionary']>): number {
    const offset = this.#bytes.offset
    writePageHeader(this.#bytes, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: bytesBefore,
      compressed_page_size: bytes.length,
      dictionary_page_header: { num_values: entries, encoding: 'PLAIN' },
    })
    const headerSize = this.#bytes.offset - offset
    this.#bytes.appendBytes(bytes)
    return headerSize + bytesBefore
  }

  #take(): Uint8Array {
    const piece = this.#bytes.getBytes().slice()
    this.#bytes.index = 0
    return piece
  }
}

const types: { readonly [K in ColumnKind]: Omit<SchemaElement, 'name'> } = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  integer: { type: 'INT64' },
  bigint: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  date: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  bytes: { type: 'BYTE_ARRAY' },
  null: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
}

function elementOf({ name, kind, nullable }: ColumnVector): SchemaElement {
  return { name, ...types[kind], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }
}
