import { rowSchemaOf } from '@headwater/core/extend'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const benchOf = (schema: z.ZodType) => Bench.of(file, rowSchemaOf(z.array(schema)))

describe('values', () => {
  it('come back as they were, whatever they are', async () => {
    const bench = await benchOf(
      z.object({
        s: z.string().nullable(),
        f: z.number(),
        i: z.int(),
        b: z.bigint().nullable(),
        t: z.boolean(),
        d: z.date(),
        j: z.object({ a: z.array(z.number()), 'b "c"': z.string() }),
        o: z.string().optional(),
      }),
    )
    const rows = [
      {
        s: 'ä\u{1f600}\n"',
        f: -0,
        i: Number.MAX_SAFE_INTEGER,
        b: 10n ** 38n - 1n,
        t: true,
        d: new Date(-1),
        j: { a: [0.1], 'b "c"': '' },
        o: 'x',
      },
      {
        s: '',
        f: Number.NaN,
        i: -1,
        b: -(10n ** 38n) + 1n,
        t: false,
        d: new Date(253_402_300_799_999),
        j: { a: [], 'b "c"': "it's" },
      },
      {
        s: null,
        f: Number.POSITIVE_INFINITY,
        i: 0,
        b: null,
        t: false,
        d: new Date(-62_135_596_800_000),
        j: { a: [1e21], 'b "c"': 'x' },
      },
    ]
    const published = await bench.publish(1, { '': rows })
    expect(await bench.valuesOf(published)).toEqual([rows])
    expect(Object.keys((await bench.valuesOf(published)).flat()[1] ?? {})).not.toContain('o')
  })

  it('keep the order of rows, and many of them', async () => {
    const bench = await benchOf(z.object({ n: z.int() }))
    const rows = Array.from({ length: 12_000 }, (_, index) => ({ n: (index * 7919) % 12_000 }))
    const staged = await bench.stage(1, { '': rows })
    expect(await bench.valuesOf(staged)).toEqual([rows])
    expect(await bench.valuesOf(await bench.store.publish(staged, attemptOf(1)))).toEqual([rows])
  })

  const refused = { s: 'a', i: 1, b: 1n, d: new Date(0), j: [1] }
  it.each([
    ['s', 'half \ud800', 'well-formed text'],
    ['s', null, 'well-formed text'],
    ['i', 1.5, 'whole numbers within 64 bits'],
    ['b', 10n ** 38n, 'bigints of up to 38 digits'],
    ['d', new Date(Number.NaN), 'valid dates from year 1 to 9999'],
    ['d', new Date(253_402_300_800_000), 'valid dates from year 1 to 9999'],
    ['j', [Number.NaN], 'what JSON can hold'],
  ])('that would not come back are refused: %s %o', async (column, value, allowed) => {
    const schema = z.object({ s: z.string(), i: z.int(), b: z.bigint(), d: z.date(), j: z.array(z.number()) })
    const bench = await benchOf(schema)
    const error = await errorOf(bench.stage(1, { p: [refused, { ...refused, [column]: value }] }))
    expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', asset: 'market/prices', partition: 'p' })
    expect(error.message).toMatch(
      new RegExp(`row 1 of partition \`p\`, column \`${column}\` is .*; .* takes ${allowed}`),
    )
  })

  it.each(['_partition_time', '_TABLE_SUFFIX', '_headwater_row'])('have no column `%s`', async (name) => {
    const bench = await benchOf(z.object({ [name]: z.string() }))
    expect((await errorOf(bench.stage(1, { '': [] }))).code).toBe('TABLE_NAME_RESERVED')
  })

  it.each(['a b', 'größe', '1st'])('have no column `%s`, which BigQuery would not take from a file', async (name) => {
    const bench = await benchOf(z.object({ [name]: z.string() }))
    expect((await errorOf(bench.stage(1, { '': [] }))).code).toBe('VALUE_UNSTORABLE')
  })

  it('are an array of objects with columns that are known', async () => {
    const bench = await benchOf(z.object({ s: z.string() }))
    expect((await errorOf(bench.stage(1, { '': 'text' }))).code).toBe('VALUE_UNSTORABLE')
    expect((await errorOf(bench.stage(1, { '': [1] }))).message).toContain('row 0 of asset `market/prices` is 1')
    const at = placeOf('market/prices', null, attemptOf(1), undefined)
    expect((await errorOf(bench.store.stage([{ value: [], at }]))).code).toBe('TABLE_COLUMNS_UNKNOWN')
  })
})

describe('data versions', () => {
  it('differ for rows that differ, and for them alone', async () => {
    const bench = await benchOf(z.object({ s: z.string().nullable(), f: z.number() }))
    const plain = { noNullPrototype: true }
    const cell = fc.record(
      { s: fc.constantFrom('', 'a', 'null', null), f: fc.constantFrom(0, -0, 1, Number.NaN) },
      plain,
    )
    const values = fc.sample(fc.array(cell, { maxLength: 3 }), { numRuns: 120, seed: 1 })
    const staged = await bench.stage(1, Object.fromEntries(values.map((value, index) => [`p${index}`, value])))
    const versions = new Map<string, unknown>()
    for (const [index, { dataVersion }] of staged.entries()) {
      if (versions.has(dataVersion)) expect(versions.get(dataVersion)).toEqual(values[index])
      versions.set(dataVersion, values[index])
    }
    const distinct: unknown[] = []
    for (const value of values) if (!distinct.some((other) => isSame(other, value))) distinct.push(value)
    expect(versions.size).toBe(distinct.length)
  })

  const isSame = (a: unknown, b: unknown) => {
    try {
      expect(a).toStrictEqual(b)
      return true
    } catch {
      return false
    }
  }
})
