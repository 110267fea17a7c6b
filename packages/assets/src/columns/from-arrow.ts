import type { Data, RecordBatch, Table, Timestamp, Vector as ArrowVector } from 'apache-arrow'
import type { ColumnKind } from '../formats/column-kind.ts'
import { type ColumnNote, readNotes } from '../formats/column-notes.ts'
import { decimalText } from '../formats/decimal-text.ts'
import { countBits, sliceBits } from './bits.ts'
import { cellsOf } from './cells-of.ts'
import { ColumnBatch } from './column-batch.ts'
import { concatBatches } from './concat-batches.ts'
import { floorDivided } from './int64.ts'
import { packCells } from './pack-cells.ts'
import { type Arrow, notesKey } from './to-arrow.ts'
import type { ColumnVector, Vector } from './vector.ts'

/** A table of apache-arrow as a batch, over the same memory where it has but one record batch: see `batchOfRecords`. */
export function fromArrow(arrow: Arrow, table: Table): ColumnBatch {
  const [first, ...rest] = table.batches.map((batch) => batchOfRecords(arrow, batch))
  if (!first) return new ColumnBatch([], 0)
  return concatBatches([first, ...rest])
}

/**
 * A record batch as a batch of ours. Float64, Int64, Timestamp in milliseconds, Bool, Utf8, Binary and Dictionary<Utf8> keep
 * their memory; smaller numbers become Float64, other timestamps and dates are cut to the millisecond, decimals become
 * exact text; everything nested becomes what JSON has for it.
 */
export function batchOfRecords(arrow: Arrow, batch: RecordBatch): ColumnBatch {
  const { fields, metadata } = batch.schema
  const notes = notesIn(metadata)
  const columns = fields.map(({ name, nullable }, index): ColumnVector => {
    const note = notes.get(name)
    const data = batch.data.children[index]
    const found = data && vectorOf(arrow, data, note)
    const cells = found ?? cellsOfVector(arrow, batch.getChildAt(index), note)
    return { name, nullable, absent: note?.absent ?? false, ...cells }
  })
  return new ColumnBatch(columns, batch.numRows)
}

function notesIn(metadata: ReadonlyMap<string, string>): ReadonlyMap<string, ColumnNote> {
  const notes = metadata.get(notesKey)
  return notes === undefined ? new Map() : readNotes({ notes: JSON.parse(notes) })
}

type Cells = Pick<ColumnVector, 'kind' | 'data' | 'validity'>

/** Undefined for types that have another layout than ours. */
function vectorOf(arrow: Arrow, data: Data, note: ColumnNote | undefined): Cells | undefined {
  const found = typedVector(arrow, data, note)
  if (!found) return undefined
  const { length, offset } = data
  const bits = data.nullBitmap?.length ? sliceBits(data.nullBitmap, offset, offset + length) : undefined
  const validity = bits && countBits(bits, length) < length ? bits : undefined
  return { ...found, validity }
}

type Typed = { readonly kind: ColumnKind; readonly data: Vector } | undefined

function typedVector(arrow: Arrow, data: Data, note: ColumnNote | undefined): Typed {
  const { DataType } = arrow
  const { type, length, offset, values } = data
  if (DataType.isBool(type)) {
    return { kind: 'boolean', data: { layout: 'bits', bits: sliceBits(values, offset, offset + length) } }
  }
  if ((DataType.isUtf8(type) && note?.kind !== 'json') || DataType.isBinary(type)) {
    const offsets = data.valueOffsets.subarray(0, length + 1)
    return { kind: DataType.isBinary(type) ? 'bytes' : 'string', data: { layout: 'bytes', offsets, bytes: values } }
  }
  if (DataType.isDictionary(type) && DataType.isUtf8(type.dictionary) && values instanceof Int32Array) {
    const dictionary = data.dictionary?.data.flatMap((texts) => textsIn(texts)) ?? []
    return { kind: 'string', data: { layout: 'dictionary', codes: values.subarray(0, length), dictionary } }
  }
  return numberVector(arrow, data, note)
}

