import { asset, daily, defineProject, every, memoryState } from '@headwater/core'
import { files, sqlAsset, type Write } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { errorOf } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { type Engine, engines } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Quote = z.object({ symbol: z.string(), close: z.number() })
type Quotes = readonly z.output<typeof Quote>[]

/** A table that is written from a source whose rows the test changes between two runs. */
async function bench(engine: Engine, write: Write<'symbol' | 'close'>) {
  const { warehouse } = await engine.open()
  let rows: Quotes = []
  const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => rows)
  const target = sqlAsset('target', { warehouse, deps: { source }, row: Quote, write }, (db) =>
    db.selectFrom('source').selectAll(),
  )
  const project = projectOf([source, target])
  return {
    project,
    target,
    /** Rebuilds both from these rows, and gives what the target then holds, by symbol. Fails with the code of a failure. */
    after: async (next: Quotes): Promise<Quotes> => {
      rows = next
      const { failures } = await project.materialize('*', { force: true })
      for (const { problem } of failures) throw new Error(problem.code)
      return (await project.load(target)).toSorted((a, b) => a.symbol.localeCompare(b.symbol) || a.close - b.close)
    },
  }
}

describe.each(engines)('a table made by SQL in $name', (engine) => {
  test('is replaced', async () => {
    const { after } = await bench(engine, { mode: 'replace' })
    expect(await after([{ symbol: 'A', close: 1 }])).toEqual([{ symbol: 'A', close: 1 }])
    expect(await after([{ symbol: 'B', close: 2 }])).toEqual([{ symbol: 'B', close: 2 }])
  })

  test('is appended to', async () => {
    const { after } = await bench(engine, { mode: 'append' })
    await after([{ symbol: 'A', close: 1 }])
    expect(await after([{ symbol: 'A', close: 2 }])).toEqual([
      { symbol: 'A', close: 1 },
      { symbol: 'A', close: 2 },
    ])
  })

  test('loses by delete-insert the rows whose key comes again', async () => {
    const { after } = await bench(engine, { mode: 'delete-insert', by: 'symbol' })
    await after([
      { symbol: 'A', close: 1 },
      { symbol: 'A', close: 2 },
      { symbol: 'B', close: 3 },
    ])
    expect(await after([{ symbol: 'A', close: 4 }])).toEqual([
      { symbol: 'A', close: 4 },
      { symbol: 'B', close: 3 },
    ])
  })

  test('is merged on its key', async () => {
    const { after } = await bench(engine, { mode: 'merge', on: ['symbol'] })
    await after([
      { symbol: 'A', close: 1 },
      { symbol: 'B', close: 2 },
    ])
    expect(
      await after([
        { symbol: 'B', close: 3 },
        { symbol: 'C', close: 4 },
      ]),
    ).toEqual([
      { symbol: 'A', close: 1 },
      { symbol: 'B', close: 3 },
      { symbol: 'C', close: 4 },
    ])
  })

  test('is not merged when two new rows have one key', async () => {
    const { after, project, target } = await bench(engine, { mode: 'merge', on: ['symbol'] })
    await after([{ symbol: 'A', close: 1 }])
    const twice = after([
      { symbol: 'A', close: 2 },
      { symbol: 'A', close: 3 },
    ])
    await expect(twice).rejects.toThrow('MERGE_KEY_DUPLICATE')
    expect(await project.load(target)).toEqual([{ symbol: 'A', close: 1 }])
  })

  test('keeps versions of rows, whatever the order in which they come', async () => {
    const { warehouse } = await engine.open()
    const Version = z.object({ symbol: z.string(), close: z.number(), since: z.int(), until: z.int().nullable() })
    let rows: readonly Omit<z.output<typeof Version>, 'until'>[] = []
    const schema = z.array(Version.omit({ until: true }))
    const source = asset('source', { schema, io: warehouse.table() }, () => rows)
    const history = sqlAsset(
      'history',
      {
        warehouse,
        deps: { source },
        row: Version,
        write: { mode: 'scd2', on: ['symbol'], from: 'since', to: 'until' },
      },
      (_, { sql, tables: { source } }) => sql`select *, null as until from ${source}`,
    )
    const project = projectOf([source, history])
    for (const since of [3, 1, 2, 1]) {
      rows = [{ symbol: 'A', close: since % 2, since }]
      expect((await project.materialize('*', { force: true })).failures).toEqual([])
    }
    expect(await project.load(history)).toEqual([
      { symbol: 'A', close: 0, since: 2, until: 3 },
      { symbol: 'A', close: 1, since: 1, until: 2 },
      { symbol: 'A', close: 1, since: 3, until: null },
    ])
    await project.wipe('history', { deletes: true })
  })

  test('keeps the latest of the changes that come', async () => {
    const { warehouse } = await engine.open()
    const Change = z.object({ id: z.int(), at: z.int(), gone: z.boolean(), name: z.string().nullable() })
    let rows: readonly z.output<typeof Change>[] = []
    const source = asset('source', { schema: z.array(Change), io: warehouse.table() }, () => rows)
    const customers = sqlAsset(
      'customers',
      {
        warehouse,
        deps: { source },
        row: Change,
        write: { mode: 'changes', on: ['id'], sequence: 'at', deleted: 'gone' },
      },
      (db) => db.selectFrom('source').selectAll(),
    )
    const project = projectOf([source, customers])
    for (const at of [2, 5, 3]) {
      rows = [{ id: 1, at, gone: at === 5, name: at === 5 ? null : `at ${at}` }]
      expect((await project.materialize('*', { force: true })).failures).toEqual([])
    }
    expect(await project.load(customers)).toEqual([{ id: 1, at: 5, gone: true, name: null }])
  })

  test('reaches readers again when its upstream only changes order', async () => {
    const { warehouse } = await engine.open()
    let rows = [1, 2]
    const up = asset('up', { schema: z.array(z.object({ n: z.number() })), io: warehouse.table() }, () =>
      rows.map((n) => ({ n })),
    )
    const last = asset('last', { deps: { up }, schema: z.number() }, ({ up }) => up.at(-1)?.n ?? 0)
    const sorted = sqlAsset(
      'sorted',
      { warehouse, deps: { up }, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
      (db) => db.selectFrom('up').selectAll(),
    )
    const least = asset('least', { deps: { sorted }, schema: z.number() }, ({ sorted }) => sorted.at(0)?.n ?? 0)
    const project = projectOf([up, last, sorted, least])
    await makeAll(project)
    expect(await project.load(last)).toBe(2)
    rows = [2, 1]
    await project.materialize(up, { force: true })
    // The rows of `sorted` come back sorted, so that they are the same as before.
    expect(await makeAll(project)).toEqual({ last: 1, sorted: 1 })
    expect(await project.load(last)).toBe(1)
  })

  test('keeps the other partitions when one is made again', async () => {
    const { warehouse } = await engine.open()
    const days = daily({ start: '2024-01-01', end: '2024-01-03' })
    let factor = 1
    const source = asset(
      'source',
      { partitions: days, schema: z.array(z.object({ day: z.string(), n: z.number() })), io: warehouse.table() },
      (_, { partition }) => [{ day: partition, n: factor }],
    )
    const target = sqlAsset(
      'target',
      {
        warehouse,
        deps: { source },
        partitions: days,
        row: z.object({ day: z.string(), n: z.number() }),
        write: { mode: 'delete-insert', by: 'day' },
      },
      (db) => db.selectFrom('source').selectAll(),
    )
    const project = projectOf([source, target])
    await makeAll(project)
    factor = 5
    await project.materialize('*', { partitions: '2024-01-02', force: true })
    const rows = await Promise.all(['2024-01-01', '2024-01-02', '2024-01-03'].map((day) => project.load(target, day)))
    expect(rows.flat().map(({ n }) => n)).toEqual([1, 5, 1])
  })
})

describe.each(engines)('a view in $name', (engine) => {
  test('shows what its upstream holds, and is made again with it', async () => {
    const { warehouse } = await engine.open()
    let close = 1
    const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close }])
    const limit = 0.5
    const view = sqlAsset(
      'view',
      { warehouse, deps: { source }, row: Quote, write: { mode: 'view' } },
      (_, { sql, tables: { source } }) => sql`select * from ${source} where ${source.close} > ${limit}`,
    )
    const reader = sqlAsset('reader', { warehouse, deps: { view }, row: Quote, write: { mode: 'replace' } }, (db) =>
      db.selectFrom('view').selectAll(),
    )
    const project = projectOf([source, view, reader])
    expect(await makeAll(project)).toEqual({ source: 1, view: 1, reader: 1 })
    close = 2
    const result = await project.materialize('*', { force: true })
    expect(result.failures).toEqual([])
    expect(await project.load(view)).toEqual([{ symbol: 'A', close: 2 }])
    expect(await project.load(reader)).toEqual([{ symbol: 'A', close: 2 }])
  })

  test('is refused over rows that are not in the warehouse', async () => {
    const { warehouse } = await engine.open()
    const source = asset(
      'source',
      { schema: z.array(Quote), io: files({ root: await temporaryFolder() }).json() },
      () => [],
    )
    const view = sqlAsset('view', { warehouse, deps: { source }, row: Quote, write: { mode: 'view' } }, (db) =>
      db.selectFrom('source').selectAll(),
    )
    const { failures } = await projectOf([source, view]).materialize('*')
    expect(failures.map(({ asset, problem }) => [asset, problem.code])).toEqual([['view', 'WRITE_MODE_UNSUPPORTED']])
  })
})

