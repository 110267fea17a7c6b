import { bigquery, duckdb, postgres, redshift, sqlAsset, sqlFile } from '@headwater/assets'
import { asset, type ColumnReach, columns, daily, every, offset } from '@headwater/core'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const warehouse = duckdb({ path: 'never-opened.duckdb' })
const days = daily({ start: '2024-01-02' })
const write = { mode: 'replace' } as const

const raw = asset(
  'raw/quotes',
  { partitions: days, schema: z.array(z.object({ symbol: z.string(), quote: z.object({ '05. price': z.string() }) })) },
  () => [],
)
const Price = z.object({ day: z.string(), symbol: z.string(), close: z.number() })
const prices = asset(
  'market/prices',
  {
    partitions: days,
    deps: { raw },
    schema: z.array(Price),
    columns: ({ raw }, { made, transformed }) =>
      made({ day: transformed([]), symbol: raw.symbol, close: transformed(raw.quote['05. price']) }),
  },
  () => [],
)
const moves = sqlAsset(
  'market/moves',
  {
    warehouse,
    partitions: days,
    deps: { today: prices, before: offset(prices, -1) },
    row: Price.extend({ move: z.number().nullable() }),
    write: { mode: 'delete-insert', by: 'day' },
  },
  (db, { partition }) =>
    db
      .selectFrom('today')
      .leftJoin('before', 'before.symbol', 'today.symbol')
      .select(['today.day', 'today.symbol', 'today.close'])
      .select((eb) => eb(eb('today.close', '/', eb.ref('before.close')), '-', eb.lit(1)).as('move'))
      .where('today.day', '=', partition.slice(0, 10)),
)
const extremes = sqlAsset(
  'market/extremes',
  { warehouse, deps: { moves: every(moves) }, row: z.object({ symbol: z.string(), worst: z.number() }), write },
  (_, { sql, tables: { moves } }) =>
    sql`select ${moves.symbol}, min(${moves.move}) as worst from ${moves} where ${moves.move} < ${-0.01} group by 1`,
)
const feature = asset(
  'features/worst',
  { deps: { extremes }, schema: z.array(z.object({ feature: z.number() })) },
  columns.from({ extremes }).rename({ worst: 'feature' }).pick('feature'),
)

const inShort = ({ columns: reached }: ColumnReach) =>
  reached.map(({ asset, column, bearing }) => `${asset}.${column} ${bearing}`)

