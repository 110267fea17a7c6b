import { asset } from '@headwater/core'
import { postgres, sqlAsset } from '@headwater/assets'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, projectOf } from '../project-of-test.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const Price = z.object({ symbol: z.string(), close: z.number(), day: z.date(), note: z.object({ of: z.string() }) })
type Prices = readonly z.output<typeof Price>[]

const before: Prices = [
  { symbol: 'A', close: 0, day: new Date('2024-01-02'), note: { of: 'a' } },
  { symbol: 'B', close: 20, day: new Date('2024-01-02'), note: { of: 'b' } },
]

test('what changed only in columns that a query does not read leaves it fresh in PostgreSQL, too', async () => {
  const warehouse = postgres({ url: (await scratchDatabaseOfTest()).url })
  let rows = before
  const prices = asset(
    'prices',
    { schema: z.array(Price), io: warehouse.table() as never, codeVersion: '1' },
    () => rows,
  )
  const closes = sqlAsset(
    'closes',
    { warehouse, deps: { prices }, row: Price.pick({ symbol: true, close: true }), write: { mode: 'replace' } },
    (db) => db.selectFrom('prices').select(['symbol', 'close']),
  )
  const days = sqlAsset(
    'days',
    { warehouse, deps: { prices }, row: Price.pick({ day: true }), write: { mode: 'replace' } },
    (_, { sql, tables: { prices } }) => sql`select day from (select distinct day, note::text from ${prices})`,
  )
  const project = projectOf([prices, closes, days])
  await makeAll(project)
  const change = async (to: Prices) => {
    rows = to
    await project.materialize('prices', { force: true })
    return makeAll(project)
  }
  const otherNotes = before.map((row) => ({ ...row, note: { of: 'c' } }))
  expect(await change(otherNotes)).toEqual({ days: 1 })
  // -0 equals 0, and is another value.
  expect(await change(otherNotes.map((row) => ({ ...row, close: row.close === 0 ? -0 : row.close })))).toEqual({
    closes: 1,
  })
  const otherDays = otherNotes.map((row) => ({ ...row, day: new Date('2024-01-03') }))
  expect(await change(otherDays)).toEqual({ closes: 1, days: 1 })
  expect(await change([...otherDays, ...otherDays])).toEqual({ closes: 1, days: 1 })
})
