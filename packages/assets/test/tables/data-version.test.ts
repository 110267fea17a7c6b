import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'
import { type Engine, engines } from './engines.ts'

const Pair = z.object({ key: z.string(), value: z.number().nullable() })

/** Data versions of values, staged together. */
async function versions(engine: Engine) {
  const { store } = (await engine.open()).warehouse
  let run = 0
  return async (values: readonly unknown[], row: z.ZodType = Pair) => {
    const attempt = attemptOf(++run)
    const rowSchema = rowSchemaOf(z.array(row))
    const staged = await store.stage(
      values.map((value, index) => ({ value, at: placeOf('a/t', `p${index}`, attempt, rowSchema) })),
    )
    return staged.map(({ dataVersion }) => dataVersion)
  }
}

/** Data versions of tables of one number each, staged by queries. */
async function versionsOfQueries(engine: Engine, ...expressions: readonly string[]): Promise<readonly string[]> {
  const { warehouse } = await engine.open()
  const rowSchema = rowSchemaOf(z.array(z.object({ cell: z.number() })))
  const staged = await warehouse.stageQueries(
    expressions.map((expression, index) => ({
      at: placeOf('a/q', `p${index}`, attemptOf(1), rowSchema),
      sql: `select ${expression} as cell`,
      parameters: [],
      sources: {},
      write: { mode: 'replace' },
    })),
  )
  return staged.map(({ dataVersion }) => dataVersion)
}

describe.each(engines)('the data version of a table in $name', (engine) => {
  it('is the same for the same rows in the same order, and for no others', async () => {
    const of = await versions(engine)
    const rows = fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', '', '1'), value: fc.constantFrom(null, 0, 1, 2) }),
      {
        maxLength: 6,
      },
    )
    const property = fc.asyncProperty(rows, rows, fc.nat(), async (one, other, shift) => {
      const rotated = [...one.slice(shift % (one.length + 1)), ...one.slice(0, shift % (one.length + 1))]
      const [a, b, c] = await of([one, rotated, other])
      expect(b === a).toBe(JSON.stringify(rotated) === JSON.stringify(one))
      expect(c === a).toBe(JSON.stringify(other) === JSON.stringify(one))
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('depends on names and types of columns, but not on their order', async () => {
    const of = await versions(engine)
    const [a] = await of([[{ key: 'x', value: 1 }]])
    const [b] = await of([[{ value: 1, key: 'x' }]], z.object({ value: z.number(), key: z.string() }))
    const [renamed] = await of([[{ key: 'x', other: 1 }]], z.object({ key: z.string(), other: z.number() }))
    const [whole] = await of([[{ key: 'x', value: 1 }]], z.object({ key: z.string(), value: z.int() }))
    const [empty, emptyRenamed] = [(await of([[]]))[0], (await of([[]], z.object({ other: z.string() })))[0]]
    expect(b).toBe(a)
    expect(new Set([a, renamed, whole, empty, emptyRenamed]).size).toBe(5)
  })

  it('is tagged with engine and algorithm, and counts the rows', async () => {
    const [found] = await (await versions(engine))([[{ key: 'x', value: 1 }]])
    expect(found).toMatch(
      engine.name === 'duckdb'
        ? /^duckdb-\d+\.\d+\.\d+:3:[0-9a-f]{8}:1:\d+$/
        : /^(?:postgres-\d+|redshift-\d+\.\d+):1:[0-9a-f]{8}:1:-?\d+:-?\d+$/,
    )
  })
})

describe.each(engines)('what makes two values different in $name', (engine) => {
  const anything = z.object({ cell: z.any() })
  const text = z.object({ cell: z.string().nullable() })
  const number = z.object({ cell: z.number().nullable() })
  const moment = z.object({ cell: z.date().nullable() })
  const cells = (...values: readonly unknown[]) => values.map((cell) => ({ cell }))
  const second = (text: string) => cells(new Date(text))

  it.each<[string, z.ZodType, readonly (readonly unknown[])[]]>([
    ['rows that occur twice, which XOR would forget', text, [cells(), cells('a', 'a'), cells('b', 'b'), cells('a')]],
    ['the order of rows', number, [cells(1, 2), cells(2, 1)]],
    ['no value and the word for it', text, [cells(null), cells('null'), cells('NULL'), cells('')]],
    ['no value and zero', number, [cells(null), cells(0)]],
    ['numbers and the texts of them', anything, [cells(1), cells('1'), cells(true), cells('true'), cells([1])]],
    ['0, -0 and NaN', number, [cells(0), cells(-0), cells(Number.NaN), cells(Infinity), cells(-Infinity)]],
    ['numbers as near as can be', number, [cells(0.3), cells(0.1 + 0.2), cells(1), cells(1 + Number.EPSILON)]],
    [
      'moments a millisecond apart',
      moment,
      [second('2024-01-02T00:00:00Z'), second('2024-01-02T00:00:00.001Z'), second('1969-12-31T23:59:59.999Z')],
    ],
  ])('is %s', async (_, row, values) => {
    const found = await (await versions(engine))(values, row)
    expect(new Set(found).size).toBe(found.length)
  })

  it('is to which row a cell belongs, though the columns are equal', async () => {
    const rows = (...values: readonly (readonly [string, number])[]) => values.map(([key, value]) => ({ key, value }))
    const [one, exchanged] = await (await versions(engine))([rows(['A', 1], ['B', 2]), rows(['A', 2], ['B', 1])])
    expect(exchanged).not.toBe(one)
  })

  it('is in which column a cell stands', async () => {
    const row = z.object({ a: z.number().nullable(), b: z.number().nullable() })
    const found = await (await versions(engine))(
      [[{ a: 0, b: -0 }], [{ a: -0, b: 0 }], [{ a: 0, b: null }], [{ a: null, b: 0 }]],
      row,
    )
    expect(new Set(found).size).toBe(found.length)
  })

  it('is not how a number or a moment is written', async () => {
    const of = await versions(engine)
    const [whole, decimal] = await of([cells(1), cells(Number('1.0'))], number)
    const [utc, zoned] = await of([second('2024-01-02T00:00:00Z'), second('2024-01-01T19:00:00-05:00')], moment)
    const [nan, negativeNan] = await versionsOfQueries(engine, "'nan'::double precision", "-('nan'::double precision)")
    expect([decimal, zoned, negativeNan]).toEqual([whole, utc, nan])
  })

  it('does not depend on what columns are called', async () => {
    const row = z.object({ partition: z.int(), forward: z.int(), row_count: z.int(), numbered: z.int() })
    const one = { partition: 1, forward: 2, row_count: 3, numbered: 4 }
    const changed = Object.keys(one).map((name) => [{ ...one, [name]: 9 }])
    const found = await (await versions(engine))([[one], ...changed], row)
    expect(new Set(found).size).toBe(5)
  })
})
