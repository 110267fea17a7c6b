import {
  type Asset,
  asset,
  daily,
  defineProject,
  every,
  memoryState,
  monthly,
  moved,
  type Partitions,
} from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sqlAsset } from '../../src/sql/index.ts'
import { errorOf } from '../duckdb/scratch.ts'
import { type Engine, engines } from './engines.ts'

const days = daily({ start: '2024-01-01', end: '2024-01-10' })
const Row = z.object({ day: z.string(), close: z.number() })
type Prices<P extends Partitions> = Asset<readonly z.infer<typeof Row>[], P>

/** A warehouse and a state that outlive the releases of a project. */
async function warehouseOfTest(engine: Engine) {
  const { warehouse, database, rows } = await engine.open()
  const state = memoryState()
  const calls: string[] = []
  const pricesIn = <const P extends Partitions>(key: string, partitions: P): Prices<P> =>
    asset(
      key,
      { schema: z.array(Row), io: warehouse.table(), codeVersion: '1', partitions } as never,
      ((_: unknown, { partition }: { readonly partition: string }) => {
        calls.push(`${key} ${partition}`)
        return [{ day: partition, close: calls.length }]
      }) as never,
    ) as never
  const release = (assets: readonly object[], moves: Parameters<typeof defineProject>[0]['moves'] = []) =>
    defineProject({ assets: assets as never, state, moves, environment: {} })
  return { warehouse, database, pricesIn, release, rows, calls }
}

function countIn(of: Awaited<ReturnType<typeof warehouseOfTest>>, prices: Prices<typeof days>) {
  return sqlAsset(
    'count',
    {
      warehouse: of.warehouse,
      deps: { prices: every(prices) },
      row: z.object({ days: z.number() }),
      write: { mode: 'replace' },
    },
    (_, { sql, tables }) =>
      sql`select count(distinct ${tables.prices}.day)::double precision as days from ${tables.prices}` as never,
  )
}

describe.each(engines)('a table whose asset was renamed in $name', (engine) => {
  it('keeps its rows where they are; queries and functions see them together with those in the new table', async () => {
    const of = await warehouseOfTest(engine)
    const listing = (prices: Prices<typeof days>) =>
      asset(
        'listing',
        { schema: z.array(Row), io: of.warehouse.table(), codeVersion: '1', deps: { all: every(prices) } },
        (of) => [...of.all.values()].flat(),
      )
    const before = of.pricesIn('market/before', days)
    await of
      .release([before, countIn(of, before), listing(before)])
      .materialize('*', { partitions: '2024-01-01..2024-01-03' })
    const after = of.pricesIn('market/after', days)
    const project = of.release(
      [after, countIn(of, after), listing(after)],
      [moved({ from: 'market/before', to: after })],
    )
    expect((await project.plan('*', { partitions: '2024-01-01..2024-01-03' })).steps).toEqual([])
    expect((await project.materialize('*', { partitions: '2024-01-01..2024-01-05' })).ok).toBe(true)
    expect(of.calls.length).toBe(5)
    expect(await project.loadByKey('count')).toEqual([{ days: 5 }])
    expect(await project.load(after, '2024-01-01')).toEqual([{ day: '2024-01-01', close: 1 }])
    expect(await of.rows('select day from market.after order by 1')).toEqual([
      { day: '2024-01-04' },
      { day: '2024-01-05' },
    ])
    expect(await project.loadByKey('listing')).toHaveLength(5)
    await project.materialize('market/after', { partitions: '2024-01-02', force: true })
    await project.materialize('*', { partitions: '2024-01-01..2024-01-05' })
    expect(await project.loadByKey('count')).toEqual([{ days: 5 }])
    expect((await project.plan('*', { partitions: '2024-01-01..2024-01-05' })).steps).toEqual([])
  })
})

