import { isDeepStrictEqual } from 'node:util'
import { asset } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import { arrow, batches, type ColumnBatch, columnar, stream } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scannedAtOnce } from '../../src/tables/table-session.ts'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { engines, stages } from './engines.ts'

const Row = z.object({
  id: z.int(),
  close: z.number().nullable(),
  at: z.date(),
  symbol: z.string().optional(),
  big: z.bigint(),
  open: z.boolean(),
})
type Row = z.output<typeof Row>
const rowAt = (id: number): Row => ({
  id,
  close: id % 3 ? id + 0.5 : null,
  at: new Date(id * 1000),
  ...(id % 2 && { symbol: `s${id % 5}` }),
  big: 2n ** 60n + BigInt(id),
  open: id % 4 === 0,
})
const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => rowAt(id))
const Columns = columnar(z.array(Row))
const Stream = stream(z.array(Row))
const Nested = z.array(Row.extend({ tags: z.array(z.string()) }))
const rowSchema = rowSchemaOf(Nested)

/** More than are read at once. */
const many = scannedAtOnce + 4000

async function read<R>(batches: AsyncIterable<Iterable<R>>): Promise<{ readonly rows: R[]; readonly pieces: number }> {
  const rows: R[] = []
  let pieces = 0
  for await (const batch of batches) {
    for (const row of batch) rows.push(row)
    pieces += 1
  }
  return { rows, pieces }
}

