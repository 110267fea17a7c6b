import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import type { SqlWarehouse } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { type Engine, engines } from './engines.ts'

/** All that keep tables, whatever SQL they take. */
const stores: readonly (Pick<Engine, 'moments' | 'bigints'> & {
  readonly name: string
  readonly open: () => Promise<{ readonly warehouse: SqlWarehouse }>
})[] = [...engines, bigQueryEngine]

const Row = z.object({
  text: z.string(),
  number: z.number(),
  integer: z.int(),
  big: z.bigint(),
  flag: z.boolean(),
  at: z.date(),
  choice: z.enum(['a', 'b']).nullable(),
  nested: z.object({ list: z.array(z.number()), name: z.string().optional() }),
  maybe: z.string().optional(),
  maybeNull: z.date().nullish(),
})
const rowSchema = rowSchemaOf(z.array(Row))

/** A NUL has no place in a text of PostgreSQL. */
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((it) => it.replaceAll('\0', ''))
const json = fc.record(
  { list: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)), name: text },
  { requiredKeys: ['list'] },
)
const anyRows = ({ moments, bigints }: Pick<Engine, 'moments' | 'bigints'>) => {
  const moment = fc.date({ noInvalidDate: true, ...moments })
  return fc.array(
    fc.record(
      {
        text,
        number: fc.double(),
        integer: fc.maxSafeInteger(),
        big: fc.bigInt(bigints),
        flag: fc.boolean(),
        at: moment,
        choice: fc.constantFrom('a', 'b', null),
        nested: json,
        maybe: text,
        maybeNull: fc.option(moment),
      },
      { requiredKeys: ['text', 'number', 'integer', 'big', 'flag', 'at', 'choice', 'nested', 'maybeNull'] },
    ),
    { maxLength: 40 },
  )
}

describe.each(stores)('rows of a table in $name', (engine) => {
  it('come back exactly as they were written, in their order', async () => {
    const { store } = (await engine.open()).warehouse
    let run = 0
    const roundTrip = fc.asyncProperty(anyRows(engine), async (value) => {
      const attempt = attemptOf(++run)
      const [staged] = await store.stage([{ value, at: placeOf('a/t', null, attempt, rowSchema) }])
      const [published] = await store.publish(staged ? [staged] : [], attempt)
      const { value: back, dataVersion } = await store.read(published?.location ?? {}, {
        asset: 'a/t',
        partition: null,
      })
      expect(back).toEqual(value)
      expect(z.array(Row).safeParse(back).success).toBe(z.array(Row).safeParse(value).success)
      expect(dataVersion).toBe(staged?.dataVersion)
      expect(published?.rows).toBe(value.length)
    })
    await fc.assert(roundTrip, { numRuns: 60, endOnFailure: true })
  })

  it('come back from more than one chunk', async () => {
    const { store } = (await engine.open()).warehouse
    const value = Array.from({ length: 5000 }, (_, index) => ({
      n: index,
      text: index % 3 === 0 ? null : `row ${index}`,
    }))
    const schema = rowSchemaOf(z.array(z.object({ n: z.int(), text: z.string().nullable() })))
    const [staged] = await store.stage([{ value, at: placeOf('a/t', null, attemptOf(1), schema) }])
    expect((await store.read(staged?.location ?? {}, { asset: 'a/t', partition: null })).value).toEqual(value)
  })

  describe('of partitions that share chunks', () => {
    const schema = rowSchemaOf(z.array(z.object({ n: z.int() })))
    const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))
    const stage = async (values: readonly (readonly object[])[]) =>
      (await engine.open()).warehouse.store.stage(
        values.map((value, index) => ({ value, at: placeOf('a/t', `p${index}`, attemptOf(1), schema) })),
      )

    it('stay apart', async () => {
      const sizes = [3, 0, 2044, 1, 2048, 0, 5000, 1]
      expect((await stage(sizes.map(rowsOf))).map(({ rows }) => rows)).toEqual(sizes)
    })

    it('have the same data version wherever they lie', async () => {
      const versions = (await stage([2, 2047, 2, 2046, 2, 2047].map(rowsOf))).map(({ dataVersion }) => dataVersion)
      expect([versions[2], versions[4], versions[5]]).toEqual([versions[0], versions[0], versions[1]])
      expect(new Set(versions).size).toBe(3)
    })

    it('are refused with the partition and the row in it', async () => {
      const error = await errorOf(stage([rowsOf(2040), rowsOf(3), [...rowsOf(9), { n: 'x' }]]))
      expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', partition: 'p2' })
      expect(error.message).toContain('row 9 of partition `p2`, column `n` is "x"')
    })
  })

  it.each([
    [
      'a number in a text column',
      { text: 5 },
      /row 1 of partition `p`, column `text` is 5 \(number\); .* takes well-formed text/,
    ],
    ['half a surrogate pair', { text: '\ud800' }, /column `text`/],
    ['text in a number column', { number: 'x' }, /column `number` is "x"; .* takes numbers/],
    ['a fraction in an integer column', { integer: 1.5 }, /column `integer` is 1.5 \(number\); .* whole numbers/],
    ['a number that is no safe integer', { integer: 2 ** 60 }, /column `integer`/],
    ['a bigint beyond 128 bits', { big: 2n ** 127n }, /column `big`/],
    ['an invalid date', { at: new Date(Number.NaN) }, /column `at` is an invalid date; .* takes valid dates/],
    [
      'a date in nested data',
      { nested: { list: [], when: new Date() } },
      /column `nested` is an object \(Object\); .* what JSON can hold/,
    ],
    ['null where the schema has none', { flag: null }, /column `flag` is null; .* takes true and false$/],
    ['a member that is missing', { flag: undefined }, /column `flag` is undefined/],
  ])('are refused with row, column and value: %s', async (_, change, message) => {
    const { store } = (await engine.open()).warehouse
    const good = {
      text: '',
      number: 1,
      integer: 1,
      big: 1n,
      flag: true,
      at: new Date(0),
      choice: null,
      nested: { list: [] },
      maybeNull: null,
    }
    const at = placeOf('a/t', 'p', attemptOf(1), rowSchema)
    const error = await errorOf(store.stage([{ value: [good, { ...good, ...change }], at }]))
    expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', partition: 'p' })
    expect(error.message).toMatch(message)
    expect(await store.sweep('run1', 'a/t', [])).toBe(0)
  })

  it('are refused when they are no array of objects, or have no columns', async () => {
    const { store } = (await engine.open()).warehouse
    const at = placeOf('a/t', null, attemptOf(1), rowSchema)
    expect(await errorOf(store.stage([{ value: { text: '' }, at }]))).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      asset: 'a/t',
    })
    expect(await errorOf(store.stage([{ value: [7], at }]))).toMatchObject({
      message: 'row 0 of asset `a/t` is 7, but a table takes objects',
    })
    expect(await errorOf(store.stage([{ value: [], at: { ...at, rowSchema: undefined } }]))).toMatchObject({
      code: 'TABLE_COLUMNS_UNKNOWN',
    })
    const reserved = rowSchemaOf(z.object({ _partition: z.string() }))
    expect(await errorOf(store.stage([{ value: [], at: { ...at, rowSchema: reserved } }]))).toMatchObject({
      code: 'TABLE_NAME_RESERVED',
    })
  })
})