describe.each(engines)('a table whose asset is cut otherwise in $name', (engine) => {
  it('keeps the rows of days beside those of months, readable by their keys', async () => {
    const of = await warehouseOfTest(engine)
    await of.release([of.pricesIn('market/prices', days)]).materialize('*', { partitions: '2024-01-01..2024-01-03' })
    const prices = of.pricesIn('market/prices', monthly({ start: '2024-01', end: '2024-02' }))
    const project = of.release([prices])
    await project.materialize('*')
    expect(await project.load(prices, '2024-01')).toEqual([{ day: '2024-01', close: 4 }])
    expect(await project.loadByKey('market/prices', '2024-01-03')).toEqual([{ day: '2024-01-03', close: 3 }])
  })

  it('has to be dropped by hand where it had no partitions, and the mistake says so', async () => {
    const of = await warehouseOfTest(engine)
    const whole = asset('market/prices', { schema: z.array(Row), io: of.warehouse.table(), codeVersion: '1' }, () => [])
    await of.release([whole]).materialize('*')
    const project = of.release([of.pricesIn('market/prices', days)])
    const run = await project.materialize('*', { partitions: '2024-01-01' })
    expect(run.failures[0]?.problem).toMatchObject({
      code: 'TABLE_COLUMNS_CHANGED',
      hint: expect.stringContaining('drop table'),
    })
    await of.database.use((session) => session.run('drop table market.prices'))
    expect((await project.materialize('*', { partitions: '2024-01-01' })).ok).toBe(true)
  })
})

describe.each(engines)('wiping tables in $name', (engine) => {
  it('deletes the rows of partitions, and the table with the last of them', async () => {
    const of = await warehouseOfTest(engine)
    const prices = of.pricesIn('market/prices', days)
    const project = of.release([prices, countIn(of, prices)])
    await project.materialize('*', { partitions: '2024-01-01..2024-01-03' })
    await project.wipe('market/prices', { partitions: '2024-01-02', deletes: true })
    expect(await of.rows('select day from market.prices order by 1')).toEqual([
      { day: '2024-01-01' },
      { day: '2024-01-03' },
    ])
    expect((await errorOf(project.load(prices, '2024-01-02'))).code).toBe('NOT_MATERIALIZED')
    await project.materialize('count')
    expect(await project.loadByKey('count')).toEqual([{ days: 2 }])
    await project.wipe('*', { deletes: true })
    expect(
      await of.rows(
        "select table_name from information_schema.tables where table_schema in ('market', 'main', 'public')",
      ),
    ).toEqual([])
    expect(await of.rows('select count(*)::int as n from _headwater.commits')).toEqual([{ n: 0 }])
    expect((await project.prune()).values).toEqual([])
    expect((await project.materialize('*', { partitions: '2024-01-01..2024-01-03' })).ok).toBe(true)
    expect(await project.loadByKey('count')).toEqual([{ days: 3 }])
  })

  it('forgets rows without deleting them, and makes them again in their place', async () => {
    const of = await warehouseOfTest(engine)
    const prices = of.pricesIn('market/prices', days)
    const project = of.release([prices, countIn(of, prices)])
    await project.materialize('*', { partitions: '2024-01-01..2024-01-03' })
    await project.wipe('market/prices', { partitions: '2024-01-02' })
    expect(await of.rows('select count(*)::int as n from market.prices')).toEqual([{ n: 3 }])
    await project.materialize('count')
    expect(await project.loadByKey('count')).toEqual([{ days: 2 }])
    await project.materialize('*', { partitions: '2024-01-01..2024-01-03' })
    expect(await of.rows('select count(*)::int as n from market.prices')).toEqual([{ n: 3 }])
  })

  it('drops a view', async () => {
    const of = await warehouseOfTest(engine)
    const whole = asset('market/prices', { schema: z.array(Row), io: of.warehouse.table(), codeVersion: '1' }, () => [
      { day: 'd', close: 1 },
    ])
    const view = sqlAsset(
      'market/seen',
      { warehouse: of.warehouse, deps: { whole }, row: Row, write: { mode: 'view' } },
      (db) => db.selectFrom('whole').selectAll(),
    )
    const project = of.release([whole, view])
    await project.materialize('*')
    await project.wipe('market/seen', { deletes: true })
    expect(await of.rows("select table_name from information_schema.views where table_schema = 'market'")).toEqual([])
    expect(await project.loadByKey('market/prices')).toHaveLength(1)
  })
})