describe.each(engines)('streams in $name', ({ open }) => {
  const noStages = [{ n: expect.toSatisfy((n) => Number(n) === 0) }]

  test('make the table that rows make, and are read piece by piece as they were', async () => {
    const { warehouse, rows: ask } = await open()
    const made = rowsOf(many)
    const streamed = asset('streamed', { schema: Stream, io: warehouse.table() }, () => Stream.from(made))
    const deps = { streamed, views: batches(streamed), table: arrow(streamed) }
    const seen = asset('seen', { deps, schema: z.any() }, async ({ streamed, views, table }) => {
      const ids = []
      for await (const view of views) for (const id of view.getChild('id') ?? []) ids.push(id)
      return { ...(await read(streamed)), ids, count: table.numRows }
    })
    const project = projectOf([streamed, seen])
    await makeAll(project)
    const { rows, pieces, ids, count } = await project.load(seen)
    expect(pieces).toBeGreaterThan(1)
    expect(isDeepStrictEqual(rows, made)).toBe(true)
    expect([ids.length, ids[many - 1], count]).toEqual([many, many - 1, many])
    expect(await ask(stages)).toMatchObject(noStages)
  })

  test('have the data versions of their rows, however they are cut, also where several make one table', async () => {
    const { store } = (await open()).warehouse
    const made = rowsOf(9000).map((row) => ({ ...row, tags: row.id % 7 ? [] : ['a', `${row.id}`] }))
    const cut = async function* () {
      yield* [made.slice(0, 10), [], columnar(Nested).from(made.slice(10, 8000)), made.slice(8000)]
    }
    const at = (partition: string, run: number) => placeOf('market/px', partition, attemptOf(run), rowSchema)
    const whole = await store.stage([
      { value: made, at: at('a', 1) },
      { value: made.slice(5), at: at('b', 1) },
      { value: [], at: at('c', 1) },
    ])
    const streamed = await store.stage([
      { value: cut(), at: at('a', 2) },
      { value: stream(Nested).from(made.slice(5)), at: at('b', 2) },
      { value: Stream.from([]), at: at('c', 2) },
    ])
    const told = whole.map(({ dataVersion, rows }) => ({ dataVersion, rows }))
    expect(streamed.map(({ dataVersion, rows }) => ({ dataVersion, rows }))).toEqual(told)
    const published = await store.publish(streamed, attemptOf(2))
    expect(published.map(({ dataVersion, rows }) => ({ dataVersion, rows }))).toEqual(told)
    const { location } = published[1]!
    const pieces = store.pieces?.(location, { asset: 'market/px', partition: 'b', as: 'columns' })
    expect((await read(pieces as AsyncIterable<ColumnBatch<Row>>)).rows).toStrictEqual(made.slice(5))
  })

  test('leave nothing behind when a batch is refused, by the schema or by the table', async () => {
    const { warehouse, rows: ask } = await open()
    const io = warehouse.table()
    const refused = asset('refused', { schema: stream(z.array(Row.extend({ id: z.int().max(39_999) }))), io }, () =>
      Stream.from(rowsOf(50_000)),
    )
    const Big = stream(z.array(z.object({ big: z.bigint() })))
    const unstorable = asset('unstorable', { schema: Big, io }, () =>
      Big.from(Array.from({ length: 50_000 }, (_, id) => ({ big: id === 40_000 ? 10n ** 40n : 1n }))),
    )
    const { failures } = await projectOf([refused, unstorable]).materialize('*')
    const problems = Object.fromEntries(failures.map(({ asset, problem }) => [asset, problem]))
    expect(problems['refused']).toMatchObject({
      code: 'VALUE_REFUSED',
      message: expect.stringContaining('row 40001, column `id`'),
    })
    expect(problems['unstorable']).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining('row 40000, column `big`'),
    })
    expect(await ask(stages)).toMatchObject(noStages)
  })

  test('end with an error where recovery takes their run for dead, and leave nothing behind', async () => {
    const { warehouse, rows: ask } = await open()
    const { store } = warehouse
    const [begun, swept] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = async function* () {
      yield Columns.from(rowsOf(10))
      begun.resolve()
      await swept.promise
    }
    const at = placeOf('market/px', null, attemptOf(1), rowSchemaOf(z.array(Row)))
    const staging = store.stage([{ value: slow(), at }])
    await begun.promise
    expect(await store.sweep(attemptOf(1).runId, 'market/px', [])).toBe(1)
    swept.resolve()
    await expect(staging).rejects.toMatchObject({ code: expect.stringMatching(/_FAILED$/) })
    expect(await ask(stages)).toMatchObject(noStages)
  })

  test('are refused while they are read when the table was written again', async () => {
    const { store } = (await open()).warehouse
    const at = (run: number) => placeOf('market/px', null, attemptOf(run), rowSchemaOf(z.array(Row)))
    const publish = async (count: number, run: number) =>
      (await store.publish(await store.stage([{ value: rowsOf(count), at: at(run) }]), attemptOf(run)))[0]!
    const { location, dataVersion } = await publish(5, 1)
    const pieces = store.pieces?.(location, { asset: 'market/px', partition: null, as: 'columns', dataVersion })
    expect((await read(pieces as AsyncIterable<ColumnBatch>)).rows).toHaveLength(5)
    await publish(6, 2)
    await expect(read(pieces as AsyncIterable<ColumnBatch>)).rejects.toMatchObject({ code: 'INPUT_MOVED' })
  })
})

test.each(engines.filter(({ name }) => name !== 'redshift'))(
  'a stream in $name can be made of one in the same database, which is open to others meanwhile',
  async ({ open }) => {
    const { warehouse } = await open()
    const io = warehouse.table()
    const source = asset('source', { schema: Stream, io }, () => Stream.from(rowsOf(many)))
    const other = asset('other', { schema: Columns, io }, () => Columns.from(rowsOf(3)))
    const copy = asset('copy', { deps: { source }, schema: Stream, io }, async function* ({ source }) {
      for await (const batch of source) {
        // As another step of the run might.
        expect((await projectOf([other]).materialize('*')).ok).toBe(true)
        yield batch
      }
    })
    const project = projectOf([source, copy])
    await makeAll(project)
    expect(isDeepStrictEqual((await read(await project.load(copy))).rows, rowsOf(many))).toBe(true)
  },
)
