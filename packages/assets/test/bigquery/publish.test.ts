import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const rowSchema = rowSchemaOf(z.array(z.object({ symbol: z.string(), close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))
const benchOf = (schema = rowSchema) => Bench.of(file, schema)

describe('where tables lie', () => {
  it.each([
    ['market/stg_prices', undefined, 'market__stg_prices'],
    ['sum', undefined, 'sum'],
    ['market/stg_prices', 'prices', 'prices'],
  ])('%s named %s is %s', async (asset, name, expected) => {
    const { warehouse, rowSchema, client, dataset } = await benchOf()
    const { store } = warehouse.table(name)
    const at = placeOf(asset, null, attemptOf(1), rowSchema)
    await store?.publish(await store.stage([{ value: quotes(1), at }]), attemptOf(1))
    const [names] = await client.dataset(dataset).getTables()
    expect(names.map(({ id }) => id)).toEqual([`_headwater_ledger_${expected}`, expected])
    expect(store?.target?.(asset)).toBe(`table \`${dataset}.${expected}\` in BigQuery`)
  })

  it('may be another dataset', async () => {
    const [bench, mart] = [await benchOf(), await benchOf()]
    const { store } = bench.warehouse.table(`${mart.dataset}.prices`)
    const at = placeOf('market/prices', null, attemptOf(1), rowSchema)
    const staged = (await store?.stage([{ value: quotes(1), at }])) ?? []
    const published = (await store?.publish(staged, attemptOf(1))) ?? []
    expect(await mart.rows('SELECT symbol, close FROM prices')).toEqual(quotes(1))
    expect(store?.place?.(published[0]?.location ?? {})).toBe(`table ${mart.dataset}.prices in BigQuery`)
  })

  it('is never among what Headwater keeps for itself', async () => {
    const { store } = (await benchOf()).warehouse.table('_headwater_stage_x')
    expect(() => store?.target?.('a')).toThrow(/Headwater keeps what begins with `_headwater_`/)
  })

  it('has one home for equal access', async () => {
    const options = { dataset: 'home', projectId: 'p', apiEndpoint: 'http://127.0.0.1:1' }
    const home = (given: typeof options) => bigquery(given).table().store?.home
    expect(home(options)).toBe(home(options))
    expect(home(options)).not.toBe(home({ ...options, dataset: 'other' }))
  })
})

describe('a partitioned table', () => {
  it('is partitioned by the days of its partitions, in a column that readers do not see', async () => {
    const bench = await benchOf()
    const published = await bench.publish(1, { '2024-01-02': quotes(1), '2024-01-03': quotes(2, 3) })
    const rows = await bench.rows(
      'SELECT CAST(_headwater_partition AS STRING) AS day, close FROM market__prices ORDER BY 1, 2',
    )
    expect(rows).toEqual([
      { day: '2024-01-02', close: 1 },
      { day: '2024-01-03', close: 2 },
      { day: '2024-01-03', close: 3 },
    ])
    const [{ timePartitioning, labels }] = await bench.client
      .dataset(bench.dataset)
      .table('market__prices')
      .getMetadata()
    expect({ timePartitioning, labels }).toEqual({
      timePartitioning: { type: 'DAY', field: '_headwater_partition' },
      labels: { headwater: 'asset' },
    })
    expect(await bench.valuesOf(published)).toEqual([quotes(1), quotes(2, 3)])
  })

  it('is clustered by other partitions, and by what is asked for', async () => {
    const bench = await benchOf()
    const { store } = bench.warehouse.table('prices', { clusterBy: ['symbol'] })
    const at = placeOf('market/prices', 'a|b', attemptOf(1), rowSchema)
    await store?.publish((await store.stage([{ value: quotes(1), at }])) ?? [], attemptOf(1))
    const [{ clustering, schema }] = await bench.client.dataset(bench.dataset).table('prices').getMetadata()
    expect(clustering).toEqual({ fields: ['_headwater_partition', 'symbol'] })
    expect(schema.fields.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`)).toEqual([
      'symbol STRING',
      'close FLOAT',
      '_headwater_partition STRING',
      '_headwater_row INTEGER',
    ])
  })

  it('is not made with more clustering than BigQuery has', async () => {
    const bench = await benchOf()
    const { store } = bench.warehouse.table('prices', { clusterBy: ['symbol', 'none'] })
    const staged = await store?.stage([{ value: quotes(1), at: placeOf('a', null, attemptOf(1), rowSchema) }])
    const error = await errorOf(Promise.resolve(store?.publish(staged ?? [], attemptOf(1))))
    expect(error).toMatchObject({ code: 'BIGQUERY_JOB_FAILED', message: expect.stringContaining('clustering') })
  })

  it('publishes only the partitions that are asked for', async () => {
    const bench = await benchOf()
    const staged = await bench.stage(1, { a: quotes(1), b: quotes(2) })
    await bench.store.publish(staged.slice(1), attemptOf(1))
    expect(await bench.rows('SELECT _headwater_partition AS p, close FROM market__prices')).toEqual([
      { p: 'b', close: 2 },
    ])
  })

  it('loses the rows of a partition that is made again without any', async () => {
    const bench = await benchOf()
    await bench.publish(1, { a: quotes(1), b: quotes(2) })
    const [emptied] = await bench.publish(2, { a: [] })
    expect(await bench.rows('SELECT _headwater_partition AS p FROM market__prices')).toEqual([{ p: 'b' }])
    expect(emptied).toMatchObject({ rows: 0, dataVersion: expect.stringMatching(/^bigquery:1:\w{8}:0:0:0$/) })
    expect(await bench.valuesOf(emptied ? [emptied] : [])).toEqual([[]])
  })

  it('refuses other columns, with a line for each that differs', async () => {
    const bench = await benchOf()
    await bench.publish(1, { a: quotes(1) })
    const changed = rowSchemaOf(z.array(z.object({ symbol: z.int(), volume: z.bigint() })))
    const at = placeOf('market/prices', 'a', attemptOf(2), changed)
    const staged = await bench.store.stage([{ value: [], at }])
    const error = await errorOf(bench.store.publish(staged, attemptOf(2)))
    expect(error).toMatchObject({ code: 'TABLE_COLUMNS_CHANGED', asset: 'market/prices' })
    expect(error.message.split('\n')).toEqual([
      `table \`${bench.dataset}.market__prices\` of asset \`market/prices\` has other columns than the new rows:`,
      '  ~ `symbol` STRING -> INT64',
      '  - `close` FLOAT64',
      '  + `volume` BIGNUMERIC(38)',
    ])
    expect(await bench.rows('SELECT close FROM market__prices')).toEqual([{ close: 1 }])
  })

  it('of days takes in no other partition', async () => {
    const bench = await benchOf()
    await bench.publish(1, { '2024-01-02': quotes(1) })
    const { message } = await errorOf(bench.publish(2, { other: quotes(2) }))
    expect(message).toContain('~ `_headwater_partition` DATE -> STRING')
  })

  it('of other partitions takes in days too', async () => {
    const bench = await benchOf()
    await bench.publish(1, { other: quotes(1) })
    const published = await bench.publish(2, { '2024-01-02': quotes(2) })
    expect(await bench.valuesOf(published)).toEqual([quotes(2)])
  })

  it('does not serve partitions from before it was dropped', async () => {
    const bench = await benchOf()
    const [old] = await bench.publish(1, { a: quotes(1) })
    await bench.rows('DROP TABLE market__prices')
    const read = () => errorOf(bench.valuesOf(old ? [old] : []))
    expect(await read()).toMatchObject({ code: 'VALUE_GONE', asset: 'market/prices' })
    await bench.publish(2, { b: quotes(2) })
    expect(await read()).toMatchObject({ code: 'VALUE_GONE', partition: 'a' })
  })
})

describe('publishing', () => {
  it('is all or nothing over all assets of an attempt', async () => {
    const bench = await benchOf()
    const staged = [
      ...(await bench.stage(1, { a: quotes(1) }, 'x/one')),
      ...(await bench.stage(1, { a: quotes(2) }, 'x/two')),
    ]
    await bench.store.fence('x/two', 5, ['a'])
    const error = await errorOf(bench.store.publish(staged, attemptOf(1)))
    expect(error).toMatchObject({
      code: 'LEASE_LOST',
      message: expect.stringContaining('its token is 1, and the store has seen 5'),
    })
    expect(await bench.rows('SELECT * FROM x__one')).toEqual([])
    expect(await bench.store.committed(attemptOf(1).id, 'x/one')).toEqual([])
  })

  it('publishes stages of several calls together', async () => {
    const bench = await benchOf()
    const staged = [...(await bench.stage(1, { a: quotes(1) })), ...(await bench.stage(1, { b: quotes(2) }))]
    const published = await bench.store.publish(staged, attemptOf(1))
    expect(await bench.valuesOf(published)).toEqual([quotes(1), quotes(2)])
    expect(new Set(await bench.store.committed(attemptOf(1).id, 'market/prices'))).toEqual(new Set(published))
  })

  it('reports the data version that is committed when it reads', async () => {
    const bench = await benchOf()
    const [first] = await bench.publish(1, { a: quotes(1) })
    const [second] = await bench.publish(2, { a: quotes(2) })
    const read = await bench.store.read(first?.location ?? {}, { asset: 'market/prices', partition: 'a' })
    expect(read).toEqual({ value: quotes(2), dataVersion: second?.dataVersion })
  })

  it('gives all who ask in one turn what they ask for, also the same', async () => {
    const bench = await benchOf()
    const [a, b] = await bench.publish(1, { a: quotes(1, 1), b: quotes(2) })
    const gone = { ...a, location: { ...a?.location, partition: 'gone' }, asset: 'market/prices', partition: 'gone' }
    const reads = [a, b, a, gone].map((one) =>
      bench.store.read(one?.location ?? {}, { asset: 'market/prices', partition: one?.partition ?? null }),
    )
    const whole = errorOf(bench.warehouse.table().read({ asset: 'market/prices', partition: null }))
    const values = (await Promise.allSettled(reads)).map((read) =>
      read.status === 'fulfilled' ? read.value.value : read.reason.code,
    )
    expect(values).toEqual([quotes(1, 1), quotes(2), quotes(1, 1), 'VALUE_GONE'])
    expect((await whole).code).toBe('VALUE_GONE')
  })

  it('leaves no stage behind', async () => {
    const bench = await benchOf()
    await bench.publish(1, { a: quotes(1), b: quotes(2) })
    const [tables] = await bench.client.dataset(bench.dataset).getTables()
    expect(tables.map(({ id }) => id)).toEqual(['_headwater_ledger_market__prices', 'market__prices'])
  })

  it('never lowers a fence', async () => {
    const bench = await benchOf()
    await bench.store.fence('market/prices', 5, ['a', null])
    await bench.store.fence('market/prices', 3, ['a', 'b'])
    expect((await errorOf(bench.publish(4, { a: quotes(1) }))).message).toContain('the store has seen 5')
    await bench.publish(5, { a: quotes(1) })
  })

  it('refuses a location that is no stage', async () => {
    const bench = await benchOf()
    const published = await bench.publish(1, { a: quotes(1) })
    expect((await errorOf(bench.store.publish(published, attemptOf(2)))).code).toBe('VALUE_GONE')
    const foreign = published.map((one) => ({ ...one, location: { path: 'raw/a.json' } }))
    expect((await errorOf(bench.store.publish(foreign, attemptOf(2)))).code).toBe('VALUE_DAMAGED')
  })

  it('publishes a thousand partitions in one transaction, and reads them by one query', async () => {
    const bench = await benchOf()
    const values = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, quotes(index, -index)]))
    const published = await bench.publish(1, values)
    expect(await bench.valuesOf(published)).toEqual(Object.values(values))
    expect(await bench.store.committed(attemptOf(1).id, 'market/prices')).toEqual(published)
  })
})

