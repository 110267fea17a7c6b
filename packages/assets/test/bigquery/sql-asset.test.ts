import { bigquery, files, sqlAsset } from '@headwater/assets'
import { asset, daily, every, lookback, offset } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Quote = z.object({ symbol: z.string(), close: z.number() })
const days = daily({ start: '2024-01-01', end: '2024-01-04' })

/** Quotes of a day: A closes at its day of the month, B at ten times that. */
async function quotesIn() {
  const bench = await Bench.of(file)
  const { warehouse } = bench
  const spec = { partitions: days, schema: z.array(Quote), io: warehouse.table() }
  const quotes = asset('market/quotes', spec, (_, { partition }) => {
    const day = Number(partition.slice(-2))
    return [
      { symbol: 'A', close: day },
      { symbol: 'B', close: day * 10 },
    ]
  })
  return { bench, warehouse, quotes }
}

describe('an SQL asset in BigQuery', () => {
  it('is built with Kysely over partitions of its deps', async () => {
    const { bench, warehouse, quotes } = await quotesIn()
    const moves = sqlAsset(
      'market/moves',
      {
        warehouse: warehouse.clusteredBy('symbol'),
        deps: { today: quotes, before: offset(quotes, -1) },
        partitions: days,
        row: Quote.extend({ move: z.number().nullable() }),
        write: { mode: 'replace' },
      },
      (db) =>
        db
          .selectFrom('today')
          .leftJoin('before', 'before.symbol', 'today.symbol')
          .select(['today.symbol', 'today.close'])
          .select((eb) => eb('today.close', '-', eb.ref('before.close')).as('move'))
          .where('today.symbol', '!=', "it's not"),
    )
    const project = projectOf([quotes, moves])
    expect(await makeAll(project)).toEqual({ 'market/quotes': 4, 'market/moves': 4 })
    expect(await project.load(moves, '2024-01-01')).toEqual([
      { symbol: 'A', close: 1, move: null },
      { symbol: 'B', close: 10, move: null },
    ])
    expect(await project.load(moves, '2024-01-03')).toEqual([
      { symbol: 'A', close: 3, move: 1 },
      { symbol: 'B', close: 30, move: 10 },
    ])
    const [{ timePartitioning, clustering }] = await bench.client
      .dataset(bench.dataset)
      .table('market__moves')
      .getMetadata()
    expect([timePartitioning.field, clustering.fields]).toEqual(['_headwater_partition', ['symbol']])
    expect(await makeAll(project)).toEqual({})
  })

  it('is written in SQL, with references and bound values, over every partition and over files', async () => {
    const { warehouse, quotes } = await quotesIn()
    const Company = z.object({ symbol: z.string(), shares: z.bigint() })
    const lake = files({ root: await temporaryFolder() })
    const companies = asset('companies', { schema: z.array(Company), io: lake.parquet() }, () => [
      { symbol: 'A', shares: 2n ** 60n },
      { symbol: 'B', shares: 3n },
    ])
    const best = sqlAsset(
      'market/best',
      {
        warehouse,
        deps: { quotes: every(quotes), recent: lookback(quotes, 2), companies },
        partitions: days,
        row: z.object({ symbol: z.string(), best: z.number(), days: z.int(), shares: z.bigint() }),
        write: { mode: 'replace' },
      },
      (_, { sql, tables: { quotes, recent, companies }, partition }) => sql`
        select ${companies.symbol}, max(${quotes.close}) as best, ${companies.shares},
          (select count(*) from ${recent} where ${recent.symbol} = ${'A'}) as days
        from ${quotes} join ${companies} on ${companies.symbol} = ${quotes.symbol}
        where ${partition} != ${'never'} group by ${companies.symbol}, ${companies.shares}`,
    )
    const project = projectOf([quotes, companies, best])
    await makeAll(project)
    expect(await project.load(best, '2024-01-04')).toEqual([
      { symbol: 'A', best: 4, days: 2, shares: 2n ** 60n },
      { symbol: 'B', best: 40, days: 2, shares: 3n },
    ])
  })

  it('may be a view, and cuts off what reads it when it shows the same', async () => {
    const { bench, warehouse, quotes } = await quotesIn()
    const high = sqlAsset(
      'market/high',
      { warehouse, deps: { quotes: every(quotes) }, row: Quote, write: { mode: 'view' } },
      (db) => db.selectFrom('quotes').selectAll().where('close', '>=', 30),
    )
    const sum = sqlAsset(
      'market/sum',
      { warehouse, deps: { high }, row: z.object({ sum: z.number() }), write: { mode: 'merge', on: ['sum'] } },
      (_, { sql, tables: { high } }) => sql`select sum(${high.close}) as sum from ${high}`,
    )
    const project = projectOf([quotes, high, sum])
    expect(await makeAll(project)).toEqual({ 'market/quotes': 4, 'market/high': 1, 'market/sum': 1 })
    expect(await project.load(high)).toEqual([
      { symbol: 'B', close: 30 },
      { symbol: 'B', close: 40 },
    ])
    expect(await project.load(sum)).toEqual([{ sum: 70 }])
    expect(await bench.rows('SELECT SUM(close) AS n FROM market__high')).toEqual([{ n: 70 }])
  })

  it('compiles without a login, a dataset or a server', async () => {
    const compiled = (await bigquery({ dataset: 'nowhere' }).compiler())
      .selectFrom('a' as never)
      .selectAll()
      .compile()
    expect(compiled.sql).toBe('select * from `a`')
  })
})
