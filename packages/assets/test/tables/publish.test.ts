import type { Staged, Store } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { type Engine, engines } from './engines.ts'

const rowSchema = rowSchemaOf(z.array(z.object({ symbol: z.string(), close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))

/** A database with its store, and the words that the tests are written in. */
async function bench(engine: Engine, schema = rowSchema) {
  const { warehouse, again, database, rows } = await engine.open()
  const { store } = warehouse
  const stage = (run: number, values: { readonly [partition: string]: unknown }, asset = 'market/prices') =>
    store.stage(
      Object.entries(values).map(([partition, value]) => ({
        value,
        at: placeOf(asset, partition || null, attemptOf(run), schema),
      })),
    )
  const publish = async (run: number, values: { readonly [partition: string]: unknown }, asset?: string) =>
    store.publish(await stage(run, values, asset), attemptOf(run))
  return { again, database, store, warehouse, stage, publish, rows }
}

const valuesOf = (store: Store, staged: readonly Staged[]) =>
  Promise.all(
    staged.map(async ({ location, asset, partition }) => (await store.read(location, { asset, partition })).value),
  )

describe.each(engines)('where tables lie in $name', (engine) => {
  it.each([
    ['market/stg_prices', undefined, 'market.stg_prices'],
    ['a/b/c', undefined, 'a.b__c'],
    ['sum', undefined, `${engine.schema}.sum`],
    ['market/stg_prices', 'analytics.prices', 'analytics.prices'],
    ['market/stg_prices', 'prices', `${engine.schema}.prices`],
  ])('%s named %s is %s', async (asset, name, expected) => {
    const { again, rows } = await bench(engine)
    const { store } = again().table(name)
    const at = placeOf(asset, null, attemptOf(1), rowSchema)
    await store?.publish(await store.stage([{ value: quotes(1), at }]), attemptOf(1))
    expect(await rows(`select symbol, close from ${expected}`)).toEqual(quotes(1))
  })

  it('is never the schema of the ledger', async () => {
    const { warehouse } = await bench(engine)
    expect(() => warehouse.tableOf('_headwater/commits')).toThrow(/Headwater keeps its own/)
  })

  it('takes names that SQL would not', async () => {
    const { store, publish } = await bench(
      engine,
      rowSchemaOf(z.array(z.object({ 'a "b" c': z.string(), order: z.string() }))),
    )
    const value = [{ 'a "b" c': "it's", order: '' }]
    expect(await valuesOf(store, await publish(1, { [String.raw`o'clock \\' \n`]: value }, 'select/from"x'))).toEqual([
      value,
    ])
  })
})

describe.each(engines)('a partitioned table in $name', (engine) => {
  it('holds the partition in a column that readers do not see', async () => {
    const { publish, rows, store } = await bench(engine)
    const published = await publish(1, { '2024-01-02': quotes(1), '2024-01-03': quotes(2, 3) })
    expect(await rows('select _partition, close from market.prices order by 1, 2')).toEqual([
      { _partition: '2024-01-02', close: 1 },
      { _partition: '2024-01-03', close: 2 },
      { _partition: '2024-01-03', close: 3 },
    ])
    expect(await valuesOf(store, published)).toEqual([quotes(1), quotes(2, 3)])
  })

  it('publishes only the partitions that are asked for', async () => {
    const { stage, store, rows } = await bench(engine)
    const staged = await stage(1, { a: quotes(1), b: quotes(2) })
    await store.publish(staged.slice(1), attemptOf(1))
    expect(await rows('select _partition, close from market.prices')).toEqual([{ _partition: 'b', close: 2 }])
  })

  it('loses the rows of a partition that is made again without any', async () => {
    const { publish, rows, store } = await bench(engine)
    await publish(1, { a: quotes(1), b: quotes(2) })
    const [emptied] = await publish(2, { a: [] })
    expect(await rows('select _partition from market.prices')).toEqual([{ _partition: 'b' }])
    expect(emptied).toMatchObject({ rows: 0, dataVersion: expect.stringMatching(/:\w{8}:0:0$/) })
    expect(await valuesOf(store, emptied ? [emptied] : [])).toEqual([[]])
  })

  it('refuses other columns, with a line for each that differs', async () => {
    const { again, publish, rows } = await bench(engine)
    await publish(1, { a: quotes(1) })
    const changed = rowSchemaOf(z.array(z.object({ symbol: z.int(), volume: z.bigint() })))
    const { store } = again()
    const staged = await store.stage([{ value: [], at: placeOf('market/prices', 'a', attemptOf(2), changed) }])
    const error = await errorOf(store.publish(staged, attemptOf(2)))
    expect(error).toMatchObject({ code: 'TABLE_COLUMNS_CHANGED', asset: 'market/prices' })
    expect(error.message.split('\n')).toEqual([
      'table `market.prices` of asset `market/prices` has other columns than the new rows:',
      `  ~ \`symbol\` ${engine.types.string} -> ${engine.types.integer}`,
      `  - \`close\` ${engine.types.number}`,
      `  + \`volume\` ${engine.types.bigint}`,
    ])
    expect(await rows('select close from market.prices')).toEqual([{ close: 1 }])
  })

  it('takes in a schema that begins to allow null', async () => {
    const { again, publish, rows } = await bench(engine)
    await publish(1, { a: quotes(1) })
    const nullable = rowSchemaOf(z.array(z.object({ close: z.number().nullable(), symbol: z.string().optional() })))
    const { store } = again()
    await store.publish(
      await store.stage([{ value: [{ close: null }], at: placeOf('market/prices', 'b', attemptOf(2), nullable) }]),
      attemptOf(2),
    )
    expect(await rows('select symbol, close from market.prices')).toEqual([
      { symbol: 'S0', close: 1 },
      { symbol: null, close: null },
    ])
  })

  it('refuses a table that was made without partitions', async () => {
    const { publish } = await bench(engine)
    await publish(1, { '': quotes(1) })
    expect((await errorOf(publish(2, { a: quotes(1) }))).message).toContain(`+ \`_partition\` ${engine.types.string}`)
  })

  it('does not serve partitions from before it was dropped', async () => {
    const { publish, store, database } = await bench(engine)
    const [old] = await publish(1, { a: quotes(1) })
    await database.use((session) => session.run('drop table market.prices'))
    expect(await errorOf(valuesOf(store, old ? [old] : []))).toMatchObject({
      code: 'VALUE_GONE',
      asset: 'market/prices',
    })
    await publish(2, { b: quotes(2) })
    expect(await errorOf(valuesOf(store, old ? [old] : []))).toMatchObject({ code: 'VALUE_GONE', partition: 'a' })
  })
})

describe.each(engines)('a table without partitions in $name', (engine) => {
  it('is replaced as a whole, also by other columns', async () => {
    const { again, publish, rows } = await bench(engine)
    await publish(1, { '': quotes(1, 2) })
    const { store } = again()
    const changed = rowSchemaOf(z.array(z.object({ volume: z.bigint() })))
    await store.publish(
      await store.stage([{ value: [{ volume: 5n }], at: placeOf('market/prices', null, attemptOf(2), changed) }]),
      attemptOf(2),
    )
    expect(await rows('select volume from market.prices')).toEqual([{ volume: 5n }])
  })

  it('keeps the order of its rows', async () => {
    const { publish, store } = await bench(engine)
    const value = quotes(3, 1, 2, 9, 5)
    expect(await valuesOf(store, await publish(1, { '': value }))).toEqual([value])
  })
})

describe.each(engines)('publishing in $name', (engine) => {
  it('is all or nothing over all assets of an attempt', async () => {
    const { stage, store, rows } = await bench(engine)
    const staged = [...(await stage(1, { a: quotes(1) }, 'x/one')), ...(await stage(1, { a: quotes(2) }, 'x/two'))]
    await store.fence('x/two', 5, ['a'])
    expect((await errorOf(store.publish(staged, attemptOf(1)))).code).toBe('LEASE_LOST')
    expect((await errorOf(rows('select * from x.one'))).message).toContain('does not exist')
    expect(await store.committed(attemptOf(1).id, 'x/one')).toEqual([])
  })

  it('reports the data version that is committed when it reads', async () => {
    const { publish, store } = await bench(engine)
    const [first] = await publish(1, { a: quotes(1) })
    const [second] = await publish(2, { a: quotes(2) })
    const read = await store.read(first?.location ?? {}, { asset: 'market/prices', partition: 'a' })
    expect(read).toEqual({ value: quotes(2), dataVersion: second?.dataVersion })
  })

  it('leaves no stage behind', async () => {
    const { publish, rows } = await bench(engine)
    await publish(1, { a: quotes(1), b: quotes(2) })
    expect(
      await rows("select table_name from information_schema.tables where table_schema = '_headwater' order by 1"),
    ).toEqual([{ table_name: 'commits' }, { table_name: 'fences' }])
  })

  it('publishes stages of several calls together', async () => {
    const { stage, store } = await bench(engine)
    const staged = [...(await stage(1, { a: quotes(1) })), ...(await stage(1, { b: quotes(2) }))]
    const published = await store.publish(staged, attemptOf(1))
    expect(await valuesOf(store, published)).toEqual([quotes(1), quotes(2)])
    expect(await store.committed(attemptOf(1).id, 'market/prices')).toEqual(published)
  })

  it('never lowers a fence', async () => {
    const { store, publish } = await bench(engine)
    await store.fence('market/prices', 5, ['a', null])
    await store.fence('market/prices', 3, ['a', 'b'])
    expect((await errorOf(publish(4, { a: quotes(1) }))).message).toContain('its token is 4, and the store has seen 5')
    await publish(5, { a: quotes(1) })
  })

  it('is not refused to a run at work on other partitions than those that are fenced', async () => {
    const { stage, store, rows } = await bench(engine)
    const [ofDead, ofLive] = [await stage(1, { one: quotes(1) }), await stage(2, { two: quotes(2) })]
    await store.fence('market/prices', 3, ['one'])
    await store.publish(ofLive, attemptOf(2))
    expect((await errorOf(store.publish(ofDead, attemptOf(1)))).code).toBe('LEASE_LOST')
    expect(await rows('select _partition from market.prices')).toEqual([{ _partition: 'two' }])
  })

  it('refuses a location that is no stage', async () => {
    const { publish, store } = await bench(engine)
    const published = await publish(1, { a: quotes(1) })
    expect((await errorOf(store.publish(published, attemptOf(2)))).code).toBe('VALUE_GONE')
    const foreign = published.map((one) => ({ ...one, location: { path: 'raw/a.json' } }))
    expect((await errorOf(store.publish(foreign, attemptOf(2)))).code).toBe('VALUE_DAMAGED')
  })

  it('publishes thousands of partitions in one transaction', async () => {
    const { publish, rows, store } = await bench(engine)
    const values = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`p${index}`, quotes(index)]))
    const published = await publish(1, values)
    expect(published).toHaveLength(3000)
    expect(await rows('select count(*) as n, count(distinct _partition) as p from market.prices')).toEqual([
      { n: 3000, p: 3000 },
    ])
    expect(await store.committed(attemptOf(1).id, 'market/prices')).toEqual(published)
  })
})

