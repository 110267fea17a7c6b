import type { FileHandle } from 'node:fs/promises'
import type { AboutContent, Encoded, FileToRead, ObjectFormat, StageAt } from '@headwater/core/io'
import type { ColumnBatch } from '../columns/column-batch.ts'
import { concatBatches } from '../columns/concat-batches.ts'
import { batchOfRecords } from '../columns/from-arrow.ts'
import { plainText } from '../columns/plain-text.ts'
import { type Arrow, toArrow } from '../columns/to-arrow.ts'
import { loadPeer } from '../load-peer.ts'
import { batchOf } from './batch-of.ts'
import { type ColumnRules, type Refusal, refuseLoneSurrogate, requireColumns } from './columns.ts'
import { isStream, StreamedBatches } from './streamed-batches.ts'

/** Rows in one record batch. */
const batchRows = 65_536

/**
 * Arrow IPC files (arrow.apache.org/docs/format/Columnar.html#ipc-file-format), uncompressed: the memory of the columns as
 * it is, which pyarrow, Polars and others map without decoding. Text is Utf8, integers are Float64 and bigints Int64, dates
 * Timestamp in milliseconds, nested values JSON text; what they are is noted in the metadata of the schema. Files of other
 * writers come back as `batchOfRecords` says; the stream format is read too. Needs the package `apache-arrow`.
 */
export const arrowFormat: ObjectFormat = {
  name: 'Arrow',
  extension: 'arrow',
  encode,
  decode,
  decodePieces,
}

async function encode(value: unknown, at: StageAt): Promise<Encoded> {
  const arrow = await loadArrow()
  if (isStream(value)) {
    const batches = new StreamedBatches(value, { at, rules, rowsAtOnce: batchRows })
    return { content: fileOf(arrow, batches), ended: () => ({ rows: batches.rows }) }
  }
  const batch = batchOf(value, at, rules)
  requireColumns({ columns: batch.columns, rows: batch.length }, at, rules.format)
  return { content: fileOf(arrow, slicesOf(batch)), rows: batch.length }
}

async function decode(content: Buffer, about: AboutContent): Promise<unknown> {
  const arrow = await loadArrow()
  const batches = Array.from(arrow.RecordBatchReader.from(content), (records) => batchOfRecords(arrow, records))
  const batch = concatBatches(batches)
  return about.as === 'columns' ? batch : [...batch]
}

async function* decodePieces(file: FileToRead): AsyncGenerator<ColumnBatch> {
  const arrow = await loadArrow()
  const reader = await arrow.RecordBatchReader.from(handleOf(file))
  for await (const records of await reader.open()) yield batchOfRecords(arrow, records)
}

/** What apache-arrow asks of a `FileHandle` of node:fs: it tells them by their `fd`. */
function handleOf(file: FileToRead): FileHandle {
  return {
    fd: -1,
    stat: async () => ({ size: file.byteLength }),
    read: async (target: Uint8Array, offset: number, length: number, position: number) => {
      const bytes = await file.slice(position, position + length)
      target.set(bytes, offset)
      return { bytesRead: bytes.byteLength, buffer: target }
    },
    close: async () => undefined,
  } as unknown as FileHandle
}

const rules: ColumnRules = {
  format: 'Arrow',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes', 'json', 'null'],
  refuse: (value) =>
    typeof value === 'bigint' && BigInt.asIntN(64, value) !== value
      ? { why: 'it does not fit 64 bits', hint: 'Turn it into text, or store the asset with `csv()` or `ndjson()`.' }
      : refuseLoneSurrogate(value),
  refuseName,
}

/** apache-arrow writes no name for an empty one, and takes a byte order mark off the names that it reads. */
function refuseName(name: string): Refusal | undefined {
  if (name === '') return { why: 'it is empty', hint: 'Give the column a name.' }
  if (!name.startsWith('\ufeff')) return refuseLoneSurrogate(name)
  return { why: 'it starts with a byte order mark', hint: 'Name the column without it.' }
}

function loadArrow(): Promise<Arrow> {
  return loadPeer('apache-arrow', 'arrow()', () => import('apache-arrow'))
}

/** At least one, so that the columns of a table without rows are there. */
function* slicesOf(batch: ColumnBatch): Generator<ColumnBatch> {
  for (let start = 0; start === 0 || start < batch.length; start += batchRows) {
    yield batch.slice(start, start + batchRows)
  }
}

async function* fileOf(
  arrow: Arrow,
  batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  const sink = new (class extends arrow.AsyncByteQueue {
    override write(bytes: Uint8Array): void {
      pieces.push(bytes)
    }
  })()
  const writer = new arrow.RecordBatchFileWriter().reset(sink)
  for await (const batch of batches) {
    for (const records of toArrow(arrow, plainText(batch)).batches) writer.write(records)
    yield* pieces
    pieces = []
  }
  writer.finish()
  yield* pieces
}
