import type { Dep, Schema } from '@headwater/core'
import { type ViewSource, wrapped } from '@headwater/core/extend'
import { concatBatches } from '../columns/concat-batches.ts'
import { type Columnar, ColumnBatch, columnar, type TableOf } from '../columns/index.ts'
import { type Arrow, toArrow } from '../columns/to-arrow.ts'
import { loadPeer } from '../load-peer.ts'
import type { ArrowTable } from './arrow-table.ts'

/** At most so many rows stand in one batch. */
const batchLength = 65_536

/**
 * The rows as an Arrow table, with the columns that the asset's schema declares: text as Dictionary<Utf8>, numbers as
 * Float64, bigints as Int64; see `ArrowCell` for what becomes of dates and nested values. No rows are made where the store
 * keeps columns. Needs the package `apache-arrow`: PACKAGE_MISSING. Throws VALUE_UNSTORABLE for a bigint beyond 64 bits.
 */
export function arrow<R, P>(of: Dep<TableOf<R>, P>): Dep<ArrowTable<R>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'arrow', open: openTable } })
}

/**
 * The rows as Arrow tables of at most 65,536 rows each, made one at a time; see `arrow`. Every iteration reads anew. Of
 * tables, and of Parquet, Arrow, NDJSON and CSV files, only a part is in memory at a time; other values are read whole. No rows
 * are no batches.
 */
export function batches<R, P>(of: Dep<TableOf<R>, P>): Dep<AsyncIterable<ArrowTable<R>>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'batches', open: openBatches } })
}

async function openTable(source: ViewSource): Promise<unknown> {
  const columns = columnsOf(source)
  const read: ColumnBatch<object>[] = []
  for await (const batch of batchesOf(source, columns)) read.push(batch)
  return toArrow(await loadArrow(), read.length === 0 ? columns.from([]) : concatBatches(read))
}

async function openBatches(source: ViewSource): Promise<AsyncIterable<unknown>> {
  const arrow = await loadArrow()
  const read = batchesOf(source, columnsOf(source))
  return {
    async *[Symbol.asyncIterator]() {
      for await (const batch of read) {
        for (let start = 0; start < batch.length; start += batchLength) {
          yield toArrow(arrow, batch.slice(start, start + batchLength))
        }
      }
    },
  }
}

function loadArrow(): Promise<Arrow> {
  return loadPeer('apache-arrow', 'arrow()', () => import('apache-arrow'))
}

/** The schema of the asset's rows, by column. */
function columnsOf({ schema = anything }: ViewSource): Columnar<object> {
  return columnar((schema['~table']?.rows ?? schema) as Schema<readonly object[]>)
}

/** The rows tell what they are. */
const anything: Schema<unknown> = {
  '~standard': { version: 1, vendor: 'headwater', validate: (value) => ({ value }) },
}

function batchesOf(source: ViewSource, columns: Columnar<object>): AsyncIterable<ColumnBatch<object>> {
  return source.batches(columns) ?? { [Symbol.asyncIterator]: () => batchesOfWhole(source, columns) }
}

/** Of a store that keeps no batches. */
async function* batchesOfWhole(source: ViewSource, columns: Columnar<object>): AsyncGenerator<ColumnBatch<object>> {
  const value = (await source.value()) as TableOf<object>
  if (value instanceof ColumnBatch) yield value
  else if (Symbol.asyncIterator in value) yield* value
  else for (let row = 0; row < value.length; row += batchLength) yield columns.from(value.slice(row, row + batchLength))
}
