import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { queryBench } from '../tables/query-bench.ts'
import { errorOf, scratchOfTest } from './scratch.ts'

async function bench() {
  const { path } = scratchOfTest()
  const rows = (sql: string) => DuckDbFile.at(path).use((session) => session.rows(sql))
  return queryBench({ path, warehouse: duckdb({ path }), rows })
}

describe('the contract between a query and its row schema', () => {
  it('is broken by names, types and nulls, with a line for each', async () => {
    const { stage } = await bench()
    const error = await errorOf(
      stage({ sql: "select symbol, 'x' as close, close as extra, close as twice, close as twice from quotes" }),
    )
    expect(error).toMatchObject({ code: 'TABLE_CONTRACT_BROKEN', asset: 'market/fct' })
    expect(error.message.split('\n  ')).toEqual([
      'the query of asset `market/fct` does not give the columns that its row schema declares:',
      '`day`: declared string, the query does not give it',
      '`extra`: the query gives it (DOUBLE), but it is not declared',
      '`twice`: the query gives it (DOUBLE), but it is not declared',
      '`twice_1`: the query gives it (DOUBLE), but it is not declared',
      '`close`: declared number, the query gives VARCHAR (cast it to DOUBLE, or declare what it is)',
    ])
    const nulls = await errorOf(
      stage({ sql: 'select nullif(symbol, $1) as symbol, day, close from quotes', parameters: ['B'] }),
    )
    expect(nulls).toMatchObject({ code: 'TABLE_CONTRACT_BROKEN' })
    expect(nulls.message).toContain('`symbol`: declared string, never null, but 1 of 3 rows have null')
  })

  it.each([
    [
      'z.string()',
      z.string(),
      ["'x'", "date '2024-01-02'", '1.5', 'uuid()', "'x'::enum('x')"],
      ['1', 'now()', 'true', '[1]'],
    ],
    ['z.number()', z.number(), ['1', '1.5', 'sum(1)', '1::float', '1::ubigint'], ["'1'", 'true', "date '2024-01-02'"]],
    ['z.int()', z.int(), ['1', 'count(*)', 'sum(1)', '1::utinyint'], ['1.5', '1::double', "'1'"]],
    ['z.bigint()', z.bigint(), ['1', 'sum(1)'], ['1.5', "'1'"]],
    ['z.boolean()', z.boolean(), ['true', '1 = 1'], ['1', "'true'"]],
    [
      'z.date()',
      z.date(),
      ["date '2024-01-02'", 'now()', "timestamp '2024-01-02'", "timestamp_ns '2024-01-02'"],
      ["'2024-01-02'", '1'],
    ],
    ['z.array(z.number())', z.array(z.number()), ['[1, 2]', "'[1]'::json"], []],
  ])('lets %s take what loses nothing', async (_, type, taken, refused) => {
    const { stage, store } = await bench()
    const row = z.object({ x: type })
    for (const [index, expression] of taken.entries()) {
      const [staged] = await stage({ row, sql: `select ${expression} as x`, run: index + 2 })
      const { value } = await store.read(staged?.location ?? {}, { asset: 'market/fct', partition: null })
      expect(z.array(row).safeParse(value).error).toBe(undefined)
    }
    for (const expression of refused) {
      expect((await errorOf(stage({ row, sql: `select ${expression} as x` }))).code).toBe('TABLE_CONTRACT_BROKEN')
    }
  })

  it('lets a nullable column be null whatever type that has', async () => {
    const { publish, stage, rows } = await bench()
    const row = z.object({ day: z.string().nullable(), since: z.date().nullable() })
    await publish({ row, sql: 'select null as day, $1 as since', parameters: [null] })
    expect(await rows('from market.fct')).toEqual([{ day: null, since: null }])
    expect((await errorOf(stage({ row, sql: 'select 1 as day, null as since' }))).message).toMatch(
      /`day`: declared string, the query gives INTEGER[^\n]*$/,
    )
  })

  it('needs a row schema', async () => {
    const { warehouse, query } = await bench()
    const without = query({ sql: 'from quotes' })
    expect(
      (await errorOf(warehouse.stageQueries([{ ...without, at: { ...without.at, rowSchema: undefined } }]))).code,
    ).toBe('TABLE_COLUMNS_UNKNOWN')
  })
})

it('queries are interrupted by a signal', async () => {
  const { warehouse, query, rows } = await bench()
  const controller = new AbortController()
  const endless = query({
    sql: "select 'A' as symbol, '' as day, sum(a.range)::double as close from range(1000000000000) as a",
  })
  const staging = warehouse.stageQueries([endless], { signal: controller.signal })
  setTimeout(() => controller.abort(new Error('cancelled')), 100)
  await expect(staging).rejects.toThrow('cancelled')
  expect(await rows("select count(*) as n from duckdb_tables() where table_name like 'stage_%'")).toEqual([{ n: 0 }])
})
