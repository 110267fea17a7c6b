import { rowSchemaOf } from '@headwater/core/extend'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { columnar, ColumnBatch } from '../../src/columns/index.ts'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const Row = z.object({
  text: z.string().nullable(),
  number: z.number().nullable(),
  integer: z.int().nullable(),
  big: z.bigint().nullable(),
  flag: z.boolean().nullable(),
  at: z.date().nullable(),
  nested: z.array(z.string()).nullable(),
  maybe: z.int().optional(),
})
const schema = columnar(z.array(Row))
const rowSchema = rowSchemaOf(z.array(Row))

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 })
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((it) => it.replaceAll('\0', ''))
const rows = fc.array(
  fc.record(
    {
      text: maybe(fc.oneof(text, fc.constantFrom('a', 'b'))),
      number: maybe(fc.double()),
      integer: maybe(fc.maxSafeInteger()),
      big: maybe(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })),
      flag: maybe(fc.boolean()),
      at: maybe(fc.date({ noInvalidDate: true, min: new Date(Date.UTC(-4713, 10, 24)) })),
      nested: maybe(fc.array(text, { maxLength: 3 })),
      maybe: fc.integer(),
    },
    { requiredKeys: ['text', 'number', 'integer', 'big', 'flag', 'at', 'nested'] },
  ),
  { maxLength: 60 },
)

async function storeOfTest() {
  const { url } = await scratchDatabaseOfTest()
  return { store: postgres({ url }).store, database: PostgresDatabase.at(url) }
}

describe('a batch of columns', () => {
  it('is the same table as its rows, and comes back as rows and as columns', async () => {
    const { store } = await storeOfTest()
    let run = 0
    const roundTrip = fc.asyncProperty(rows, async (value) => {
      const staged = await store.stage(
        [value, schema.from(value)].map((given, index) => ({
          value: given,
          at: placeOf('a/t', `p${index}`, attemptOf(++run), rowSchema),
        })),
      )
      expect(staged[1]?.dataVersion).toBe(staged[0]?.dataVersion)
      for (const { location, asset, partition } of staged) {
        expect((await store.read(location, { asset, partition })).value).toEqual(value)
        const { value: batch } = await store.read(location, { asset, partition, as: 'columns' })
        expect(batch).toBeInstanceOf(ColumnBatch)
        expect([...(batch as ColumnBatch)]).toEqual(value)
      }
    })
    await fc.assert(roundTrip, { numRuns: 25, endOnFailure: true })
  })

  it('is refused with row, column and value', async () => {
    const { store } = await storeOfTest()
    const Number = z.object({ n: z.string() })
    const batch = columnar(z.array(Number)).from([{ n: 'a' }, { n: 'b\0' }])
    const at = placeOf('a/t', 'p', attemptOf(1), rowSchemaOf(z.array(Number)))
    const error = await errorOf(store.stage([{ value: batch, at }]))
    expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', partition: 'p' })
    expect(error.message).toContain('row 1 of partition `p`, column `n` is "b\\u0000"')
  })

  it('is read from more than one piece, with all of its rows in their order', async () => {
    const { store } = await storeOfTest()
    const Wide = z.object({ n: z.int(), text: z.string().nullable() })
    const value = Array.from({ length: 30_000 }, (_, n) => ({ n, text: n % 3 === 0 ? null : `row ${n}`.repeat(3) }))
    const at = placeOf('a/t', null, attemptOf(1), rowSchemaOf(z.array(Wide)))
    const [staged] = await store.stage([{ value: columnar(z.array(Wide)).from(value), at }])
    const { value: batch } = await store.read(staged?.location ?? {}, { asset: 'a/t', partition: null, as: 'columns' })
    expect([...(batch as ColumnBatch)]).toEqual(value)
  })
})
