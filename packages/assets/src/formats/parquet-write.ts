import { zstdCompressSync } from 'node:zlib'
import type { Encoded, StageAt } from '@headwater/core/io'
import type { DecodedArray, SchemaElement } from 'hyparquet'
import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer'
import type { ColumnKind } from './column-kind.ts'
import { notesOf } from './column-notes.ts'
import { type Column, type ColumnRules, type Refusal, refuseLoneSurrogate, requireColumns, tableOf } from './columns.ts'

/** The name under which our notes on the columns stand in the metadata of a file. */
export const notesKey = 'headwater.columns'

/** Rows in one group: as many as DuckDB writes, so that readers may work on groups in parallel. */
const rowGroupSize = 122_880

/** Encodes rows, see `parquetFormat`. Throws VALUE_UNSTORABLE. */
export function encodeParquet(value: unknown, at: StageAt): Encoded {
  const table = tableOf(value, at, rules)
  requireColumns(table, at, rules.format)
  const writer = new ByteWriter()
  void parquetWrite({
    writer,
    columnData: table.columns.map(sourceOf),
    schema: [{ name: 'root', num_children: table.columns.length }, ...table.columns.map(elementOf)],
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
    rowGroupSize,
    kvMetadata: [{ key: notesKey, value: JSON.stringify(notesOf(table.columns)) }],
  })
  return { content: [writer.getBytes()], rows: table.rows }
}

const rules: ColumnRules = {
  format: 'Parquet',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes'],
  refuse: (value) => (typeof value === 'bigint' ? refuseWide(value) : refuseLoneSurrogate(value)),
  // hyparquet takes a byte order mark off the names that it reads.
  refuseName: (name) => (name.startsWith('\ufeff') ? byteOrderMark : refuseLoneSurrogate(name)),
}

const byteOrderMark: Refusal = { why: 'it starts with a byte order mark', hint: 'Name the column without it.' }

function refuseWide(value: bigint): Refusal | undefined {
  if (BigInt.asIntN(64, value) === value) return undefined
  return { why: 'it does not fit 64 bits', hint: 'Turn it into text, or store the asset with `csv()` or `ndjson()`.' }
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
  any: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
}

function elementOf({ name, kind, nullable }: Column): SchemaElement {
  return { name, ...types[kind], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }
}

function sourceOf(column: Column): ColumnSource {
  const { name, kind, values } = column
  // A dictionary finds its entries as a Map does, where -0 is 0.
  const plain = kind === 'number' && values.some((value) => Object.is(value, -0))
  return { name, data: dataOf(column), ...(plain && { encoding: 'PLAIN' }) }
}

function dataOf({ kind, values, nullable }: Column): DecodedArray {
  switch (kind) {
    case 'number':
      return nullable ? [...values] : Float64Array.from(values as number[])
    case 'integer':
    case 'bigint':
    case 'date':
      return nullable ? values.map(wide) : BigInt64Array.from(values as unknown[], (value) => wide(value) ?? 0n)
    default:
      return [...values]
  }
}

/** A cell as the 64 bits that it is stored in: microseconds for dates. */
function wide(value: unknown): bigint | null {
  if (value instanceof Date) return BigInt(value.getTime()) * 1000n
  return typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : null
}
