import { asset, daily, every } from '@headwater/core'
import { duckdb, sqlAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scriptOf } from '../../src/sql/script-of.ts'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'

const warehouse = { dialect: 'duckdb' }
const script = (text: string, parameters: readonly unknown[] = []) =>
  scriptOf({ text, parameters }, { asset: 'fct', partition: null, warehouse })

describe('several statements', () => {
  test('are temporary tables and a query, each with parameters of its own', () => {
    const text = `
      -- the dear ones
      create temp table dear as select * from stg where close > $2 and day = $1;
      /* and */ CREATE TEMPORARY TABLE "Most ""dear""" AS with x as (select ';$3') select * from dear;
      select * from "Most ""dear""" where symbol <> $3 or symbol = $3; -- done
    `
    expect(script(text, ['2024-01-02', 5, 'A'])).toEqual({
      temporary: [
        { name: 'dear', text: ' select * from stg where close > $1 and day = $2', parameters: [5, '2024-01-02'] },
        { name: '"Most ""dear"""', text: " with x as (select ';$3') select * from dear", parameters: [] },
      ],
      text: expect.stringContaining('symbol <> $1 or symbol = $1'),
      parameters: ['A'],
    })
  })

  test('keep the placeholders of their database', () => {
    const spelling = { name: (name: string) => name, parameter: (position: number) => `@p${position}` }
    const text = 'create temp table a as select @p2 as x; select @p1, @@p2 from a'
    expect(
      scriptOf(
        { text, parameters: [1, 2] },
        { asset: 'fct', partition: null, warehouse: { dialect: 'bigquery', spelling } },
      ),
    ).toEqual({
      temporary: [{ name: 'a', text: ' select @p1 as x', parameters: [2] }],
      text: ' select @p1, @@p2 from a',
      parameters: [1],
    })
  })

  test('that are one, are it', () => {
    expect(script('select 1;')).toEqual({ text: 'select 1', parameters: [] })
    expect(script("select ';'")).toEqual({ text: "select ';'", parameters: [] })
  })

  test.each([
    ['delete from fct where day = $1; select * from stg', /^statement 1 of asset `fct` is followed by others, but/],
    ['create table x as select 1; select * from x', /^statement 1 .*: `create table x as select 1`$/],
    ['create temp table x as select 1; insert into fct select * from x', /^statement 2 of asset `fct` gives no rows/],
    ['create temp table x as select 1', /^statement 1 of asset `fct` gives no rows/],
    [
      'create temp table x as select 1; create temp table X as select 2; select 3',
      /^statement 2 .* makes `X` once more/,
    ],
    [' ; -- nothing', /^statement 1 of asset `fct` is empty$/],
    ['select 1; select 2', /^statement 1/],
  ])('that cannot be run are refused: %s', (text, message) => {
    expect(() => script(text)).toThrow(expect.objectContaining({ code: 'SQL_STATEMENT_UNSUPPORTED' }))
    expect(() => script(text)).toThrow(message)
  })

  test('make a table, in one session for all partitions', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const days = daily({ start: '2024-01-01', end: '2024-01-04' })
    const Quote = z.object({ day: z.string(), symbol: z.string(), close: z.number() })
    const quotes = asset(
      'quotes',
      { partitions: days, schema: z.array(Quote), io: warehouse.table() },
      (_, { partition }) => ['A', 'B'].map((symbol, n) => ({ day: partition, symbol, close: n + 1 })),
    )
    const spec = {
      warehouse,
      deps: { quotes: every(quotes) },
      partitions: days,
      row: Quote,
      write: { mode: 'delete-insert', by: 'day' },
    } as const
    const best = sqlAsset(
      'best',
      spec,
      (_, { sql, partition, tables: { quotes } }) => sql`
        create temp table today as select * from ${quotes} where ${quotes.day} = ${partition};
        create temp table top as select max(close) as close from today;
        select day, symbol || ${"it's; $1"} as symbol, top.close from today join top using (close)`,
    )
    const project = projectOf([quotes, best])
    expect(await makeAll(project)).toEqual({ quotes: 4, best: 4 })
    expect(await project.load(best, '2024-01-03')).toEqual([{ day: '2024-01-03', symbol: "Bit's; $1", close: 2 }])
  })

  test('count for the code version, each of them', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const spec = { warehouse, deps: {}, row: z.object({ n: z.int() }), write: { mode: 'replace' } } as const
    const made = (n: number) =>
      sqlAsset('n', spec, (_, { sql }) => sql`create temp table x as select ${n}::bigint as n; select n from x`)
    const versionOf = async (n: number) => (await projectOf([made(n)]).plan('*')).steps[0]?.codeVersion
    expect(await versionOf(1)).toBe(await versionOf(1))
    expect(await versionOf(1)).not.toBe(await versionOf(2))
  })
})
