import { fail } from '@headwater/core/io'
import type * as apacheArrow from 'apache-arrow'
import type { Data, DataType, Field, Schema, Struct, Table } from 'apache-arrow'
import { notesOf } from '../formats/column-notes.ts'
import { countBits } from './bits.ts'
import { cellsOf } from './cells-of.ts'
import type { ColumnBatch } from './column-batch.ts'
import { packBytes } from './pack-cells.ts'
import { validityOf } from './validity-of.ts'
import type { ColumnVector } from './vector.ts'

export type Arrow = typeof apacheArrow

/** The name under which notes on the columns stand in the metadata of an Arrow schema. */
export const notesKey = 'headwater.columns'

/**
 * A table of apache-arrow over the memory of a batch; only nested values are written anew, as JSON text. Numbers and
 * integers are Float64, since an Int64 column of Arrow hands out bigints; bigints are Int64, dates Timestamp in milliseconds,
 * text Dictionary<Utf8>, bytes Binary. Throws VALUE_UNSTORABLE for a bigint beyond 64 bits.
 */
export function toArrow(arrow: Arrow, { columns, length }: ColumnBatch<unknown>): Table {
  const children = columns.map((column) => arrowData(arrow, column, length))
  const schema = arrowSchema(arrow, columns, children)
  const type = new arrow.Struct(schema.fields)
  const data: Data<Struct> = arrow.makeData({ type, length, nullCount: 0, children: [...children] })
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, data)])
}

function arrowSchema(arrow: Arrow, columns: readonly ColumnVector[], children: readonly Data[]): Schema {
  const fields = columns.map(({ name, nullable }, index): Field => {
    return new arrow.Field(name, children[index]?.type ?? new arrow.Null(), nullable)
  })
  return new arrow.Schema(fields, new Map([[notesKey, JSON.stringify(notesOf(columns))]]))
}

function arrowData(arrow: Arrow, column: ColumnVector, length: number): Data {
  const { kind, data } = column
  const about = { length, ...validityFor(column, length) }
  switch (data.layout) {
    case 'float64':
      return arrow.makeData({ ...about, type: new arrow.Float64(), data: data.values })
    case 'int64':
      return kind === 'date'
        ? arrow.makeData({ ...about, type: new arrow.TimestampMillisecond(), data: data.values })
        : arrow.makeData({ ...about, type: new arrow.Int64(), data: data.values })
    case 'bits':
      return arrow.makeData({ ...about, type: new arrow.Bool(), data: data.bits })
    case 'dictionary': {
      const dictionary = arrow.makeVector(utf8Data(arrow, data.dictionary))
      const type = new arrow.Dictionary(dictionary.type, new arrow.Int32())
      return arrow.makeData({ ...about, type, data: data.codes, dictionary })
    }
    case 'bytes': {
      const type = kind === 'string' ? new arrow.Utf8() : new arrow.Binary()
      return bytesData(arrow, type, { ...about, data: data.bytes, valueOffsets: data.offsets })
    }
    case 'cells':
      return dataOfCells(arrow, column, length)
  }
}

function bytesData(arrow: Arrow, type: DataType, parts: object): Data {
  return arrow.makeData({ ...parts, type } as Parameters<Arrow['makeData']>[0])
}

function validityFor({ validity }: Pick<ColumnVector, 'validity'>, length: number): object {
  return validity ? { nullCount: length - countBits(validity, length), nullBitmap: validity } : { nullCount: 0 }
}

function dataOfCells(arrow: Arrow, column: ColumnVector, length: number): Data {
  const { kind, name } = column
  if (kind === 'null') return arrow.makeData({ type: new arrow.Null(), length, nullCount: length })
  const cells = cellsOf(column, 0, length)
  if (kind === 'bigint') failOnWide(name, cells)
  const texts = cells.map((cell) => (cell === null || cell === undefined ? null : (JSON.stringify(cell) ?? null)))
  return utf8Data(arrow, texts)
}

function utf8Data(arrow: Arrow, texts: readonly (string | null)[]): Data {
  const packed = packBytes(texts.map((text) => (text === null ? null : Buffer.from(text))))
  const validity = validityFor({ validity: validityOf(texts) }, texts.length)
  const parts = { length: texts.length, ...validity, data: packed.bytes, valueOffsets: packed.offsets }
  return bytesData(arrow, new arrow.Utf8(), parts)
}

function failOnWide(column: string, cells: readonly unknown[]): never {
  const wide = cells.find((cell) => typeof cell === 'bigint' && BigInt.asIntN(64, cell) !== cell)
  return fail('VALUE_UNSTORABLE', {
    message: `column \`${column}\` holds ${wide}, and an Arrow table takes bigints within 64 bits`,
    hint: 'Read the rows instead of arrow() or batches(), or keep it as text.',
  })
}
