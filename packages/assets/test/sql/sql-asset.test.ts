import { asset, daily, every, externalAsset, keys, lookback, offset, product, self } from '@headwater/core'
import { duckdb, files, sqlAsset } from '@headwater/assets'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Quote = z.object({ symbol: z.string(), close: z.number() })
const days = daily({ start: '2024-01-01', end: '2024-01-04' })

/** Quotes of a day in a table: A closes at its day of the month, B at ten times that. */
function quotesIn(warehouse: ReturnType<typeof duckdb>) {
  return asset(
    'market/quotes',
    { partitions: days, schema: z.array(Quote), io: warehouse.table() },
    (_, { partition }) => {
      const day = Number(partition.slice(-2))
      return [
        { symbol: 'A', close: day },
        { symbol: 'B', close: day * 10 },
      ]
    },
  )
}

describe('an SQL asset', () => {
  test('reads tables of its own warehouse, by Kysely', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const quotes = quotesIn(warehouse)
    const high = sqlAsset(
      'market/high',
      { warehouse, deps: { quotes }, partitions: days, row: Quote, write: { mode: 'replace' } },
      (db) => db.selectFrom('quotes').selectAll().where('close', '>', 9),
    )
    const project = projectOf([quotes, high])
    expect(await makeAll(project)).toEqual({ 'market/quotes': 4, 'market/high': 4 })
    expect(await project.load(high, '2024-01-03')).toEqual([{ symbol: 'B', close: 30 }])
  })

  test('reads them where they lie: their rows are not parsed again', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    let parsed = 0
    const Counted = z.object({ n: z.number() }).refine(() => (parsed += 1) > 0)
    const numbers = asset('numbers', { schema: z.array(Counted), io: warehouse.table() }, () => [{ n: 1 }, { n: 2 }])
    const sum = sqlAsset(
      'sum',
      { warehouse, deps: { numbers }, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
      (_, { sql, tables: { numbers } }) => sql`select sum(${numbers.n}) as n from ${numbers}`,
    )
    const project = projectOf([numbers, sum])
    await makeAll(project)
    expect(parsed).toBe(2)
    expect(await project.load(sum)).toEqual([{ n: 3 }])
  })

  test("reads in place where the warehouse is only the project's default", async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    let parsed = 0
    const Counted = z.object({ n: z.number() }).refine(() => (parsed += 1) > 0)
    const numbers = asset('numbers', { schema: z.array(Counted) }, () => [{ n: 1 }])
    const copy = sqlAsset(
      'copy',
      { warehouse, deps: { numbers }, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
      (db) => db.selectFrom('numbers').selectAll(),
    )
    await makeAll(projectOf([numbers, copy], { defaults: { io: warehouse.table() } }))
    expect(parsed).toBe(1)
  })

  test('reads files and assets that are made elsewhere as rows', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'companies.json'), JSON.stringify([{ symbol: 'A', name: 'Aleph' }]))
    const lake = files({ root: folder })
    const Company = z.object({ symbol: z.string(), name: z.string() })
    const companies = externalAsset('erp/companies', { schema: z.array(Company), io: lake.json('companies.json') })
    const quotes = asset('quotes', { schema: z.array(Quote), io: lake.parquet() }, () => [
      { symbol: 'A', close: 1 },
      { symbol: 'B', close: 2 },
    ])
    const named = sqlAsset(
      'named',
      {
        warehouse,
        deps: { quotes, companies },
        row: z.object({ name: z.string(), close: z.number() }),
        write: { mode: 'replace' },
      },
      (db) =>
        db
          .selectFrom('quotes')
          .innerJoin('companies', 'companies.symbol', 'quotes.symbol')
          .select(['companies.name', 'quotes.close']),
    )
    const project = projectOf([companies, quotes, named])
    await makeAll(project)
    expect(await project.load(named)).toEqual([{ name: 'Aleph', close: 1 }])
  })

  test('sees a table that is made elsewhere in its own warehouse', async () => {
    const { path } = scratchOfTest()
    const warehouse = duckdb({ path })
    const at = { asset: 'vendor/rates', partition: null }
    await warehouse.table().write([{ symbol: 'A', close: 7 }], at)
    const rates = externalAsset('vendor/rates', { schema: z.array(Quote), io: warehouse.table() })
    const copy = sqlAsset('copy', { warehouse, deps: { rates }, row: Quote, write: { mode: 'replace' } }, (db) =>
      db.selectFrom('rates').selectAll(),
    )
    const project = projectOf([rates, copy])
    expect(await makeAll(project)).toEqual({ copy: 1 })
    expect(await project.load(copy)).toEqual([{ symbol: 'A', close: 7 }])
    await warehouse.table().write([{ symbol: 'A', close: 8 }], at)
    expect(await makeAll(project)).toEqual({ copy: 1 })
    expect(await project.load(copy)).toEqual([{ symbol: 'A', close: 8 }])
  })

  test('reads what its mappings reach: every partition, the last ones, the one before', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const quotes = quotesIn(warehouse)
    const Sum = z.object({ total: z.number().nullable() })
    const total = sqlAsset(
      'total',
      { warehouse, deps: { all: every(quotes) }, row: Sum, write: { mode: 'replace' } },
      (_, { sql, tables: { all } }) => sql`select sum(close) as total from ${all}`,
    )
    const Moves = z.object({ symbol: z.string(), two: z.number(), before: z.number().nullable() })
    const moves = sqlAsset(
      'moves',
      {
        warehouse,
        deps: { two: lookback(quotes, 2), before: offset(quotes, -1) },
        partitions: days,
        row: Moves,
        write: { mode: 'replace' },
      },
      (_, { sql, tables: { two, before } }) => sql`
        select ${two.symbol}, sum(${two.close}) as two, any_value(${before.close}) as before
        from ${two} left join ${before} on ${before.symbol} = ${two.symbol}
        group by 1 order by 1`,
    )
    const project = projectOf([quotes, total, moves])
    await makeAll(project)
    expect(await project.load(total)).toEqual([{ total: 110 }])
    expect(await project.load(moves, '2024-01-01')).toEqual([
      { symbol: 'A', two: 1, before: null },
      { symbol: 'B', two: 10, before: null },
    ])
    expect(await project.load(moves, '2024-01-03')).toEqual([
      { symbol: 'A', two: 5, before: 2 },
      { symbol: 'B', two: 50, before: 20 },
    ])
  })

  test('reads its own partition of the day before', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const quotes = quotesIn(warehouse)
    const running = sqlAsset(
      'running',
      {
        warehouse,
        deps: { quotes, before: offset(self, -1) },
        partitions: days,
        row: Quote,
        write: { mode: 'replace' },
      },
      (db) =>
        db
          .selectFrom('quotes')
          .leftJoin('before', 'before.symbol', 'quotes.symbol')
          .select('quotes.symbol')
          .select((eb) => eb('quotes.close', '+', eb.fn.coalesce('before.close', eb.lit(0))).as('close')),
    )
    const project = projectOf([quotes, running])
    await makeAll(project)
    expect(await project.load(running, '2024-01-04')).toEqual([
      { symbol: 'A', close: 10 },
      { symbol: 'B', close: 100 },
    ])
  })

  test('makes a table without rows from one without rows', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const none = asset('none', { schema: z.array(Quote), io: warehouse.table() }, () => [])
    const copy = sqlAsset('copy', { warehouse, deps: { none }, row: Quote, write: { mode: 'replace' } }, (db) =>
      db.selectFrom('none').selectAll(),
    )
    const project = projectOf([none, copy])
    await makeAll(project)
    expect(await project.load(copy)).toEqual([])
  })

  test('is cut by products, and knows its partition as an object', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const cut = product({ day: days, symbol: keys('A', 'B') })
    const cell = sqlAsset(
      'cell',
      {
        warehouse,
        deps: {},
        partitions: cut,
        row: z.object({ day: z.string(), symbol: z.string() }),
        write: { mode: 'replace' },
      },
      (_, { sql, partition: { day, symbol } }) => sql`select ${day} as day, ${symbol} as symbol`,
    )
    const project = projectOf([cell])
    expect(await makeAll(project)).toEqual({ cell: 8 })
    expect(await project.load(cell, { day: '2024-01-02', symbol: 'B' })).toEqual([{ day: '2024-01-02', symbol: 'B' }])
  })

  test('binds parameters of every scalar type, exactly', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const Row = z.object({
      text: z.string(),
      number: z.number(),
      whole: z.int(),
      big: z.bigint(),
      yes: z.boolean(),
      at: z.date(),
      none: z.string().nullable(),
    })
    const row = {
      text: `'; drop table x; -- $1 "é`,
      number: 0.1,
      whole: 9_007_199_254_740_991,
      big: 2n ** 70n,
      yes: true,
      at: new Date('1969-12-31T23:59:59.999Z'),
      none: null,
    }
    const { text, number, whole, big, yes, at, none } = row
    const table = sqlAsset(
      'one',
      { warehouse, deps: {}, row: Row, write: { mode: 'replace' } },
      (_, { sql }) =>
        sql`select ${text} as text, ${number} as number, ${whole} as whole, ${big} as big, ${yes} as yes, ${at} as at, ${none} as none`,
    )
    const project = projectOf([table])
    await makeAll(project)
    expect(await project.load(table)).toEqual([row])
  })

  test('takes queries with a WITH clause of their own, comments at the end and names in need of quotes', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const quotes = quotesIn(warehouse)
    const odd = sqlAsset(
      'odd',
      { warehouse, deps: { 'my "quotes"': every(quotes) }, row: z.object({ n: z.int() }), write: { mode: 'replace' } },
      (_, { sql, tables }) => sql`
        with recursive quotes as (select * from ${tables['my "quotes"']}), more as (select 1 as x)
        select count(*) as n from quotes, more -- all of them`,
    )
    const project = projectOf([quotes, odd])
    await makeAll(project)
    expect(await project.load(odd)).toEqual([{ n: 8 }])
  })

  test("takes Kysely's own raw statements", async () => {
    const { sql: raw } = await import('kysely')
    const warehouse = duckdb({ path: scratchOfTest().path })
    const one = sqlAsset(
      'one',
      { warehouse, deps: {}, row: z.object({ n: z.int() }), write: { mode: 'replace' } },
      () => raw<{ n: number }>`select ${3}::bigint as n`,
    )
    const project = projectOf([one])
    await makeAll(project)
    expect(await project.load(one)).toEqual([{ n: 3 }])
  })

  test('has its deps read only when the project is defined', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    let reads = 0
    const copy = sqlAsset(
      'copy',
      {
        warehouse,
        get deps() {
          reads += 1
          return { later }
        },
        row: Quote,
        write: { mode: 'replace' },
      },
      (db) => db.selectFrom('later').selectAll(),
    )
    expect(reads).toBe(0)
    const later = asset('later', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close: 1 }])
    const project = projectOf([copy, later])
    await makeAll(project)
    expect(await project.load(copy)).toEqual([{ symbol: 'A', close: 1 }])
  })
})
