import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBVector } from '@duckdb/node-api'
import { emptyBits, hasBit, setBit } from '../columns/bits.ts'
import { ColumnBatch, type ColumnVector, type Vector } from '../columns/index.ts'
import { floorDivided, numbersOfInt64 } from '../columns/int64.ts'
import { packCells } from '../columns/pack-cells.ts'
import { TextCodes } from '../columns/text-codes.ts'
import type { ColumnKind } from '../formats/column-kind.ts'
import type { DuckDbApi } from './load-duckdb.ts'
import { cellReader } from './read-result.ts'

/**
 * The columns of a result, with the cells that `readResult` gives: numbers and times are copied as DuckDB has them in
 * memory, text is put into a dictionary, the rest is read cell by cell.
 */
export async function readColumns(result: DuckDBResult, api: DuckDbApi): Promise<ColumnBatch<object>> {
  for await (const all of columnBatches(result, api, Number.POSITIVE_INFINITY)) return all
  return new BatchCollector(result, api).end()
}

/** The same in batches of at least so many rows, the last of them shorter; none without rows. */
export async function* columnBatches(
  result: DuckDBResult,
  api: DuckDbApi,
  rowsAtOnce: number,
): AsyncGenerator<ColumnBatch<object>> {
  let collector = new BatchCollector(result, api)
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    collector.add(chunk)
    if (collector.length < rowsAtOnce) continue
    yield collector.end()
    collector = new BatchCollector(result, api)
  }
  if (collector.length > 0) yield collector.end()
}

/** Takes in a result chunk by chunk. */
class BatchCollector {
  readonly #names: readonly string[]
  readonly #columns: readonly Collector[]
  #length = 0

  constructor(result: DuckDBResult, api: DuckDbApi) {
    this.#names = result.columnNames()
    this.#columns = result.columnTypes().map((type) => collectorOf(type, api))
  }

  get length(): number {
    return this.#length
  }

  add(chunk: DuckDBDataChunk): void {
    for (const [index, column] of this.#columns.entries()) column.add(chunk.getColumnVector(index), chunk.rowCount)
    this.#length += chunk.rowCount
  }

  end(): ColumnBatch<object> {
    const about = { nullable: true, absent: false }
    const vectors = this.#columns.map((column, index) => {
      return { name: this.#names[index] ?? '', ...about, ...column.end(this.#length) }
    })
    return new ColumnBatch(vectors, this.#length)
  }
}

type Cells = Pick<ColumnVector, 'kind' | 'data' | 'validity'>

/** Takes in a column chunk by chunk. */
interface Collector {
  add(vector: DuckDBVector, count: number): void
  end(length: number): Cells
}

function collectorOf(type: DuckDBType, api: DuckDbApi): Collector {
  const { DuckDBTypeId: Id } = api
  if (type.alias === 'JSON') return new CellCollector('json', type, api)
  switch (type.typeId) {
    case Id.FLOAT:
    case Id.DOUBLE:
      return new NumberCollector('number')
    case Id.TINYINT:
    case Id.SMALLINT:
    case Id.INTEGER:
    case Id.UTINYINT:
    case Id.USMALLINT:
    case Id.UINTEGER:
      return new NumberCollector('integer')
    case Id.BIGINT:
      return new WideCollector(integers)
    case Id.TIMESTAMP:
    case Id.TIMESTAMP_TZ:
      return new WideCollector((micros) => times(floorDivided(micros, 1000)))
    case Id.TIMESTAMP_NS:
      return new WideCollector((nanos) => times(floorDivided(nanos, 1_000_000)))
    case Id.TIMESTAMP_MS:
      return new WideCollector(times)
    case Id.VARCHAR:
      return new TextCollector()
    default:
      return new CellCollector(kindOf(type, api), type, api)
  }
}

/** What `readResult` makes of the types that have no memory to be copied. */
function kindOf({ typeId }: DuckDBType, { DuckDBTypeId: Id }: DuckDbApi): ColumnKind {
  switch (typeId) {
    case Id.BOOLEAN:
      return 'boolean'
    case Id.HUGEINT:
    case Id.UHUGEINT:
    case Id.BIGNUM:
      return 'bigint'
    case Id.TIMESTAMP_S:
      return 'date'
    case Id.BLOB:
      return 'bytes'
    case Id.UBIGINT:
    case Id.LIST:
    case Id.ARRAY:
    case Id.STRUCT:
    case Id.MAP:
      return 'json'
    default:
      return 'string'
  }
}

function integers(values: BigInt64Array): Pick<Cells, 'kind' | 'data'> {
  const numbers = numbersOfInt64(values)
  if (numbers) return { kind: 'integer', data: { layout: 'float64', values: numbers } }
  return { kind: 'bigint', data: { layout: 'int64', values } }
}

function times(values: BigInt64Array): Pick<Cells, 'kind' | 'data'> {
  return { kind: 'date', data: { layout: 'int64', values } }
}

/** Rows that have no cell, of all chunks. */
class Gaps {
  readonly #missing: number[] = []
  #rows = 0

