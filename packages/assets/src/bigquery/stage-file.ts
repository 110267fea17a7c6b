import { fail, type StageAt } from '@headwater/core/io'
import type { DecodedArray, SchemaElement } from 'hyparquet'
import type { ColumnSource } from 'hyparquet-writer'
import { setImmediate as breathe } from 'node:timers/promises'
import { zstdCompressSync } from 'node:zlib'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { partitionColumn, rowColumn } from './column-types.ts'
import { RowHashes, type StagedCell } from './row-hashes.ts'
import { failOnCell, stagedCell } from './stage-cells.ts'
import { keyOf } from './table-location.ts'

/** A value that an asset's function made, for a table. */
export interface StagedValue {
  readonly value: unknown
  readonly at: StageAt
}

/** Rows as they are staged: a Parquet file, and the data version of each partition in it. */
export interface StageFile {
  readonly content: Uint8Array
  readonly versions: readonly { readonly rows: number; readonly dataVersion: string }[]
}

/** Rows between two breaths: other work of the process waits some 100 ms at most. */
const rowsPerBreath = 16_384

/** Makes one file of the rows of several partitions. Throws VALUE_UNSTORABLE. */
export async function stageFile(columns: readonly Column[], values: readonly StagedValue[]): Promise<StageFile> {
  const cells = columns.map((): StagedCell[] => [])
  const keys: string[] = []
  const numbers: bigint[] = []
  const versions: RowHashes['version'][] = []
  for (const { value, at } of values) {
    const hashes = new RowHashes(columns)
    for (const [row, members] of requireRows(value, at).entries()) {
      for (const [index, column] of columns.entries()) {
        const cell = stagedCell(column, members[column.name])
        if (cell === undefined) failOnCell({ column, value: members[column.name], row, at })
        cells[index]?.push(cell)
      }
      hashes.add(cells, keys.length)
      keys.push(keyOf(at.partition))
      numbers.push(BigInt(row))
      if (keys.length % rowsPerBreath === 0) await breathe()
    }
    versions.push(hashes.version)
  }
  const sources = columns.map((column, index) => ({ ...column, data: cells[index] ?? [] }))
  const hidden = [
    { name: partitionColumn, kind: 'string', nullable: false, data: keys },
    { name: rowColumn, kind: 'integer', nullable: false, data: numbers },
  ] as const
  return { content: await encode([...sources, ...hidden]), versions }
}

interface Source {
  readonly name: string
  readonly kind: ColumnKind
  readonly nullable: boolean
  readonly data: readonly StagedCell[]
}

async function encode(sources: readonly Source[]): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await import('hyparquet-writer')
  const writer = new ByteWriter()
  await parquetWrite({
    writer,
    columnData: sources.map(columnSource),
    schema: [{ name: 'root', num_children: sources.length }, ...sources.map(schemaElement)],
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
  })
  return writer.getBytes()
}

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

function schemaElement({ name, kind, nullable }: Source): SchemaElement {
  return { name, ...elements[kind], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }
}

function columnSource({ name, kind, data }: Source): ColumnSource {
  // A dictionary finds its entries as a Map does, where -0 is 0.
  const plain = kind === 'number' && data.some((cell) => Object.is(cell, -0))
  return { name, data: [...data] satisfies DecodedArray, ...(plain && { encoding: 'PLAIN' }) }
}

function requireRows(value: unknown, { asset, partition }: StageAt): readonly { readonly [column: string]: unknown }[] {
  const rows = Array.isArray(value) ? (value as readonly unknown[]) : undefined
  const wrong = rows ? rows.findIndex((row) => typeof row !== 'object' || row === null) : -1
  if (rows && wrong === -1) return rows as readonly { readonly [column: string]: unknown }[]
  return fail('VALUE_UNSTORABLE', {
    message: rows
      ? `row ${wrong} of asset \`${asset}\` is ${String(rows[wrong])}, but a table takes objects`
      : `the value of asset \`${asset}\` is no array, but a table takes an array of objects`,
    hint: 'Return an array of objects, or keep the asset elsewhere, say by files().json().',
    asset,
    partition: partition ?? undefined,
  })
}
