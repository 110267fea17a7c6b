import { rowSchemaOf } from '@headwater/core/extend'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const Price = z.object({ symbol: z.string(), close: z.number() })

async function databaseOfTest() {
  const { url } = await scratchDatabaseOfTest()
  const warehouse = postgres({ url })
  const { store } = warehouse
  const database = PostgresDatabase.at(url)
  let run = 0
  const write = async (row: z.ZodObject, value: readonly object[], partition: string | null = null) => {
    const attempt = attemptOf(++run)
    const at = placeOf('market/prices', partition, attempt, rowSchemaOf(z.array(row)))
    return store.publish(await store.stage([{ value, at }]), attempt)
  }
  const view = async (row: z.ZodObject, sql: string) => {
    const attempt = attemptOf(++run)
    const at = placeOf('market/seen', null, attempt, rowSchemaOf(z.array(row)))
    const staged = await warehouse.stageQueries([{ at, sql, parameters: [], sources: {}, write: { mode: 'view' } }])
    return store.publish(staged, attempt)
  }
  const sql = (text: string) => database.use((session) => session.rows(text))
  return { store, write, view, sql, nextAttempt: () => attemptOf(++run) }
}

it('a view that others made over a table stays, and shows the new rows, also when the table gets other columns', async () => {
  const { write, sql } = await databaseOfTest()
  await write(Price, [{ symbol: 'A', close: 1 }])
  await sql('create view public.symbols as select symbol from market.prices')
  await sql('grant select on market.prices to public')
  await write(Price, [{ symbol: 'B', close: 2 }])
  expect(await sql('select * from public.symbols')).toEqual([{ symbol: 'B' }])
  await write(z.object({ symbol: z.string(), volume: z.bigint(), close: z.string() }), [
    { symbol: 'C', volume: 3n, close: 'x' },
  ])
  expect(await sql('select * from public.symbols')).toEqual([{ symbol: 'C' }])
  expect(await sql('select symbol, volume, close from market.prices')).toEqual([
    { symbol: 'C', volume: 3n, close: 'x' },
  ])
  expect(await sql("select has_table_privilege('public', 'market.prices', 'select') as granted")).toEqual([
    { granted: true },
  ])
})

it('a table keeps its rows when it would lose a column that a view reads, and the error says which view', async () => {
  const { write, sql } = await databaseOfTest()
  await write(Price, [{ symbol: 'A', close: 1 }])
  await sql('create view public.closes as select close from market.prices')
  const error = await errorOf(write(z.object({ symbol: z.string() }), [{ symbol: 'B' }]))
  expect(error).toMatchObject({ code: 'POSTGRES_QUERY_FAILED', hint: expect.stringContaining('depends on it') })
  expect(error.message).toContain('view closes depends on column close')
  expect(await sql('select * from public.closes')).toEqual([{ close: 1 }])
})

it('a view stays the same to the views that read it, as long as its columns stay', async () => {
  const { view, sql } = await databaseOfTest()
  await view(Price, "select 'A' as symbol, 1 as close")
  await sql('create view public.dearer as select symbol, close * 2 as close from market.seen')
  await view(Price, "select 'B' as symbol, 2.5 as close")
  expect(await sql('select * from public.dearer')).toEqual([{ symbol: 'B', close: 5 }])
  const other = await errorOf(view(z.object({ symbol: z.string() }), "select 'C' as symbol"))
  expect(other.message).toContain('view dearer depends on view market.seen')
  expect(await sql('select * from public.dearer')).toEqual([{ symbol: 'B', close: 5 }])
})

it('a table that others made is taken over by replace, and keeps the order of its rows from then on', async () => {
  const { write, store, sql } = await databaseOfTest()
  await sql('create schema market')
  await sql("create table market.prices as select 'Z' as symbol, 1 as id")
  const value = ['C', 'A', 'B'].map((symbol) => ({ symbol, close: 1 }))
  const [published] = await write(Price, value)
  const read = await store.read(published?.location ?? {}, { asset: 'market/prices', partition: null })
  expect(read).toEqual({ value, dataVersion: published?.dataVersion })
})

it('a wiped table that a view reads is emptied, since dropping it would take the view along', async () => {
  const { write, store, sql, nextAttempt } = await databaseOfTest()
  const [published] = await write(Price, [{ symbol: 'A', close: 1 }], 'p')
  await sql('create view public.symbols as select symbol from market.prices')
  const removal = { asset: 'market/prices', partition: 'p', location: published?.location ?? {}, published: true }
  await store.remove?.([removal], nextAttempt())
  expect(await sql('select * from public.symbols')).toEqual([])
  await write(Price, [{ symbol: 'B', close: 1 }], 'p')
  expect(await sql('select * from public.symbols')).toEqual([{ symbol: 'B' }])
})
