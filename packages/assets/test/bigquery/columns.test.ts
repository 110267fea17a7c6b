import { ColumnBatch, columnar, stream } from '@headwater/assets'
import { asset } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import type { Staged, Store } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Row = z.object({
  s: z.string().nullable(),
  f: z.number(),
  i: z.int(),
  b: z.bigint().nullable(),
  t: z.boolean(),
  d: z.date(),
  j: z.array(z.number()),
  o: z.string().optional(),
})
const rowOf = (n: number): z.infer<typeof Row> => ({
  s: n % 3 === 0 ? null : `row ${n} ä`,
  f: n === 1 ? -0 : n / 3,
  i: n,
  b: n % 5 === 0 ? null : BigInt(n) ** 8n,
  t: n % 2 === 0,
  d: new Date(n * 86_400_000 - 1),
  j: [n],
  ...(n % 2 === 0 && { o: 'x' }),
})
const rows = (count: number) => Array.from({ length: count }, (_, n) => rowOf(n))
const rowSchema = rowSchemaOf(z.array(Row))
const at = (partition: string | null = null, run = 1) => placeOf('market/prices', partition, attemptOf(run), rowSchema)
const readAt = { asset: 'market/prices', partition: null }
const Columns = columnar(z.array(Row))

async function batchesOf(store: Store, staged: Staged | undefined) {
  const found: ColumnBatch[] = []
  const pieces = store.pieces?.(staged?.location ?? {}, { ...readAt, as: 'columns', dataVersion: staged?.dataVersion })
  for await (const piece of pieces ?? []) found.push(piece as ColumnBatch)
  return found
}

describe('columns in BigQuery', () => {
  it('are stored as rows are, with the same data version, and come back as columns', async () => {
    const { store } = await Bench.of(file)
    const value = rows(20_000)
    const [ofRows] = await store.stage([{ value, at: at() }])
    const [ofColumns] = await store.stage([{ value: Columns.from(value), at: at() }])
    expect(ofColumns?.dataVersion).toBe(ofRows?.dataVersion)
    const [published] = await store.publish(ofColumns ? [ofColumns] : [], attemptOf(1))
    const { value: back } = await store.read(published?.location ?? {}, { ...readAt, as: 'columns' })
    expect(back).toBeInstanceOf(ColumnBatch)
    expect([...(back as ColumnBatch)]).toEqual(value)
    expect((await store.read(published?.location ?? {}, readAt)).value).toEqual(value)
  })

  it('are read page by page', async () => {
    const { store } = await Bench.of(file)
    const value = rows(25_000)
    const [published] = await store.publish(await store.stage([{ value, at: at() }]), attemptOf(1))
    const batches = await batchesOf(store, published)
    expect(batches.map(({ length }) => length)).toEqual([10_000, 10_000, 5000])
    expect(batches.flatMap((batch) => [...batch])).toEqual(value)
    const moved = published && { ...published, dataVersion: 'another' }
    expect((await errorOf(batchesOf(store, moved))).code).toBe('INPUT_MOVED')
  })

  it('of whole numbers beyond 2^53 are bigints', async () => {
    const { warehouse, rows: query, dataset } = await openedWide()
    await query('CREATE TABLE wide AS SELECT 1 AS n UNION ALL SELECT 9007199254740993')
    const location = { dataset, table: 'wide', partition: null }
    const { value } = await warehouse.store.read(location, { asset: 'wide', partition: null, as: 'columns' })
    expect([...(value as ColumnBatch)].toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(
      expect.arrayContaining([{ n: 1n }, { n: 9007199254740993n }]),
    )
  })

  const openedWide = async () => {
    const bench = await Bench.of(file)
    return { warehouse: bench.warehouse, dataset: bench.dataset, rows: (sql: string) => bench.rows(sql) }
  }
})

describe('streams in BigQuery', () => {
  const Wide = z.object({ n: z.int(), text: z.string() })
  const place = placeOf('market/wide', null, attemptOf(1), rowSchemaOf(z.array(Wide)))
  /** Some 50 MB that no compression makes less. */
  async function* wide() {
    for (let start = 0; start < 3500; start += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => ({
        n: start + index,
        text: randomBytes(15_000).toString('base64'),
      }))
      yield columnar(z.array(Wide)).from(rows)
    }
  }

  it('are loaded as they come, by a job for each 32 MB, and are one value', async () => {
    const { store } = await Bench.of(file)
    const batches: ColumnBatch<z.infer<typeof Wide>>[] = []
    for await (const batch of wide()) batches.push(batch)
    const value = batches.flatMap((batch) => [...batch])
    const again = async function* () {
      yield* batches
    }
    const [staged] = await store.stage([{ value: again(), at: place }])
    const { value: back } = await store.read(staged?.location ?? {}, { asset: 'market/wide', partition: null })
    expect([staged?.rows, back]).toEqual([3500, value])
  })

  it('are no half of a table where one of the jobs fails', async () => {
    const { store, client, dataset } = await Bench.of(file)
    const match = { method: 'POST', path: '/upload/' }
    file.server().faults.next({ do: 'delay', match })
    file.server().faults.next({ do: 'denied', match })
    expect((await errorOf(store.stage([{ value: wide(), at: place }]))).code).toBe('BIGQUERY_ACCESS_DENIED')
    expect((await client.dataset(dataset).getTables())[0]).toEqual([])
  })

  it('that fail half-way leave nothing behind', async () => {
    const { store, client, dataset } = await Bench.of(file)
    async function* broken() {
      yield Columns.from(rows(20_000))
      throw new Error('no more')
    }
    await expect(store.stage([{ value: broken(), at: at() }])).rejects.toThrow('no more')
    async function* wrong() {
      yield rows(20_000)
      yield [{ ...rowOf(0), f: 'x' }]
    }
    const error = await errorOf(store.stage([{ value: wrong(), at: at('p') }]))
    expect(error.message).toContain('row 20000 of partition `p`, column `f` is "x"')
    expect((await client.dataset(dataset).getTables())[0]).toEqual([])
  })

  it('and columns are values of assets, for whoever reads them', async () => {
    const { warehouse } = await Bench.of(file)
    const Stream = stream(z.array(Row))
    const streamed = asset('a/stream', { schema: Stream, io: warehouse.table() }, () => Stream.from(rows(12_000)))
    const held = asset(
      'a/held',
      { deps: { streamed }, schema: Columns, io: warehouse.table() },
      async ({ streamed }) => {
        const found: z.infer<typeof Row>[] = []
        for await (const batch of streamed) found.push(...batch)
        return Columns.from(found.slice(0, 100))
      },
    )
    const project = projectOf([streamed, held])
    await makeAll(project)
    expect([...(await project.load(held))]).toEqual(rows(100))
  })
})
