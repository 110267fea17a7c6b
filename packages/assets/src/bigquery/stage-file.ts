import type { DecodedArray, SchemaElement } from 'hyparquet'
import type { ByteWriter, ColumnSource, ParquetWriter } from 'hyparquet-writer'
import { zstdCompressSync } from 'node:zlib'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { partitionColumn, rowColumn } from './column-types.ts'
import type { StagedCell } from './row-hashes.ts'

type StagedColumn = Pick<Column, 'name' | 'kind' | 'nullable'>

/** Rows and text of a row group, which is encoded at once. */
const [rowsOfGroup, textOfGroup] = [16_384, 8 * 2 ** 20]

/** A Parquet file of staged rows that is being written in memory, row group by row group. */
export class StageFile {
  readonly #columns: readonly StagedColumn[]
  readonly #bytes: ByteWriter
  readonly #writer: ParquetWriter
  #cells: StagedCell[][] = []
  #rows = 0
  #text = 0

  private constructor(columns: readonly StagedColumn[], bytes: ByteWriter, writer: ParquetWriter) {
    this.#columns = columns
    this.#bytes = bytes
    this.#writer = writer
    this.#begin()
  }

  /** `columns` are those of the schema; the hidden ones are the last two cells of each row. */
  static async of(columns: readonly StagedColumn[]): Promise<StageFile> {
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
    const bytes = new ByteWriter()
    const all = [...columns, ...hiddenColumns]
    const writer = new ParquetWriter({
      writer: bytes,
      schema: [{ name: 'root', num_children: all.length }, ...all.map(schemaElement)],
      codec: 'ZSTD',
      compressors: { ZSTD: (page) => zstdCompressSync(page) },
      // Load jobs read every row.
      statistics: false,
    })
    return new StageFile(all, bytes, writer)
  }

  /** How many bytes it has so far. */
  get size(): number {
    return this.#bytes.offset
  }

  /** Takes the cells of a row from where `cells` has them by column. */
  add(cells: readonly (readonly StagedCell[])[], row: number, hidden: readonly [partition: string, row: bigint]): void {
    for (const [index, own] of this.#cells.entries()) {
      const cell = cells[index]?.[row] ?? hidden[index - cells.length] ?? null
      if (typeof cell === 'string') this.#text += cell.length
      own.push(cell)
    }
    this.#rows += 1
    if (this.#rows >= rowsOfGroup || this.#text >= textOfGroup) this.#writeGroup()
  }

  end(): Uint8Array {
    if (this.#rows > 0) this.#writeGroup()
    void this.#writer.finish()
    return this.#bytes.getBytes()
  }

  #begin(): void {
    this.#cells = this.#columns.map(() => [])
    this.#rows = 0
    this.#text = 0
  }

  #writeGroup(): void {
    const columnData = this.#columns.map((column, index) => columnSource(column, this.#cells[index] ?? []))
    void this.#writer.write({ columnData, rowGroupSize: this.#rows })
    this.#begin()
  }
}

const hiddenColumns: readonly StagedColumn[] = [
  { name: partitionColumn, kind: 'string', nullable: false },
  { name: rowColumn, kind: 'integer', nullable: false },
]

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const

/** As column-types.ts says how stages keep each kind. */
const elements: { readonly [K in ColumnKind]: Omit<SchemaElement, 'name'> } = {
  string: text,
  number: { type: 'DOUBLE' },
  integer: { type: 'INT64' },
  bigint: text,
  boolean: { type: 'BOOLEAN' },
  date: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  json: text,
}

function schemaElement({ name, kind, nullable }: StagedColumn): SchemaElement {
  return { name, ...elements[kind], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }
}

function columnSource({ name, kind }: StagedColumn, data: StagedCell[]): ColumnSource {
  // A dictionary finds its entries as a Map does, where -0 is 0.
  const plain = kind === 'number' && data.some((cell) => Object.is(cell, -0))
  return { name, data: data satisfies DecodedArray, ...(plain && { encoding: 'PLAIN' }) }
}
