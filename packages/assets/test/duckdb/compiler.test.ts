import { expect, it } from 'vitest'
import { compileOnlyKysely, DuckDbFile } from '../../src/duckdb/index.ts'
import { errorOf, scratchOfTest } from './scratch.ts'

interface Tables {
  prices: { symbol: string; close: number; at: Date }
}

it('compiles what DuckDB runs', async () => {
  const db = await compileOnlyKysely<Tables>()
  const since = new Date('2024-01-02T00:00:00Z')
  const { sql, parameters } = db
    .selectFrom('prices as p')
    .where('p.at', '>=', since)
    .where('symbol', 'in', ['A', 'B'])
    .select((eb) => ['symbol', eb.fn.max('close').as('high'), eb.val(7n).as('seven')])
    .groupBy('symbol')
    .orderBy('symbol')
    .limit(10)
    .compile()
  expect(sql).toContain('"p"."at" >= $')
  const rows = await DuckDbFile.at(scratchOfTest().path).use(async (session) => {
    await session.run('create table prices (symbol varchar, close double, "at" timestamp)')
    await session.run(
      "insert into prices values ('A', 1.5, '2024-01-02'), ('A', 2, '2024-01-03'), ('B', 9, '2024-01-01')",
    )
    return session.rows(sql, parameters)
  })
  expect(rows).toEqual([{ symbol: 'A', high: 2, seven: 7 }])
})

it('says why a query cannot be executed', async () => {
  const db = await compileOnlyKysely<Tables>()
  expect(await errorOf(db.selectFrom('prices').selectAll().execute())).toMatchObject({
    code: 'QUERY_NOT_RUNNABLE',
    hint: expect.stringContaining('Return the query'),
  })
})