describe.each(engines)('tables outside of runs in $name', (engine) => {
  it('are written and read by hand, with the columns that the rows have', async () => {
    const { warehouse, publish } = await bench(engine)
    const io = warehouse.table()
    const rows = [
      { symbol: 'A', since: new Date(0), shares: 5n, note: null },
      { symbol: 'B', since: null, shares: null, note: 'x' },
    ]
    await io.write(rows, { asset: 'erp/companies', partition: null })
    expect(await io.read({ asset: 'erp/companies', partition: null })).toEqual(rows)
    await publish(7, { a: quotes(1) })
    await io.write(quotes(2), { asset: 'market/prices', partition: 'a' })
    expect(await io.read({ asset: 'market/prices', partition: 'a' })).toEqual(quotes(2))
  })

  it('are read when others made them', async () => {
    const { warehouse, database } = await bench(engine)
    await database.use(async (session) => {
      await session.run('create schema erp')
      await session.run('create table erp.companies as select 1 as id union all select 2')
    })
    expect(await warehouse.table().read({ asset: 'erp/companies', partition: null })).toEqual([{ id: 1 }, { id: 2 }])
    expect(await errorOf(warehouse.table().read({ asset: 'erp/companies', partition: 'a' }))).toMatchObject({
      code: 'VALUE_GONE',
    })
    expect(await errorOf(warehouse.table().read({ asset: 'erp/none', partition: null }))).toMatchObject({
      code: 'VALUE_GONE',
      asset: 'erp/none',
    })
  })
})

