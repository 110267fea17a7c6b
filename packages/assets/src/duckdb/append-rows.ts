import type { DuckDBAppender, DuckDBType, DuckDBValue, DuckDBVector } from '@duckdb/node-api'
import { canonicalJson } from '@headwater/core/io'
import { setImmediate as breathe } from 'node:timers/promises'
import { isJson } from '../columns/is-json.ts'
import type { Column, ColumnKind } from '../sql/columns.ts'
import type { AppendShape, Batch } from '../tables/table-session.ts'
import { failOnCell } from '../tables/unstorable-cell.ts'
import { StoredColumns } from './stored-columns.ts'
import type { DuckDbApi } from './load-duckdb.ts'

/** As many rows as DuckDB takes in one piece. */
const chunkRows = 2048
/** Chunks between two breaths: other work of the process waits some 100 ms at most. */
const chunksPerBreath = 32

/**
 * Appends rows through data chunks, column by column: 1M rows of 8 columns take about 2 s, and 0.8 s where they come by
 * column, while an appended value at a time takes 4 s and VALUES a hundred. Throws VALUE_UNSTORABLE naming row, column and value.
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
  readonly given: readonly object[] | StoredColumns
  readonly partition: Batch['partition']
  /** The number of the first row of the batch. */
  readonly firstRow: number
  /** The row of the batch that comes first. */
  readonly start: number
  readonly count: number
}

/** Full chunks, across batches: a chunk for each of thousands of small partitions would take most of the time. */
function* chunksOf(batches: Iterable<Batch>): Iterable<readonly Piece[]> {
  let pieces: Piece[] = []
  let room = chunkRows
  for (const batch of batches) {
    const given = batch.columns ? new StoredColumns(batch.columns) : batch.rows
    for (let start = 0; start < given.length; ) {
      const count = Math.min(room, given.length - start)
      pieces.push({ given, partition: batch.partition, firstRow: batch.firstRow ?? 0, start, count })
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
  let at = 0
  for (const piece of pieces) {
    const { given, start, count } = piece
    const isCopied = given instanceof StoredColumns && given.copyInto(vector, column, { at, start, count })
    if (!isCopied) fillCells(vector, column, { piece, at }, api)
    at += count
  }
  vector.flush()
}

/** Cell by cell, looking at each. */
function fillCells(vector: DuckDBVector, column: Column, to: { piece: Piece; at: number }, api: DuckDbApi): void {
  const { name, kind, nullable } = column
  const { given, start, count, firstRow, partition } = to.piece
  const store = stores[kind]
  const cells = given instanceof StoredColumns ? given.cells(name, start, start + count) : undefined
  for (let index = 0; index < count; index++) {
    const row = start + index
    const value = cells ? cells[index] : (given as readonly { readonly [column: string]: unknown }[])[row]?.[name]
    const missing = value === null || value === undefined
    const stored = missing ? null : store(value, api)
    if (stored === undefined || (missing && !nullable))
      failOnCell({ title: 'DuckDB', column, value, row: firstRow + row, partition })
    vector.setItem(to.at + index, stored)
  }
}

function fillPartition(vector: DuckDBVector, pieces: readonly Piece[]): void {
  let at = 0
  for (const { partition, count } of pieces) {
    for (const end = at + count; at < end; at++) vector.setItem(at, partition ?? null)
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
