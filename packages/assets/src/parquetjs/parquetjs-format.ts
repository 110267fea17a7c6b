import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Encoded, ObjectFormat, StageAt } from '@headwater/core/io'
import type { FieldDefinition } from 'parquetjs-lite'
import type { ColumnKind } from '../formats/column-kind.ts'
import { notesOf } from '../formats/column-notes.ts'
import {
  type Column,
  type ColumnRules,
  type Refusal,
  refuseLoneSurrogate,
  requireColumns,
  tableOf,
} from '../formats/columns.ts'
import { parquetFormat } from '../formats/index.ts'
import { notesKey } from '../formats/parquet-file.ts'
import { failUnstorable } from '../formats/unstorable.ts'
import { loadPeer } from '../load-peer.ts'

/**
 * Parquet as parquetjs-lite writes it: format version 1, plain encoding, snappy, a row group every 4,096 rows. For consumers
 * that read nothing newer; everyone else is better served by `parquet()`, whose files are smaller and written in a
 * twentieth of the time. Needs the package `parquetjs-lite`, which only writes: hyparquet reads the files back.
 *
 * It takes text, finite numbers, integers and bigints within 2^53, booleans, dates from 1970 to 2255, and bytes. Throws
 * VALUE_UNSTORABLE for what it would damage: NaN, infinities and -0, larger bigints, other dates, nested values. It has no
 * zstd, no decimals and no dictionaries; its page indexes are invalid, and left out.
 */
export const parquetjsFormat: ObjectFormat = {
  name: 'Parquet of parquetjs-lite',
  extension: 'parquet',
  encode,
  decode: parquetFormat.decode,
  decodePieces: parquetFormat.decodePieces,
}

async function encode(value: unknown, at: StageAt): Promise<Encoded> {
  const table = tableOf(value, at, rules)
  requireColumns(table, at, rules.format)
  if (table.columns.length === 0) {
    const hint = 'Give the asset a schema that declares its columns.'
    failUnstorable(at, { format: rules.format, value: [], where: 'the whole value', why: 'it has no columns', hint })
  }
  const { default: parquetjs } = await loadPeer('parquetjs-lite', 'legacyParquet()', () => import('parquetjs-lite'))
  const file = new PassThrough()
  const content = buffer(file)
  const schema = new parquetjs.ParquetSchema(
    Object.fromEntries(table.columns.map((column) => [column.name, fieldOf(column)])),
  )
  const writer = await parquetjs.ParquetWriter.openStream(schema, file, {
    useDataPageV2: false,
    pageIndex: false,
    rowGroupSize: 4096,
  })
  writer.setMetadata(notesKey, JSON.stringify(notesOf(table.columns)))
  for (let row = 0; row < table.rows; row++) {
    await writer.appendRow(Object.fromEntries(table.columns.map(({ name, values }) => [name, cellOf(values[row])])))
  }
  await writer.close()
  return { content: [await content], rows: table.rows }
}

const types: { readonly [K in ColumnKind]: FieldDefinition['type'] } = {
  string: 'UTF8',
  number: 'DOUBLE',
  integer: 'INT64',
  bigint: 'INT64',
  boolean: 'BOOLEAN',
  date: 'TIMESTAMP_MICROS',
  bytes: 'BYTE_ARRAY',
  json: 'UTF8',
  null: 'UTF8',
}

function fieldOf({ kind, nullable }: Column): FieldDefinition {
  return { type: types[kind], optional: nullable, compression: 'SNAPPY' }
}

/** Its thrift takes bytes for Buffers. */
function cellOf(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : (value ?? null)
}

const rules: ColumnRules = {
  format: 'Parquet of parquetjs-lite',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes', 'null'],
  refuse,
  refuseName: (name) => (/^\ufeff|[.,]|^$/.test(name) ? oddName : refuseLoneSurrogate(name)),
}

const instead = 'Store the asset with `parquet()`, or turn it into text.'
const oddName: Refusal = {
  why: 'parquetjs-lite takes it for a path',
  hint: 'Name the column without a dot or a comma.',
}

/** It parses bigints as numbers, and refuses dates and NaN in the middle of a file or not at all. */
function refuse(value: unknown): Refusal | undefined {
  if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) {
    return { why: 'parquetjs-lite holds integers within 2^53', hint: instead }
  }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { why: 'parquetjs-lite would write something else', hint: instead }
  }
  if (value instanceof Date && (value.getTime() < 0 || !Number.isSafeInteger(value.getTime() * 1000))) {
    return { why: 'parquetjs-lite holds times from 1970 to 2255', hint: instead }
  }
  return refuseLoneSurrogate(value)
}