describe.each(engines)('a project in $name', (engine) => {
  test('reports all write modes that do not go with partitions', async () => {
    const { warehouse } = await engine.open()
    const source = asset('source', { schema: z.array(Quote) }, () => [])
    const days = daily({ start: '2024-01-01' })
    const history = sqlAsset(
      'history',
      {
        warehouse,
        deps: { source: every(source) },
        partitions: days,
        row: z.object({ symbol: z.string(), since: z.date(), until: z.date().nullable() }),
        write: { mode: 'scd2', on: ['symbol'], from: 'since', to: 'until' },
      },
      (_, { sql }) => sql`select 1`,
    )
    const view = sqlAsset(
      'view',
      { warehouse, deps: { source: every(source) }, partitions: days, row: Quote, write: { mode: 'view' } },
      (db) => db.selectFrom('source').selectAll(),
    )
    const define = (assets: Parameters<typeof defineProject>[0]['assets']) =>
      errorOf(Promise.resolve().then(() => defineProject({ state: memoryState(), assets })))
    expect(await define([source, history])).toMatchObject({ code: 'WRITE_MODE_UNSUPPORTED', asset: 'history' })
    const { code, message } = await define([source, history, view])
    expect(code).toBe('PROJECT_INVALID')
    expect(message).toContain('asset `history` is partitioned and written by `scd2`')
    expect(message).toContain('asset `view` is partitioned and written as a view')
  })

  test('reports columns that cannot do what versions and changes ask of them', async () => {
    const { warehouse } = await engine.open()
    const row = z.object({
      id: z.int().nullable(),
      tags: z.array(z.string()),
      since: z.int(),
      until: z.date(),
      gone: z.int(),
    })
    const versions = sqlAsset(
      'versions',
      { warehouse, deps: {}, row, write: { mode: 'scd2', on: ['id'], from: 'since', to: 'until' } },
      (_, { sql }) => sql`select 1`,
    )
    const changes = sqlAsset(
      'changes',
      { warehouse, deps: {}, row, write: { mode: 'changes', on: ['tags'], sequence: 'tags', deleted: 'gone' } },
      (_, { sql }) => sql`select 1`,
    )
    const define = (one: typeof versions) =>
      errorOf(Promise.resolve().then(() => defineProject({ state: memoryState(), assets: [one] })))
    expect((await define(versions)).message.split('\n')).toEqual([
      'asset `versions` is written by `scd2`, for which its columns do not fit:',
      '  `id` as `on` may be null; it must never be',
      '  `until` as `to` is date, and `since` as `from` is integer',
      '  `until` as `to` may not be null, which it is while a version holds',
    ])
    expect((await define(changes)).message.split('\n').slice(1)).toEqual([
      '  `tags` in `on` is nested, and cannot be compared',
      '  `tags` as `sequence` is json; it must be one of string, number, integer, bigint, date',
      '  `gone` as `deleted` is integer; it must be boolean',
    ])
  })

  test('reports a row whose schema does not tell its columns', async () => {
    const row = { '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }) } } as const
    const table = sqlAsset(
      'table',
      { warehouse: (await engine.open()).warehouse, deps: {}, row, write: { mode: 'replace' } },
      (_, { sql }) => sql`select 1 as n`,
    )
    const error = await errorOf(Promise.resolve().then(() => defineProject({ state: memoryState(), assets: [table] })))
    expect(error).toMatchObject({ code: 'TABLE_COLUMNS_UNKNOWN', asset: 'table' })
  })
})
