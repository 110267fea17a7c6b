import { type Check, nyse } from '@headwater/core'
import { accepted, between, noGaps, notNull, pattern, positive, rowCount, unique } from '@headwater/assets'
import { rowSchemaOf } from '@headwater/core/extend'
import type { Staged, Store } from '@headwater/core/io'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { engines } from '../tables/engines.ts'
import { verdictOf } from './verdict-of.ts'

const Row = z.object({
  text: z.string().nullable(),
  number: z.number().nullable(),
  integer: z.int().nullable(),
  big: z.bigint().nullable(),
  flag: z.boolean().nullable(),
  at: z.date().nullable(),
  day: z.string().nullable(),
  nested: z.object({ a: z.number() }).nullable(),
  maybe: z.string().optional(),
})
type Row = z.infer<typeof Row>
const rowSchema = rowSchemaOf(z.array(Row))

const moments = ['1969-12-31T23:59:59.999Z', '2024-01-01T00:00:00Z', '2024-01-04T12:30:00.001Z'].map(
  (at) => new Date(at),
)
const row: fc.Arbitrary<Row> = fc.record(
  {
    text: fc.constantFrom('AAPL', 'aapl', 'A.B', 'Ä', '', "o'Neil", 'back\\slash', 'two\nlines', null),
    number: fc.constantFrom(0, -0, 1.5, -2, Number.NaN, Infinity, -Infinity, 1e300, null),
    integer: fc.constantFrom(0, 1, -1, 2 ** 53 - 1, null),
    big: fc.constantFrom(0n, 5n, -(2n ** 80n), 2n ** 70n, null),
    flag: fc.constantFrom(true, false, null),
    at: fc.constantFrom(...moments, null),
    day: fc.constantFrom('2024-01-02', '2024-01-03', '2024-01-05T09:30:00Z', '2024-01-08', null),
    nested: fc.constantFrom({ a: 1 }, null),
    maybe: fc.constantFrom('x', 'y'),
  },
  { requiredKeys: ['text', 'number', 'integer', 'big', 'flag', 'at', 'day', 'nested'] },
)

const columns = ['text', 'number', 'integer', 'big', 'flag', 'at', 'day', 'nested', 'maybe'] as const
/** `never`: the compiler lets no check of a column be made where the column is optional. */
const checks: readonly Check<never>[] = [
  ...columns.map((column) => notNull(column)),
  positive('number'),
  positive('integer'),
  positive('big'),
  between('number', { min: -1 }),
  between('number', { max: 1.5 }),
  between('integer', { min: 0.5 }),
  between('integer', { max: 2n ** 52n }),
  between('big', { min: 0 }),
  between('big', { min: 1n, max: 2n ** 70n }),
  between('at', { min: new Date(0), max: moments[1] }),
  accepted('text', ['AAPL', "o'Neil", 'back\\slash', null]),
  accepted('number', [0, 1.5, Infinity]),
  accepted('big', [0n, 2n ** 70n]),
  accepted('at', [new Date(moments[2] ?? 0), null]),
  accepted('flag', [true]),
  accepted('maybe', []),
  pattern('text', /^[A-Z]+$/),
  pattern('text', /a|\./),
  pattern('text', /^.$/),
  pattern('text', /\\|['\s]/),
  pattern('day', /^\d{4}-\d\d-\d\d$/),
  rowCount({ min: 2 }),
  rowCount({ max: 3 }),
  noGaps('day'),
  noGaps('day', { calendar: nyse }),
  noGaps('at'),
  noGaps('text'),
  unique('text'),
  unique('number', 'maybe'),
  unique('integer', 'big', 'flag', 'at'),
]
const rules = checks.flatMap((check) => check.rule?.({ asset: 'a/t', sources: [] }) ?? [])

/** What is found of some partitions where they lie, and of their rows in memory. */
async function both(store: Store, places: readonly Staged[], partitions: readonly (readonly Row[])[]) {
  const values = places.map(({ location, partition }) => ({ location, at: { asset: 'a/t', partition, rowSchema } }))
  const found = (await store.check?.(values, rules)) ?? []
  const inMemory = partitions.map((rows) => Promise.all(checks.map((check) => verdictOf(check, rows as never))))
  return { found, inPlace: found.map(({ results }) => results), inMemory: await Promise.all(inMemory) }
}

describe.each([...engines, bigQueryEngine])('checks of a table in $name', (engine) => {
  it('find of rows where they lie what they find of them in memory, before and after they are published', async () => {
    const { store } = (await engine.open()).warehouse
    let run = 0
    const property = fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (partitions, isPartitioned) => {
        const attempt = attemptOf(++run)
        const asset = isPartitioned ? 'a/p' : 'a/t'
        const wanted = isPartitioned ? partitions : partitions.slice(0, 1)
        const values = wanted.map((value, index) => ({
          value,
          at: placeOf(asset, isPartitioned ? `p${index}` : null, attempt, rowSchema),
        }))
        const staged = await store.stage(values)
        const before = await both(store, staged, wanted)
        expect(before.inPlace).toEqual(before.inMemory)
        const published = await store.publish(staged, attempt)
        const after = await both(store, published, wanted)
        expect(after.inPlace).toEqual(after.inMemory)
        expect(after.found.map(({ dataVersion }) => dataVersion)).toEqual(published.map((one) => one.dataVersion))
      },
    )
    await fc.assert(property, { numRuns: 5, endOnFailure: true })
  })
})
