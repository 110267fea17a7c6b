import { rowSchemaOf } from '@headwater/core/extend'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import type { Column } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { stages } from '../tables/engines.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const columns: readonly Column[] = [{ name: 'n', kind: 'integer', nullable: false, absent: false }]
const rowSchema = rowSchemaOf(z.array(z.object({ n: z.int() })))
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))

async function databaseOfTest() {
  const { url } = await scratchDatabaseOfTest()
  return { url, database: PostgresDatabase.at(url), store: postgres({ url }).store }
}

/** Ends the connection that is copying rows in. */
const terminate = "select count(pg_terminate_backend(pid)) as ended from pg_stat_activity where query like 'copy %'"

it('rows whose connection is dropped in the middle are not there, and the next ones go through', async () => {
  const { database, store } = await databaseOfTest()
  const value = numbers(300_000)
  // The first row that is asked for late enough for COPY to be under way tells when.
  const late = Object.defineProperty({}, 'n', { get: () => (underWay.resolve(), 1), enumerable: true })
  const underWay = Promise.withResolvers<void>()
  value[200_000] = late as { n: number }
  const staging = errorOf(store.stage([{ value, at: placeOf('a/t', null, attemptOf(1), rowSchema) }]))
  await underWay.promise
  expect(await database.use((session) => session.rows(terminate))).toEqual([{ ended: 1 }])
  expect(await staging).toMatchObject({ code: 'POSTGRES_UNREACHABLE', message: expect.stringContaining('terminat') })
  expect(await database.use((session) => session.rows(stages))).toEqual([{ n: 0 }])
  const attempt = attemptOf(2)
  const staged = await store.stage([{ value: numbers(10), at: placeOf('a/t', null, attempt, rowSchema) }])
  const [published] = await store.publish(staged, attempt)
  const read = await store.read(published?.location ?? {}, { asset: 'a/t', partition: null })
  expect(read.value).toEqual(numbers(10))
})

it('a connection that is dropped while rows are read says so', async () => {
  const { database } = await databaseOfTest()
  const reading = database.use((session) =>
    session.scan('select n, pg_sleep(0.0001)::text as t from generate_series(1, 1000000) as n'),
  )
  const failed = errorOf(reading)
  for (let ended = 0; ended === 0; )
    ended = Number((await database.use((session) => session.rows(terminate)))[0]?.['ended'])
  expect(await failed).toMatchObject({ code: 'POSTGRES_UNREACHABLE' })
  expect(await database.use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
})

it('rows are not copied any further once the signal is aborted', async () => {
  const { database } = await databaseOfTest()
  const controller = new AbortController()
  const endless = {
    *[Symbol.iterator]() {
      for (let batch = 0; ; batch++) {
        if (batch === 50) controller.abort(new Error('cancelled'))
        yield { rows: numbers(5000) }
      }
    },
  }
  const copying = database.use(
    (session) =>
      session.transaction(async () => {
        await session.run('create table public.t (n bigint)')
        await session.append({ schema: 'public', table: 't' }, { columns, partitioned: false }, endless)
      }),
    { signal: controller.signal },
  )
  await expect(copying).rejects.toThrow('cancelled')
  expect(await database.use((session) => session.describe({ schema: 'public', table: 't' }))).toBeUndefined()
})

it('a row that cannot be stored leaves the connection as it was', async () => {
  const { database } = await databaseOfTest()
  const error = await errorOf(
    database.use(async (session) => {
      await session.run('create table public.t (n bigint)')
      const batches = [{ rows: [...numbers(50_000), { n: 1.5 }], partition: 'p' }]
      await expect(
        session.append({ schema: 'public', table: 't' }, { columns, partitioned: false }, batches),
      ).rejects.toThrow('row 50000 of partition `p`, column `n` is 1.5 (number)')
      expect(await session.rows('select count(*) as n from public.t')).toEqual([{ n: 0 }])
      await session.append({ schema: 'public', table: 't' }, { columns, partitioned: false }, [{ rows: numbers(3) }])
      expect(await session.scan('select n from public.t order by n')).toEqual(numbers(3))
      return session.rows('select nothing')
    }),
  )
  expect(error.code).toBe('POSTGRES_QUERY_FAILED')
})