describe('a table that changes hands', () => {
  it('is read once, whatever the asset was called that wrote it before', async () => {
    const bench = await benchOf()
    const { store } = bench.warehouse.table('prices')
    for (const [run, asset] of [
      [1, 'old/name'],
      [2, 'new/name'],
    ] as const) {
      const at = placeOf(asset, 'a', attemptOf(run), rowSchema)
      await store?.publish((await store.stage([{ value: quotes(run, run), at }])) ?? [], attemptOf(run))
    }
    const location = { dataset: bench.dataset, table: 'prices', partition: 'a' }
    const read = await store?.read(location, { asset: 'old/name', partition: 'a' })
    expect(read?.value).toEqual(quotes(2, 2))
  })

  it('may have columns with any name that is free', async () => {
    const schema = z.object({ data_version: z.string(), partition_key: z.string(), select: z.int() })
    const bench = await benchOf(rowSchemaOf(z.array(schema)))
    const rows = [{ data_version: 'a', partition_key: 'b', select: 1 }]
    expect(await bench.valuesOf(await bench.publish(1, { p: rows, q: [] }))).toEqual([rows, []])
  })
})

describe('tables outside of runs', () => {
  it('are written and read by hand, with the columns that the rows have', async () => {
    const bench = await benchOf()
    const io = bench.warehouse.table()
    const rows = [
      { symbol: 'A', since: new Date(0), shares: 5n, note: null },
      { symbol: 'B', since: null, shares: null, note: 'x' },
    ]
    await io.write(rows, { asset: 'erp/companies', partition: null })
    expect(await io.read({ asset: 'erp/companies', partition: null })).toEqual(rows)
    await bench.publish(7, { a: quotes(1) })
    await io.write(quotes(2), { asset: 'market/prices', partition: 'a' })
    expect(await io.read({ asset: 'market/prices', partition: 'a' })).toEqual(quotes(2))
  })

  it('are read when others made them, and nothing is written beside them', async () => {
    const bench = await benchOf()
    await bench.rows(`CREATE TABLE erp AS SELECT 1 AS id, DATE '2024-01-02' AS day, NUMERIC '1.50' AS price,
      TIMESTAMP '1969-12-31 23:59:59.999999+00' AS at, b'\\x00\\xff' AS bytes, JSON '{"a":[1]}' AS more, [1, 2] AS list`)
    expect(await bench.warehouse.table().read({ asset: 'erp', partition: null })).toEqual([
      {
        id: 1,
        day: '2024-01-02',
        price: '1.5',
        at: new Date(-1),
        bytes: Uint8Array.of(0, 255),
        more: { a: [1] },
        list: [1, 2],
      },
    ])
    expect((await bench.client.dataset(bench.dataset).getTables())[0].map(({ id }) => id)).toEqual(['erp'])
    expect((await errorOf(bench.warehouse.table().read({ asset: 'erp', partition: 'a' }))).code).toBe('VALUE_GONE')
    expect(await errorOf(bench.warehouse.table().read({ asset: 'none', partition: null }))).toMatchObject({
      code: 'VALUE_GONE',
      asset: 'none',
    })
  })
})