  /** The client library keeps a bitmap of each vector there, though its types do not say so. */
  add(vector: DuckDBVector, count: number): void {
    const { validity } = vector as unknown as { readonly validity: { itemValid(row: number): boolean; data: unknown } }
    if (validity.data !== null) {
      for (let row = 0; row < count; row++) if (!validity.itemValid(row)) this.#missing.push(this.#rows + row)
    }
    this.#rows += count
  }

  end(): Uint8Array | undefined {
    if (this.#missing.length === 0) return undefined
    const bits = emptyBits(this.#rows)
    const missing = new Set(this.#missing)
    for (let row = 0; row < this.#rows; row++) if (!missing.has(row)) setBit(bits, row)
    return bits
  }
}

/** The memory of a vector of numbers. The client library has it there, though its types do not say so. */
function itemsOf<T>(vector: DuckDBVector): T {
  return (vector as unknown as { readonly items: T }).items
}

class NumberCollector implements Collector {
  readonly #kind: 'number' | 'integer'
  readonly #parts: Float64Array[] = []
  readonly #gaps = new Gaps()

  constructor(kind: 'number' | 'integer') {
    this.#kind = kind
  }

  add(vector: DuckDBVector, count: number): void {
    this.#parts.push(Float64Array.from(itemsOf<Float64Array>(vector)))
    this.#gaps.add(vector, count)
  }

  end(length: number): Cells {
    const values = new Float64Array(length)
    join(values, this.#parts)
    return { kind: this.#kind, data: { layout: 'float64', values }, validity: this.#gaps.end() }
  }
}

class WideCollector implements Collector {
  readonly #finish: (values: BigInt64Array) => Pick<Cells, 'kind' | 'data'>
  readonly #parts: BigInt64Array[] = []
  readonly #gaps = new Gaps()

  constructor(finish: (values: BigInt64Array) => Pick<Cells, 'kind' | 'data'>) {
    this.#finish = finish
  }

  add(vector: DuckDBVector, count: number): void {
    this.#parts.push(itemsOf<BigInt64Array>(vector).slice())
    this.#gaps.add(vector, count)
  }

  end(length: number): Cells {
    const values = new BigInt64Array(length)
    join(values, this.#parts)
    const validity = this.#gaps.end()
    // What lies in the gaps is anything, and must not decide what the column is.
    if (validity) for (let row = 0; row < length; row++) if (!hasBit(validity, row)) values[row] = 0n
    return { ...this.#finish(values), validity }
  }
}

function join<T extends Float64Array | BigInt64Array>(target: T, parts: readonly T[]): void {
  let at = 0
  for (const part of parts) {
    target.set(part as never, at)
    at += part.length
  }
}

class TextCollector implements Collector {
  readonly #texts = new TextCodes()
  readonly #codes: number[] = []
  readonly #gaps = new Gaps()

  add(vector: DuckDBVector, count: number): void {
    for (let row = 0; row < count; row++) {
      const text = vector.getItem(row)
      this.#codes.push(typeof text === 'string' ? this.#texts.codeOf(text) : 0)
    }
    this.#gaps.add(vector, count)
  }

  end(): Cells {
    const data: Vector = {
      layout: 'dictionary',
      codes: Int32Array.from(this.#codes),
      dictionary: this.#texts.dictionary,
    }
    return { kind: 'string', data, validity: this.#gaps.end() }
  }
}

class CellCollector implements Collector {
  readonly #kind: ColumnKind
  readonly #read: ReturnType<typeof cellReader>
  readonly #cells: unknown[] = []

  constructor(kind: ColumnKind, type: DuckDBType, api: DuckDbApi) {
    this.#kind = kind
    this.#read = cellReader(type, api)
  }

  add(vector: DuckDBVector): void {
    for (const cell of this.#read(vector.toArray())) this.#cells.push(cell)
  }

  end(): Cells {
    return { kind: this.#kind, ...packCells(this.#kind, this.#cells) }
  }
}
