import type { Encoded, StageAt } from '@headwater/core/io'
import type { ColumnBatch } from '../columns/column-batch.ts'
import { batchOf } from './batch-of.ts'
import { type ColumnRules, type Refusal, refuseLoneSurrogate, requireColumns } from './columns.ts'
import { ParquetFile, type RowGroup, rowGroup } from './parquet-file.ts'
import { isStream, StreamedBatches } from './streamed-batches.ts'

/** Rows in one group: as many as DuckDB writes, so that readers may work on groups in parallel. */
const rowGroupSize = 122_880

/** Encodes rows, columns or a stream of them, see `parquetFormat`. Throws VALUE_UNSTORABLE. */
export function encodeParquet(value: unknown, at: StageAt): Encoded {
  if (isStream(value)) {
    const batches = new StreamedBatches(value, { at, rules, rowsAtOnce: rowGroupSize })
    return { content: fileOf(batches), ended: () => ({ rows: batches.rows }) }
  }
  const batch = batchOf(value, at, rules)
  requireColumns({ columns: batch.columns, rows: batch.length }, at, rules.format)
  return { content: fileOf(groupsOf(batch)), rows: batch.length }
}

const rules: ColumnRules = {
  format: 'Parquet',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes', 'json', 'null'],
  refuse: (value) => (typeof value === 'bigint' ? refuseWide(value) : refuseLoneSurrogate(value)),
  // hyparquet takes a byte order mark off the names that it reads.
  refuseName: (name) => (name.startsWith('\ufeff') ? byteOrderMark : refuseLoneSurrogate(name)),
}

const byteOrderMark: Refusal = { why: 'it starts with a byte order mark', hint: 'Name the column without it.' }

function refuseWide(value: bigint): Refusal | undefined {
  if (BigInt.asIntN(64, value) === value) return undefined
  return { why: 'it does not fit 64 bits', hint: 'Turn it into text, or store the asset with `csv()` or `ndjson()`.' }
}

/** At least one, so that the columns of a table without rows are there. */
function* groupsOf(batch: ColumnBatch): Generator<ColumnBatch> {
  for (let start = 0; start === 0 || start < batch.length; start += rowGroupSize) {
    yield batch.slice(start, start + rowGroupSize)
  }
}

/** A file in pieces, one for each row group. While one is written, the pages of the next are compressed. */
async function* fileOf(batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>): AsyncGenerator<Uint8Array> {
  let file: ParquetFile | undefined
  let waiting: Promise<RowGroup> | undefined
  for await (const batch of batches) {
    file ??= new ParquetFile(batch.columns)
    const next = rowGroup(batch)
    if (waiting) yield file.write(await waiting)
    waiting = next
  }
  if (file && waiting) yield file.write(await waiting)
  if (file) yield file.end()
}