function numberVector(arrow: Arrow, data: Data, note: ColumnNote | undefined): Typed {
  const { DataType, TimeUnit } = arrow
  const { type, length, values } = data
  if (DataType.isFloat(type) && values instanceof Float64Array) {
    const kind = note?.kind === 'integer' ? 'integer' : 'number'
    return { kind, data: { layout: 'float64', values: values.subarray(0, length) } }
  }
  if (DataType.isInt(type) && values instanceof BigInt64Array) {
    return { kind: 'bigint', data: { layout: 'int64', values: values.subarray(0, length) } }
  }
  if (DataType.isInt(type) && type.bitWidth <= 32) {
    return { kind: 'integer', data: { layout: 'float64', values: Float64Array.from(values.subarray(0, length)) } }
  }
  if (DataType.isTimestamp(type) && values instanceof BigInt64Array) {
    return { kind: 'date', data: { layout: 'int64', values: milliseconds(values.subarray(0, length), type, TimeUnit) } }
  }
  return undefined
}

/** The decoder of apache-arrow takes a byte order mark off the front of a text. */
function textsIn({ length, valueOffsets, values }: Data): readonly string[] {
  const data = { layout: 'bytes', offsets: valueOffsets.subarray(0, length + 1), bytes: values } as const
  const about = { name: '', nullable: false, absent: false, validity: undefined }
  return cellsOf({ ...about, kind: 'string', data }, 0, length) as string[]
}

function milliseconds(values: BigInt64Array, { unit }: Timestamp, units: Arrow['TimeUnit']): BigInt64Array {
  if (unit === units.MILLISECOND) return values
  if (unit === units.SECOND) return values.map((seconds) => seconds * 1000n)
  return floorDivided(values, unit === units.MICROSECOND ? 1000 : 1_000_000)
}

function cellsOfVector(arrow: Arrow, vector: ArrowVector | null, note: ColumnNote | undefined): Cells {
  const { DataType } = arrow
  const type = vector?.type
  const raw = Array.from<unknown>(vector ?? [])
  if (type === undefined || DataType.isNull(type)) return { kind: 'null', ...packCells('null', raw) }
  if (DataType.isDate(type))
    return {
      kind: 'date',
      ...packCells(
        'date',
        mapped(raw, (ms) => new Date(Number(ms))),
      ),
    }
  if (DataType.isDecimal(type))
    return {
      kind: 'string',
      ...packCells(
        'string',
        mapped(raw, (cell) => decimal(cell, type.scale)),
      ),
    }
  if (DataType.isInt(type))
    return {
      kind: 'bigint',
      ...packCells(
        'bigint',
        mapped(raw, (cell) => BigInt(cell as bigint)),
      ),
    }
  if (DataType.isFloat(type)) return { kind: 'number', ...packCells('number', raw) }
  const isText = DataType.isLargeUtf8(type) || DataType.isDictionary(type)
  if (isText && note?.kind !== 'json') return { kind: 'string', ...packCells('string', mapped(raw, String)) }
  const parsed = note?.kind === 'json' ? (cell: unknown) => JSON.parse(String(cell)) as unknown : plain
  return { kind: 'json', ...packCells('json', mapped(raw, parsed)) }
}

function mapped(cells: readonly unknown[], read: (cell: unknown) => unknown): readonly unknown[] {
  return cells.map((cell) => (cell === null || cell === undefined ? null : read(cell)))
}

/** Arrow keeps the digits in words of 32 bits, the lowest first. */
function decimal(words: unknown, scale: number): string {
  const digits = Array.from(words as Uint32Array).reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  return decimalText(BigInt.asIntN(32 * (words as Uint32Array).length, digits), scale)
}

/** What JSON has for a nested value; bigints in it become numbers where they are safe, else text. */
function plain(cell: unknown): unknown {
  const text = JSON.stringify(cell, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner
    return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner)
  })
  return JSON.parse(text)
}
