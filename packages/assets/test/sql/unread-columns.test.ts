import { asset, columns, daily, every, memoryState, type Project, sqliteState } from '@headwater/core'
import { duckdb, sqlAsset } from '@headwater/assets'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { madeBy, makeAll, projectOf } from '../project-of-test.ts'

const Price = z.object({ symbol: z.string(), close: z.number(), open: z.number(), volume: z.number() })
const Close = z.object({ symbol: z.string(), twice: z.number() })
type Prices = readonly z.output<typeof Price>[]

const before: Prices = [
  { symbol: 'A', close: 10, open: 9, volume: 100 },
  { symbol: 'B', close: 20, open: 21, volume: 200 },
]
const otherVolume: Prices = before.map((row) => ({ ...row, volume: row.volume + 1 }))

/** Prices whose rows the test gives, under a code version that stays. */
function market(warehouse = duckdb({ path: scratchOfTest().path }), codeVersion = '1') {
  const given = { rows: before }
  const prices = asset('prices', { schema: z.array(Price), io: warehouse.table(), codeVersion }, () => given.rows)
  const closes = sqlAsset('closes', { warehouse, deps: { prices }, row: Close, write: { mode: 'replace' } }, (db) =>
    db.selectFrom('prices').select(({ eb }) => ['symbol', eb('close', '*', 2).as('twice')]),
  )
  return { warehouse, given, prices, closes }
}

/** Makes the prices anew, and then whatever that made stale. */
async function change(project: Project, given: { rows: Prices }, rows: Prices): Promise<object> {
  given.rows = rows
  await project.materialize('prices', { force: true })
  return makeAll(project)
}

