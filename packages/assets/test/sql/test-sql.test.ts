import { asset, daily, every, keys, lookback, offset, product, self } from '@headwater/core'
import { duckdb, files, postgres, sqlAsset } from '@headwater/assets'
import { testSql } from '@headwater/assets/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const warehouse = duckdb({ path: 'never-opened.duckdb' })
const days = daily({ start: '2024-01-01' })
const Quote = z.object({ day: z.string(), symbol: z.string(), close: z.number() })
const Company = z.object({ symbol: z.string(), name: z.string() })

const quotes = asset('quotes', { partitions: days, schema: z.array(Quote), io: warehouse.table() }, () => [])
const companies = asset('companies', { schema: z.array(Company), io: files({ root: '.' }).json() }, () => [])

const fct = sqlAsset(
  'fct',
  {
    warehouse,
    deps: { quotes: lookback(quotes, 2), company: companies },
    partitions: days,
    row: z.object({ day: z.string(), name: z.string(), close: z.number() }),
    write: { mode: 'delete-insert', by: 'day' },
  },
  (db, { partition }) =>
    db
      .selectFrom('quotes')
      .innerJoin('company', 'company.symbol', 'quotes.symbol')
      .select(['quotes.day', 'company.name', 'quotes.close'])
      .where('quotes.close', '>', 0)
      .where('quotes.day', '=', partition),
)
const company = [{ symbol: 'A', name: 'Aleph' }]

describe('the query of an SQL asset', () => {
  test('is tried on rows, without a project, a file or a run', async () => {
    const given = {
      deps: {
        quotes: [
          { day: '2024-01-02', symbol: 'A', close: 2 },
          { day: '2024-01-02', symbol: 'A', close: 1 },
          { day: '2024-01-01', symbol: 'A', close: 9 },
          { day: '2024-01-02', symbol: 'B', close: 3 },
        ],
        company,
      },
      partition: '2024-01-02',
    }
    const made = [
      { day: '2024-01-02', name: 'Aleph', close: 1 },
      { day: '2024-01-02', name: 'Aleph', close: 2 },
    ]
    expect(await testSql(fct, given)).toEqual(made)
    expect(await Promise.all([testSql(fct, given), testSql(fct, given)])).toEqual([made, made])
    expect(await testSql(fct, { deps: { quotes: [], company: [] }, partition: '2024-01-02' })).toEqual([])
  })

  test('is held to its row and its write mode', async () => {
    const spec = {
      warehouse,
      deps: { companies },
      row: Company.extend({ name: z.string().max(3) }),
      write: { mode: 'merge', on: ['symbol'] },
    } as const
    const all = sqlAsset('all', spec, (db) => db.selectFrom('companies').selectAll())
    await expect(testSql(all, { deps: { companies: company } })).rejects.toMatchObject({ code: 'VALUE_REFUSED' })
    const short = { symbol: 'A', name: 'A' }
    await expect(testSql(all, { deps: { companies: [short, short] } })).rejects.toMatchObject({
      code: 'MERGE_KEY_DUPLICATE',
    })
    const less = sqlAsset('less', spec, (_, { sql, tables: { companies } }) => sql`select symbol from ${companies}`)
    await expect(testSql(less, { deps: { companies: company } })).rejects.toMatchObject({
      code: 'TABLE_CONTRACT_BROKEN',
      asset: 'less',
    })
  })

  test('may be several statements, a view, a product, one that reads itself', async () => {
    const cell = sqlAsset(
      'cell',
      {
        warehouse,
        deps: { before: offset(self, -1), quotes: every(quotes) },
        partitions: product({ day: days, symbol: keys('A', 'B') }),
        row: Quote,
        write: { mode: 'replace' },
      },
      (_, { sql, partition, tables: { before, quotes } }) => sql`
        create temp table own as select * from ${quotes} where ${quotes.symbol} = ${partition.symbol};
        select ${partition.day} as day, symbol, close + coalesce((select sum(close) from ${before}), 0) as close from own`,
    )
    expect(
      await testSql(cell, {
        deps: {
          before: [{ day: '2024-01-01', symbol: 'B', close: 10 }],
          quotes: [
            { day: '2024-01-02', symbol: 'A', close: 1 },
            { day: '2024-01-02', symbol: 'B', close: 2 },
          ],
        },
        partition: { day: '2024-01-02', symbol: 'B' },
      }),
    ).toEqual([{ day: '2024-01-02', symbol: 'B', close: 12 }])
    const view = sqlAsset('view', { warehouse, deps: { companies }, row: Company, write: { mode: 'view' } }, (db) =>
      db.selectFrom('companies').selectAll(),
    )
    expect(await testSql(view, { deps: { companies: company } })).toEqual(company)
  })

  test('of another warehouse is run in DuckDB, where that takes it', async () => {
    const elsewhere = postgres({ url: 'postgres://nobody@nowhere/none' })
    const spec = { warehouse: elsewhere, deps: { companies }, row: Company, write: { mode: 'replace' } } as const
    const both = sqlAsset('both', spec, (db) => db.selectFrom('companies').selectAll().where('symbol', '=', 'A'))
    expect(await testSql(both, { deps: { companies: company } })).toEqual(company)
    const own = sqlAsset('own', spec, (_, { sql }) => sql`select to_regclass('x') as symbol, 'x' as name`)
    await expect(testSql(own, { deps: { companies: company } })).rejects.toMatchObject({
      code: 'DUCKDB_QUERY_FAILED',
      hint: expect.stringContaining('It is a query for postgres, and testSql runs it in DuckDB.'),
    })
  })

  test('is not that of an asset which a function makes', async () => {
    await expect(testSql(companies as never, { deps: {}, partition: '2024-01-02' })).rejects.toMatchObject({
      code: 'ASSET_EXPECTED',
    })
  })
})
