import { rowSchemaOf } from '@headwater/core/extend'
import type { SqlWarehouse, StageQuery, Write } from '../../src/sql/index.ts'
import type { z } from 'zod'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'

/** A database of a test, and how it is asked in SQL. */
interface Opened {
  readonly warehouse: SqlWarehouse
  readonly rows: (sql: string) => Promise<readonly object[]>
}

/** Assets in one database that are written from rows by a write mode, run after run. */
export async function writeBench<R extends object>(
  engine: { readonly open: () => Promise<Opened> },
  row: z.ZodType<R>,
  write: Write<keyof R & string>,
) {
  const opened = await engine.open()
  const { warehouse } = opened
  const { store } = warehouse
  const rowSchema = rowSchemaOf(row) ?? null
  let runs = 0
  const stage = async (asset: string, rows: readonly R[], partition: string | null = null) => {
    runs += 1
    const query: StageQuery = {
      at: placeOf(asset, partition, attemptOf(runs), rowSchema),
      sql: 'select * from made',
      parameters: [],
      sources: { made: { kind: 'rows', rows, rowSchema } },
      write,
    }
    const [staged] = await warehouse.stageQueries([query])
    if (!staged) throw new Error('nothing was staged')
    return { staged, attempt: attemptOf(runs) }
  }
  const publish = async (asset: string, rows: readonly R[], partition: string | null = null) => {
    const { staged, attempt } = await stage(asset, rows, partition)
    const [published] = await store.publish([staged], attempt)
    if (!published) throw new Error('nothing was published')
    const read = await store.read(published.location, { asset, partition, rowSchema })
    return { rows: read.value as readonly R[], dataVersion: published.dataVersion, count: published.rows }
  }
  return {
    ...opened,
    store,
    stage,
    publish,
    /** Publishes one batch after another, and answers with what the table then holds. */
    publishAll: async (asset: string, batches: readonly (readonly R[])[]) => {
      let last = await publish(asset, [])
      for (const batch of batches) last = await publish(asset, batch)
      return last
    },
  }
}
