import type { DuckDBAppender, DuckDBType, DuckDBValue, DuckDBVector } from '@duckdb/node-api'
import { canonicalJson, fail } from '@headwater/core/io'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { describeValue } from './bind-parameters.ts'
import type { DuckDbApi } from './load-duckdb.ts'

/** Rows that go into one table together. */
export interface Batch {
  readonly rows: readonly object[]
  /** Who they belong to, for messages, and for the column after all others where the table has one for it. */
  readonly partition?: string | null | undefined
}

/** What an appender is told about its table: columns, and whether a partition column stands behind them. */
export interface AppendShape {
  readonly columns: readonly Column[]
  readonly partitioned: boolean
}

/** As many rows as DuckDB takes in one piece. */
const chunkRows = 2048
/** Chunks between two breaths: other work of the process waits some 100 ms at most. */
const chunksPerBreath = 32

/**
 * Appends rows through data chunks, column by column: 1M rows of 8 columns take about 2 s, where an appended value at a
 * time takes twice that and VALUES fifty times. Throws VALUE_UNSTORABLE naming row, column and value.
 */
export async function appendRows(
  appender: DuckDBAppender,
  { columns, partitioned }: AppendShape,
  batches: Iterable<Batch>,
  api: DuckDbApi,
): Promise<void> {
  const types = columns.map(({ kind }) => chunkType(kind, api))
  if (partitioned) types.push(api.VARCHAR)
  let chunks = 0
  for (const pieces of chunksOf(batches)) {
    const rowCount = pieces.reduce((sum, { count }) => sum + count, 0)
    const chunk = api.DuckDBDataChunk.create(types, rowCount)
    for (const [index, column] of columns.entries()) fillColumn(chunk.getColumnVector(index), column, pieces, api)
    if (partitioned) fillPartition(chunk.getColumnVector(columns.length), pieces)
    appender.appendDataChunk(chunk)
    chunks += 1
    if (chunks % chunksPerBreath === 0) await breathe()
  }
}

/** Rows of one batch that lie in one chunk. */
interface Piece {
  readonly batch: Batch
  /** The row that comes first. */
  readonly start: number
  readonly count: number
}

/** Full chunks, across batches: a chunk for each of thousands of small partitions would take most of the time. */
function* chunksOf(batches: Iterable<Batch>): Iterable<readonly Piece[]> {
  let pieces: Piece[] = []
  let room = chunkRows
  for (const batch of batches) {
    for (let start = 0; start < batch.rows.length; ) {
      const count = Math.min(room, batch.rows.length - start)
      pieces.push({ batch, start, count })
      start += count
      room -= count
      if (room > 0) continue
      yield pieces
      pieces = []
      room = chunkRows
    }
  }
  if (pieces.length > 0) yield pieces
}

/** The vector type of a kind. JSON is text with another name. */
function chunkType(kind: ColumnKind, api: DuckDbApi): DuckDBType {
  switch (kind) {
    case 'string':
    case 'json':
      return api.VARCHAR
    case 'number':
      return api.DOUBLE
    case 'integer':
      return api.BIGINT
    case 'bigint':
      return api.HUGEINT
    case 'boolean':
      return api.BOOLEAN
    case 'date':
      return api.TIMESTAMP
  }
}

function fillColumn(vector: DuckDBVector, column: Column, pieces: readonly Piece[], api: DuckDbApi): void {
  const { name, kind, nullable } = column
  const store = stores[kind]
  let at = 0
  for (const { batch, start, count } of pieces) {
    for (let row = start; row < start + count; row++) {
      const value = (batch.rows[row] as { readonly [column: string]: unknown })[name]
      const missing = value === null || value === undefined
      const stored = missing ? null : store(value, api)
      if (stored === undefined || (missing && !nullable)) failOnCell(column, value, row, batch.partition)
      vector.setItem(at++, stored)
    }
  }
  vector.flush()
}

function fillPartition(vector: DuckDBVector, pieces: readonly Piece[]): void {
  let at = 0
  for (const { batch, count } of pieces) {
    for (const end = at + count; at < end; at++) vector.setItem(at, batch.partition ?? null)
  }
  vector.flush()
}

/** A value as its column stores it; undefined when it would not come back as it was. */
const stores: { readonly [K in ColumnKind]: (value: unknown, api: DuckDbApi) => DuckDBValue | undefined } = {
  // Half a surrogate pair has no UTF-8.
  string: (value) => (typeof value === 'string' && value.isWellFormed() ? value : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  integer: (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
    return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined
  },
  bigint: (value) => (typeof value === 'bigint' && BigInt.asIntN(128, value) === value ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  date: (value, api) =>
    value instanceof Date && !Number.isNaN(value.getTime())
      ? new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n)
      : undefined,
  json: (value) => (isJson(value) ? canonicalJson(value) : undefined),
}

/** Whether JSON text brings a value back as it was. Members that are undefined count as absent. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const members = Object.values(value)
  return (prototype === Object.prototype || prototype === null) && members.every((it) => it === undefined || isJson(it))
}

const allowed: { readonly [K in ColumnKind]: string } = {
  string: 'well-formed text',
  number: 'numbers',
  integer: 'whole numbers within 64 bits',
  bigint: 'bigints within 128 bits',
  boolean: 'true and false',
  date: 'valid dates',
  json: 'what JSON can hold',
}

function failOnCell({ name, kind, nullable }: Column, value: unknown, row: number, partition?: string | null): never {
  const where = partition ? ` of partition \`${partition}\`` : ''
  fail('VALUE_UNSTORABLE', {
    message: `row ${row}${where}, column \`${name}\` is ${describeValue(value)}; this column of a DuckDB table takes ${allowed[kind]}${nullable ? ' and null' : ''}`,
    hint: 'Change the value, or what the schema says of the column.',
    partition: partition ?? undefined,
  })
}
