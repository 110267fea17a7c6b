import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { TableSource } from '../../src/sql/index.ts'
import { attemptOf, errorOf } from '../duckdb/scratch.ts'
import { quote } from '../tables/query-bench.ts'
import { serverOfFile } from './bench.ts'
import { queryBenchOf } from './query-bench.ts'

const file = serverOfFile()
const benchOf = () => queryBenchOf(file)

describe('queries over sources in BigQuery', () => {
  it('read the partitions that are named, under the names of their deps, with bound parameters', async () => {
    const { publish, quotes, rows } = await benchOf()
    await publish({
      sql: 'SELECT today.symbol, today.day, today.close - COALESCE(`before`.close, @p1) AS close FROM today LEFT JOIN `before` ON `before`.symbol = today.symbol WHERE today.day = @p2',
      parameters: [0.5, '2024-01-03'],
      sources: { today: quotes(['2024-01-03']), before: quotes(['2024-01-02']) },
      partition: '2024-01-03',
    })
    expect(await rows('SELECT symbol, close FROM market__fct WHERE _headwater_partition = DATE "2024-01-03"')).toEqual([
      { symbol: 'A', close: 2 },
    ])
  })

  it.each(['replace', 'view'] as const)('bind values of every type, null included: %s', async (mode) => {
    const { publish, store } = await benchOf()
    const row = z.object({
      s: z.string(),
      i: z.int(),
      b: z.bigint(),
      w: z.bigint(),
      f: z.number(),
      t: z.boolean(),
      d: z.date(),
      n: z.string().nullable(),
    })
    const values = {
      s: "it's @p2 `x` \\ \n \u{1f600}",
      i: 7,
      b: 2n ** 62n,
      w: 10n ** 37n,
      f: -0,
      t: true,
      d: new Date('2024-01-02T03:04:05.678Z'),
      n: null,
    }
    const sql = 'SELECT @p1 AS s, @p2 AS i, @p3 AS b, @p4 AS w, @p5 AS f, @p6 AS t, @p7 AS d, CAST(@p8 AS STRING) AS n'
    const [published] = await publish({
      row,
      sql,
      parameters: Object.values(values),
      sources: {},
      write: { mode },
    })
    const read = await store.read(published?.location ?? {}, { asset: 'market/fct', partition: null })
    expect(read).toEqual({ value: [values], dataVersion: published?.dataVersion })
  })

  it('stage many partitions in one table, and see what they read', async () => {
    const { store, stage, quotes, upstream, stages } = await benchOf()
    const each = ['2024-01-02', '2024-01-03', '2024-01-04'].map((day) => ({
      sql: 'SELECT * FROM quotes WHERE day = @p1',
      parameters: [day],
      sources: { quotes: quotes(day === '2024-01-04' ? [] : [day]), all: quotes() },
      partition: day,
    }))
    const staged = await stage(...each)
    expect(staged.map(({ rows, partition }) => [partition, rows])).toEqual([
      ['2024-01-02', 2],
      ['2024-01-03', 1],
      ['2024-01-04', 0],
    ])
    const versions = upstream.map(({ partition, dataVersion }) => ({ partition, dataVersion }))
    expect(staged.map(({ read }) => read)).toEqual([
      { quotes: [versions[0]], all: versions },
      { quotes: [versions[1]], all: versions },
      { quotes: [], all: versions },
    ])
    expect(await stages()).toHaveLength(1)
    const read = await store.read(staged[1]?.location ?? {}, { asset: 'market/fct', partition: '2024-01-03' })
    expect(read.value).toEqual([quote('A', '2024-01-03', 3)])
  })

  it('take more partitions than one script has room for', async () => {
    const { publish, quotes, rows } = await benchOf()
    const days = Array.from({ length: 130 }, (_, index) =>
      new Date(Date.UTC(2024, 0, index + 1)).toISOString().slice(0, 10),
    )
    const published = await publish(
      ...days.map((day, index) => ({
        sql: 'SELECT symbol, @p1 AS day, @p2 AS close FROM quotes',
        parameters: [day, index],
        sources: { quotes: quotes(['2024-01-03']) },
        partition: day,
      })),
    )
    expect(published.map(({ rows }) => rows)).toEqual(days.map(() => 1))
    expect(await rows('SELECT COUNT(*) AS n, SUM(close) AS s FROM market__fct')).toEqual([
      { n: 130, s: (129 * 130) / 2 },
    ])
  })

  it('take rows and columns from elsewhere as sources, make temporary tables, and leave neither behind', async () => {
    const { publish, query, warehouse, store, rows, stages } = await benchOf()
    const Company = z.object({ symbol: z.string(), since: z.date(), shares: z.bigint(), tags: z.array(z.string()) })
    const company = { symbol: 'A', since: new Date('2001-01-01'), shares: 10n ** 20n, tags: ['x'] }
    const companies: TableSource = { kind: 'rows', rows: [company], rowSchema: rowSchemaOf(Company) ?? null }
    await publish({
      row: Company,
      sources: { companies },
      sql: 'WITH c AS (SELECT * FROM companies) -- a comment\nSELECT * FROM c',
    })
    const [published] = await store.publish(
      await warehouse.stageQueries([
        {
          ...query({
            row: Company,
            sources: { companies },
            sql: 'SELECT * FROM made WHERE symbol = @p1',
            parameters: ['A'],
            run: 3,
          }),
          temporary: [{ name: 'made', text: 'SELECT * FROM companies WHERE symbol != @p1', parameters: ['B'] }],
        },
      ]),
      attemptOf(3),
    )
    const read = await store.read(published?.location ?? {}, { asset: 'market/fct', partition: null })
    expect(read.value).toEqual([company])
    expect(await rows('SELECT symbol FROM market__fct')).toEqual([{ symbol: 'A' }])
    expect(await stages()).toEqual([])
  })

  it('read tables that others made, without commits', async () => {
    const { stage, rows, dataset } = await benchOf()
    await rows("CREATE TABLE erp AS SELECT 'A' AS symbol, '2024-01-02' AS day, 1.5 AS close")
    const erp: TableSource = { kind: 'table', location: { dataset, table: 'erp', partition: null }, partitions: [null] }
    const [staged] = await stage({ sql: 'SELECT * FROM erp', sources: { erp } })
    expect(staged).toMatchObject({ rows: 1, read: { erp: [] } })
  })

  it('say when a source is gone', async () => {
    const { stage, quotes, dataset, stages } = await benchOf()
    const sources = { quotes: quotes(['2024-01-09']) }
    expect(await errorOf(stage({ sql: 'SELECT * FROM quotes', sources }))).toMatchObject({
      code: 'VALUE_GONE',
      partition: '2024-01-09',
    })
    const location = { dataset, table: 'gone', partition: null }
    const gone: TableSource = { kind: 'table', location, partitions: [null] }
    expect(await errorOf(stage({ sql: 'SELECT * FROM gone', sources: { gone } }))).toMatchObject({ code: 'VALUE_GONE' })
    expect(await stages()).toEqual([])
  })

  it('give rows sorted by their columns, whatever order they ask for', async () => {
    const { publish, store } = await benchOf()
    const row = z.object({ close: z.number().nullable(), symbol: z.string() })
    const values = [
      "(1.0, 'B')",
      "(NULL, 'A')",
      "(0.0, 'A')",
      "(-0.0, 'A')",
      "(1.0, 'A')",
      "(CAST('NaN' AS FLOAT64), 'A')",
    ]
    const made = async (list: readonly string[], order: string, run: number) => {
      const selects = list.map((pair) => {
        const [close, symbol] = pair.slice(1, -1).split(', ')
        return `SELECT ${close} AS close, ${symbol} AS symbol`
      })
      const sql = `SELECT * FROM (${selects.join(' UNION ALL ')}) ORDER BY ${order}`
      const [published] = await publish({ row, sql, sources: {}, run })
      const { value } = await store.read(published?.location ?? {}, { asset: 'market/fct', partition: null })
      return { value, dataVersion: published?.dataVersion }
    }
    const first = await made(values, 'symbol DESC', 2)
    expect(first.value).toEqual([
      { close: 0, symbol: 'A' },
      { close: -0, symbol: 'A' },
      { close: 1, symbol: 'A' },
      { close: 1, symbol: 'B' },
      { close: Number.NaN, symbol: 'A' },
      { close: null, symbol: 'A' },
    ])
    expect(await made(values.toReversed(), 'symbol', 3)).toEqual(first)
    expect((await made(values.slice(1), 'symbol', 4)).dataVersion).not.toBe(first.dataVersion)
  })

  it('name the asset and the partition when BigQuery refuses them, and leave nothing behind', async () => {
    const { stage, stages } = await benchOf()
    const wrong = { sql: 'SELECT * FROM quotes WHERE nonsense = 1', partition: '2024-01-02' }
    const error = await errorOf(stage(wrong))
    expect(error).toMatchObject({ code: 'BIGQUERY_JOB_FAILED', asset: 'market/fct', partition: '2024-01-02' })
    expect(error.message).toMatch(
      /^BigQuery refused the query of asset `market\/fct` for partition `2024-01-02` .*nonsense/,
    )
    const late = await errorOf(
      stage({ sql: "SELECT symbol, day, IF(close > 0, ERROR('no luck'), 1.0) AS close FROM quotes" }),
    )
    expect(late).toMatchObject({
      code: 'BIGQUERY_JOB_FAILED',
      asset: 'market/fct',
      message: expect.stringContaining('no luck'),
    })
    expect(await stages()).toEqual([])
  })

  it('are one statement each: what would end the brackets around them does not reach the database', async () => {
    const { stage, tables } = await benchOf()
    const attack = 'SELECT 1 AS symbol); DROP TABLE raw__quotes; SELECT * FROM (SELECT 1 AS symbol'
    for (const sql of ['SELECT 1; DROP TABLE raw__quotes', attack]) {
      expect((await errorOf(stage({ sql }))).code).toBe('BIGQUERY_JOB_FAILED')
    }
    expect(await tables()).toContain('raw__quotes')
  })

  it('are cancelled with their run', async () => {
    const { warehouse, query } = await benchOf()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(warehouse.stageQueries([query({ sql: 'SELECT * FROM quotes' })], { signal })).rejects.toThrow('enough')
  })

  it('must give the columns that the row declares', async () => {
    const { stage } = await benchOf()
    const row = z.object({ a: z.int(), b: z.string(), c: z.date().nullable(), d: z.int(), e: z.bigint() })
    const sql = "SELECT 1.5 AS a, TIMESTAMP '2024-01-02 00:00:00+00' AS b, NULL AS c, 'x' AS extra, 1 AS e"
    const error = await errorOf(stage({ row, sql }))
    expect(error.code).toBe('TABLE_CONTRACT_BROKEN')
    expect(error.message.split('\n').slice(1)).toEqual([
      '  `d`: declared integer, the query does not give it',
      '  `extra`: the query gives it (STRING), but it is not declared',
      '  `a`: declared integer, the query gives FLOAT (round it, or declare z.number())',
      '  `b`: declared string, the query gives TIMESTAMP (format it with FORMAT_TIMESTAMP, or declare z.date())',
      '  `c`: declared date, the query gives INTEGER (cast it to TIMESTAMP, or declare what it is)',
    ])
    const nulls = await errorOf(
      stage({ row: z.object({ n: z.int() }), sql: 'SELECT IF(close > 1, 1, NULL) AS n FROM quotes' }),
    )
    expect(nulls.message).toContain('`n`: declared integer, never null, but 1 of 3 rows have null')
    const whole = await errorOf(stage({ row: z.object({ n: z.bigint() }), sql: "SELECT NUMERIC '1.5' AS n" }))
    expect(whole.message).toContain('column n is declared bigint, and a row has 1.5')
  })
})
