import type { Schema } from '@headwater/core'
import type { ColumnBatch } from './column-batch.ts'
import { batchBy, columnar } from './columnar.ts'

/** Rows in one batch that `from` makes: some megabytes. */
const rowsAtOnce = 16_384

/** A schema of rows that are never held all at once. */
export interface Streamed<R> extends Schema<AsyncIterable<ColumnBatch<R>>> {
  /** Puts rows into batches as they come. Throws as `columnar().from` does, while it is read. */
  readonly from: (rows: Iterable<NoInfer<R>> | AsyncIterable<NoInfer<R>>) => AsyncIterable<ColumnBatch<R>>
}

/**
 * The schema of an asset whose value is a stream of batches: `schema: stream(z.array(Row))`. The function gives an async
 * iterable, which is read once while it is validated and written; `from` makes one of rows. Whoever reads the asset gets an
 * async iterable that reads the store anew whenever it is iterated, batch by batch where the store can. A batch that is
 * refused, or a function that throws half-way, ends the step, and nothing of it is stored.
 *
 * Checks run on what is staged: functions get such an iterable, and those of rows (`notNull`, `unique`...) read one batch by
 * batch, or ask the database that it is staged in. Only `sqlCheck` without a database holds all rows.
 */
export function stream<R extends object>(rows: Schema<readonly R[]>): Streamed<R> {
  const batch = columnar(rows)
  return Object.freeze<Streamed<R>>({
    '~standard': { version: 1, vendor: 'headwater', validate: (value) => validated(batch, value) },
    '~table': { as: 'stream', rows, batch },
    from: (given) => batches(rows, given),
  })
}

/** What was read whole is a stream of one batch. */
function validated<R>(batch: Schema<ColumnBatch<R>>, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) return { value }
  const result = batch['~standard'].validate(value) as Validated<R> | Promise<Validated<R>>
  const once = ({ issues, value }: Validated<R>) => (issues ? { issues } : { value: streamOf(value) })
  return result instanceof Promise ? result.then(once) : once(result)
}

type Validated<R> = { readonly value?: ColumnBatch<R>; readonly issues?: readonly unknown[] | undefined }

function streamOf<R>(batch: ColumnBatch<R> | undefined): AsyncIterable<ColumnBatch<R>> {
  return {
    async *[Symbol.asyncIterator]() {
      if (batch) yield batch
    },
  }
}

async function* batches<R extends object>(
  schema: Schema<readonly R[]>,
  given: Iterable<R> | AsyncIterable<R>,
): AsyncGenerator<ColumnBatch<R>> {
  let rows: R[] = []
  let firstRow = 0
  for await (const row of given) {
    rows.push(row)
    if (rows.length < rowsAtOnce) continue
    yield batchBy(schema, rows, firstRow)
    firstRow += rows.length
    rows = []
  }
  if (rows.length > 0) yield batchBy(schema, rows, firstRow)
}