describe('columns that a reader does not read', () => {
  test('may change without its being made again, and the plan and `why` say so', async () => {
    const { given, prices, closes } = market()
    const project = projectOf([prices, closes])
    await makeAll(project)
    given.rows = otherVolume
    await project.materialize('prices', { force: true })
    const plan = await project.plan('*')
    expect(plan.steps).toEqual([])
    expect(plan.skips.map(({ asset, reason }) => `${asset}: ${reason}`)).toEqual([
      'prices: up to date',
      'closes: up to date: only columns that it does not read changed in `prices`',
    ])
    const why = await project.why('closes')
    expect(why).toMatchObject({ status: 'fresh', inputs: [{ changed: false, unread: ['open', 'volume'] }] })
    const [status] = (await project.status('closes')).values()
    expect(status).toMatchObject({ status: 'fresh' })
  })

  test('are compared with what was read, however often they change after that', async () => {
    const { given, prices, closes } = market()
    const project = projectOf([prices, closes])
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({})
    const otherOpen = otherVolume.map((row) => ({ ...row, open: 1 }))
    expect(await change(project, given, otherOpen)).toEqual({})
    const otherClose = otherOpen.map((row) => ({ ...row, close: row.close + 1 }))
    expect(await change(project, given, otherClose)).toEqual({ closes: 1 })
    expect(await project.load(closes)).toEqual([
      { symbol: 'A', twice: 22 },
      { symbol: 'B', twice: 42 },
    ])
    expect(await change(project, given, otherClose.toReversed())).toEqual({ closes: 1 })
  })

  test('do not include how many rows there are, nor which cells stand together', async () => {
    const { warehouse, given, prices, closes } = market()
    const count = sqlAsset(
      'count',
      { warehouse, deps: { prices }, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
      (_, { sql, tables: { prices } }) => sql`select count(*)::double as n from ${prices}`,
    )
    const project = projectOf([prices, closes, count])
    await makeAll(project)
    const swapped = before.map((row, index) => ({ ...row, close: before[1 - index]?.close ?? 0 }))
    expect(await change(project, given, swapped)).toEqual({ closes: 1 })
    expect(await change(project, given, [...swapped, ...swapped.slice(1)])).toEqual({ closes: 1, count: 1 })
  })

  test('cut a step off in the run that changes them', async () => {
    const { warehouse, given, prices, closes } = market()
    const state = memoryState()
    await makeAll(projectOf([prices, closes], { state }))
    given.rows = otherVolume
    const anew = market(warehouse, '2')
    anew.given.rows = otherVolume
    const { steps } = await projectOf([anew.prices, anew.closes], { state }).materialize('*')
    expect(steps).toMatchObject([
      { step: 'prices', made: 1 },
      { step: 'closes', made: 0, cutOff: 1 },
    ])
  })

  test('are those of functions that declare theirs; others read all', async () => {
    const { warehouse, given, prices } = market()
    const Symbol = z.object({ symbol: z.string() })
    const spec = { deps: { prices }, schema: z.array(Symbol), io: warehouse.table() }
    const picked = asset('picked', { ...spec }, columns.from({ prices }).pick('symbol'))
    const declared = asset(
      'declared',
      { ...spec, columns: ({ prices }, { made }) => made({ symbol: prices.symbol }, { filter: [prices.open] }) },
      ({ prices }) => prices.filter(({ open }) => open > 10).map(({ symbol }) => ({ symbol })),
    )
    const undeclared = asset('undeclared', spec, ({ prices }) => prices.map(({ symbol }) => ({ symbol })))
    const project = projectOf([prices, picked, declared, undeclared])
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({ undeclared: 1 })
    const otherOpen = otherVolume.map((row) => ({ ...row, open: row.open + 5 }))
    expect(await change(project, given, otherOpen)).toEqual({ declared: 1, undeclared: 1 })
  })

  test('are none where another declaration says what is read, though the code is the same', async () => {
    const { warehouse, given, prices } = market()
    const Symbol = z.object({ symbol: z.string() })
    const spec = { deps: { prices }, schema: z.array(Symbol), io: warehouse.table(), codeVersion: '1' }
    const dear = ({ prices }: { readonly prices: Prices }) =>
      prices.filter(({ volume }) => volume > 200).map(({ symbol }) => ({ symbol }))
    const wrong = asset('dear', { ...spec, columns: ({ prices }, { made }) => made({ symbol: prices.symbol }) }, dear)
    const right = asset(
      'dear',
      { ...spec, columns: ({ prices }, { made }) => made({ symbol: prices.symbol }, { filter: [prices.volume] }) },
      dear,
    )
    const state = memoryState()
    const project = projectOf([prices, wrong], { state })
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({})
    const corrected = projectOf([prices, right], { state })
    expect(await makeAll(corrected)).toEqual({ dear: 1 })
    expect(await corrected.load(right)).toEqual([{ symbol: 'B' }])
  })

  test('are none where the upstream has other columns now: names in a query may mean others', async () => {
    const { warehouse, prices, closes } = market()
    const state = memoryState()
    await makeAll(projectOf([prices, closes], { state }))
    const wider = asset(
      'prices',
      {
        schema: z.array(Price.extend({ high: z.number() })),
        io: warehouse.table(undefined, { schemaChange: 'rebuild' }),
        codeVersion: '2',
      },
      () => before.map((row) => ({ ...row, high: 30 })),
    )
    const again = sqlAsset(
      'closes',
      { warehouse, deps: { prices: wider }, row: Close, write: { mode: 'replace' } },
      (db) => db.selectFrom('prices').select(({ eb }) => ['symbol', eb('close', '*', 2).as('twice')]),
    )
    expect(await makeAll(projectOf([wider, again], { state }))).toEqual({ prices: 1, closes: 1 })
  })

  test('are none where a function of the schema may make one column of another', async () => {
    const { warehouse, given } = market()
    const schema = z.array(z.preprocess((row) => row, Price))
    const prices = asset('prices', { schema, io: warehouse.table(), codeVersion: '1' }, () => given.rows)
    const symbols = asset(
      'symbols',
      { deps: { prices }, schema: z.array(z.object({ symbol: z.string() })), io: warehouse.table() },
      columns.from({ prices }).pick('symbol'),
    )
    const project = projectOf([prices, symbols])
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({ symbols: 1 })
  })

  test('are none where lineage is in doubt', async () => {
    const { warehouse, given, prices, closes } = market()
    const opaque = sqlAsset(
      'opaque',
      { warehouse, deps: { prices }, row: Close, write: { mode: 'replace' } },
      (_, { sql, tables: { prices } }) => sql`
        select symbol, close as twice from ${prices} where (select count(*) from query('select 1')) = 1`,
    )
    const project = projectOf([prices, closes, opaque])
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({ opaque: 1 })
  })
})

describe('columns that a reader does not read, by partition', () => {
  const days = daily({ start: '2024-01-01', end: '2024-01-03' })

  test('count through every mapping, and for each partition as its own query reads', async () => {
    const { folder, path } = scratchOfTest()
    const warehouse = duckdb({ path })
    const state = sqliteState({ path: join(folder, 'state.sqlite') })
    const given: { [day: string]: Prices } = {}
    const build = () => {
      const prices = asset(
        'prices',
        { partitions: days, schema: z.array(Price), io: warehouse.table(), codeVersion: '1' },
        (_, { partition }) => given[partition] ?? before,
      )
      const all = sqlAsset(
        'all',
        {
          warehouse,
          deps: { prices: every(prices) },
          row: z.object({ total: z.number() }),
          write: { mode: 'replace' },
        },
        (db) => db.selectFrom('prices').select(({ fn }) => fn.sum<number>('close').as('total')),
      )
      const some = sqlAsset(
        'some',
        { warehouse, deps: { prices }, partitions: days, row: Close, write: { mode: 'replace' } },
        (db, { partition }) =>
          db.selectFrom('prices').select(['symbol', partition === '2024-01-02' ? 'volume as twice' : 'open as twice']),
      )
      return [prices, all, some]
    }
    await makeAll(projectOf(build(), { state }))
    for (const day of ['2024-01-01', '2024-01-02']) given[day] = otherVolume
    // Another process, which knows only what is recorded.
    const project = projectOf(build(), { state: sqliteState({ path: join(folder, 'state.sqlite') }) })
    await project.materialize('prices', { force: true })
    expect(madeBy(await project.materialize('*'))).toEqual({ some: 1 })
    given['2024-01-03'] = before.map((row) => ({ ...row, close: 7 }))
    await project.materialize('prices', { force: true })
    expect(madeBy(await project.materialize('*'))).toEqual({ all: 1 })
  })

  test('count in tables that rows are added to', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const { given, prices } = market(warehouse)
    const merged = sqlAsset(
      'merged',
      { warehouse, deps: { prices }, row: Price, write: { mode: 'merge', on: ['symbol'] } },
      (db) => db.selectFrom('prices').selectAll(),
    )
    const closes = sqlAsset('closes', { warehouse, deps: { merged }, row: Close, write: { mode: 'replace' } }, (db) =>
      db.selectFrom('merged').select(['symbol', 'close as twice']),
    )
    const project = projectOf([prices, merged, closes], { state: memoryState() })
    await makeAll(project)
    expect(await change(project, given, otherVolume)).toEqual({ merged: 1 })
    // A row that is merged comes after those that were there, and readers see their order.
    expect(await change(project, given, before.slice(0, 1))).toEqual({ merged: 1, closes: 1 })
  })
})