describe('the column lineage of SQL assets', () => {
  const project = () => projectOf([raw, prices, moves, extremes, feature])

  it('goes end to end, from a field of raw JSON to a feature, before anything ran', async () => {
    const { upstream } = await project().columnLineage('features/worst', 'feature')
    expect(inShort(upstream)).toEqual([
      'market/extremes.worst DIRECT',
      'market/moves.move DIRECT',
      'market/prices.close DIRECT',
      'raw/quotes.quote."05. price" DIRECT',
      'market/moves.symbol INDIRECT',
      'market/prices.symbol INDIRECT',
      'market/prices.day INDIRECT',
      'raw/quotes.symbol INDIRECT',
    ])
    expect(upstream.problems).toEqual([])
    const { downstream } = await project().columnLineage('raw/quotes', 'quote."05. price"')
    expect(inShort(downstream).filter((reached) => reached.endsWith(' DIRECT'))).toEqual([
      'market/prices.close DIRECT',
      'market/moves.close DIRECT',
      'market/moves.move DIRECT',
      'market/extremes.worst DIRECT',
      'features/worst.feature DIRECT',
    ])
  })

  it('tells how a column is made, and what decides', async () => {
    const { upstream } = await project().columnLineage('market/extremes', 'worst')
    const own = upstream.edges.filter(({ to }) => to.asset === 'market/extremes')
    expect(own.map(({ from, transformation }) => [from.column, transformation])).toEqual([
      ['move', 'AGGREGATION'],
      ['move', 'FILTER'],
      ['symbol', 'GROUP_BY'],
    ])
  })

  it('follows temporary tables of a file with several statements', async () => {
    const file = join(await temporaryFolder(), 'top.sql')
    writeFileSync(
      file,
      `create temp table dear as select symbol, close * 2 as twice from prices where day = $partition;
       select symbol, max(twice) as top from dear group by symbol`,
    )
    const top = sqlAsset(
      'top',
      {
        warehouse,
        partitions: days,
        deps: { prices },
        row: z.object({ symbol: z.string(), top: z.number() }),
        write: { mode: 'append' },
      },
      sqlFile(file),
    )
    const { upstream } = await projectOf([raw, prices, top]).columnLineage('top', 'top')
    expect(inShort(upstream)).toEqual([
      'market/prices.close DIRECT',
      'raw/quotes.quote."05. price" DIRECT',
      'market/prices.day INDIRECT',
      'market/prices.symbol INDIRECT',
      'raw/quotes.symbol INDIRECT',
    ])
  })

  it('knows which columns decide what a write mode keeps of the rows', async () => {
    const Version = z.object({ id: z.string(), city: z.string(), since: z.string(), until: z.string().nullable() })
    const log = asset('log', { schema: z.array(Version.extend({ gone: z.boolean() })) }, () => [])
    const history = sqlAsset(
      'history',
      { warehouse, deps: { log }, row: Version, write: { mode: 'scd2', on: ['id'], from: 'since', to: 'until' } },
      (db) => db.selectFrom('log').select(['id', 'city', 'since', 'until']),
    )
    const latest = sqlAsset(
      'latest',
      {
        warehouse,
        deps: { log },
        row: z.object({ id: z.string(), since: z.string(), gone: z.boolean() }),
        write: { mode: 'changes', on: ['id'], sequence: 'since', deleted: 'gone' },
      },
      (db) => db.selectFrom('log').select(['id', 'since', 'gone']),
    )
    const project = projectOf([log, history, latest])
    expect(inShort((await project.columnLineage('history', 'until')).upstream)).toEqual([
      'log.until DIRECT',
      'log.since DIRECT',
      'log.id INDIRECT',
    ])
    expect(inShort((await project.columnLineage('history', 'city')).upstream)).toEqual(['log.city DIRECT'])
    expect(inShort((await project.columnLineage('latest', 'gone')).upstream)).toEqual([
      'log.gone DIRECT',
      'log.id INDIRECT',
      'log.since INDIRECT',
    ])
  })

  const dialects = {
    duckdb: warehouse,
    postgres: postgres({ url: 'postgres://nobody@localhost:1/none' }),
    redshift: redshift({ host: 'cluster.example' }),
    bigquery: bigquery({ projectId: 'none', dataset: 'none' }),
  }
  it.each(Object.entries(dialects))('resolves stars and reads parameters in %s', async (_, of) => {
    const builder = sqlAsset('builder', { warehouse: of, deps: { prices: every(prices) }, row: Price, write }, (db) =>
      db.selectFrom('prices').selectAll().where('symbol', '=', 'AAPL'),
    )
    const text = sqlAsset(
      'text',
      { warehouse: of, deps: { builder }, row: Price, write },
      (_, { sql, tables: { builder } }) => sql`select b.* from ${builder} as b where b.close > ${1} order by b.day`,
    )
    const { upstream } = await projectOf([raw, prices, builder, text]).columnLineage('text', 'close')
    expect(upstream.problems).toEqual([])
    expect(inShort(upstream)).toEqual([
      'builder.close DIRECT',
      'market/prices.close DIRECT',
      'raw/quotes.quote."05. price" DIRECT',
      'builder.day INDIRECT',
      'market/prices.symbol INDIRECT',
      'market/prices.day INDIRECT',
      'raw/quotes.symbol INDIRECT',
    ])
  })

  it('says where a query reads a column that is not there, and what cannot be known', async () => {
    const wrong = sqlAsset(
      'wrong',
      { warehouse, deps: { prices: every(prices) }, row: z.object({ price: z.number() }), write },
      (_, { sql, tables: { prices } }) => sql`
select clsoe as price from ${prices}`,
    )
    const project = projectOf([raw, prices, wrong])
    const { upstream } = await project.columnLineage('wrong', 'price')
    expect(upstream.problems).toEqual([
      {
        asset: 'wrong',
        code: 'COLUMN_UNKNOWN',
        message: expect.stringContaining('clsoe'),
        position: { line: 2, column: 8 },
      },
    ])
    expect(inShort(upstream)[0]).toBe('market/prices.* UNKNOWN')
    await expect(project.validate()).rejects.toMatchObject({ code: 'COLUMN_UNKNOWN', asset: 'wrong' })
  })

  it('is unknown where the query function throws without a run', async () => {
    const moody = sqlAsset(
      'moody',
      { warehouse, deps: { prices: every(prices) }, row: z.object({ close: z.number() }), write },
      (db, { runId }) => {
        if (runId === '') throw new Error('not now')
        return db.selectFrom('prices').select('close')
      },
    )
    const { upstream } = await projectOf([raw, prices, moody]).columnLineage('moody', 'close')
    expect(inShort(upstream)[0]).toBe('market/prices.* UNKNOWN')
    expect(upstream.problems[0]?.message).toContain('Error: not now')
  })
})