describe.each(engines)('reading many partitions at once in $name', (engine) => {
  it('gives each its own rows in their order, and its data version', async () => {
    const { publish, store } = await bench(engine)
    const values = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`p${index}`, quotes(index, -index, 0.5)]),
    )
    const published = await publish(1, values)
    const read = await Promise.all(
      published.map(({ location, asset, partition }) => store.read(location, { asset, partition })),
    )
    expect(read).toEqual(
      published.map(({ partition, dataVersion }) => ({ value: values[partition ?? ''], dataVersion })),
    )
  })

  it('tells only those of a missing partition that asked for it', async () => {
    const { publish, store } = await bench(engine)
    const [one] = await publish(1, { a: quotes(1), b: quotes(2) })
    const at = { asset: 'market/prices', partition: 'a' }
    const results = await Promise.allSettled([
      store.read(one?.location ?? {}, at),
      store.read({ ...one?.location, partition: 'gone' }, { ...at, partition: 'gone' }),
      store.read({ schema: 'market', table: 'none', partition: null }, { asset: 'market/none', partition: null }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(results[1]).toMatchObject({ reason: { code: 'VALUE_GONE', partition: 'gone' } })
    expect(results[2]).toMatchObject({ reason: { code: 'VALUE_GONE', asset: 'market/none' } })
  })

  it('leaves out members that rows did not have', async () => {
    const { publish, store } = await bench(
      engine,
      rowSchemaOf(z.array(z.object({ a: z.int(), b: z.int().optional(), c: z.int().nullable() }))),
    )
    const values = { x: [{ a: 1, c: null }], y: [{ a: 2, b: 3, c: 4 }] }
    const published = await publish(1, values)
    expect(await valuesOf(store, published)).toEqual([values.x, values.y])
  })
})
