import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { duckdb } from '../../src/duckdb/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { attemptOf, placeOf, scratchOfTest } from './scratch.ts'

const Pair = z.object({ key: z.string(), value: z.number().nullable() })

/** Data versions of values, staged together. */
function versions() {
  const { store } = duckdb({ path: scratchOfTest().path })
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

it('is the same for the same rows in any order, and for no other rows', async () => {
  const of = versions()
  const rows = fc.array(fc.record({ key: fc.constantFrom('a', 'b', '', '1'), value: fc.constantFrom(null, 0, 1, 2) }), {
    maxLength: 6,
  })
  const property = fc.asyncProperty(rows, rows, fc.nat(), async (one, other, shift) => {
    const rotated = [...one.slice(shift % (one.length + 1)), ...one.slice(0, shift % (one.length + 1))]
    const [a, b, c] = await of([one, rotated, other])
    expect(b).toBe(a)
    const content = (value: readonly unknown[]) => JSON.stringify(value.map((row) => JSON.stringify(row)).toSorted())
    expect(c === a).toBe(content(one) === content(other))
  })
  await fc.assert(property, { numRuns: 60 })
})

it('tells rows from others with equal columns, duplicates and nulls', async () => {
  const of = versions()
  const rows = (...pairs: readonly (readonly [string, number | null])[]) =>
    pairs.map(([key, value]) => ({ key, value }))
  const found = await of([
    rows(['A', 1], ['B', 2]),
    rows(['A', 2], ['B', 1]),
    rows(['A', 1], ['A', 1], ['B', 2]),
    rows(['A', 1], ['B', 2], ['B', 2]),
    rows(['A', null], ['B', 2]),
    rows(['A', 0], ['B', 2]),
    rows(['A', 1]),
    rows(['A', 1], ['A', 1]),
    rows(),
  ])
  expect(new Set(found).size).toBe(found.length)
})

it('depends on names and types of columns, but not on their order', async () => {
  const of = versions()
  const [a] = await of([[{ key: 'x', value: 1 }]])
  const [b] = await of([[{ value: 1, key: 'x' }]], z.object({ value: z.number(), key: z.string() }))
  const [renamed] = await of([[{ key: 'x', other: 1 }]], z.object({ key: z.string(), other: z.number() }))
  const [whole] = await of([[{ key: 'x', value: 1 }]], z.object({ key: z.string(), value: z.int() }))
  const [empty, emptyRenamed] = [(await of([[]]))[0], (await of([[]], z.object({ other: z.string() })))[0]]
  expect(b).toBe(a)
  expect(new Set([a, renamed, whole, empty, emptyRenamed]).size).toBe(5)
})

it('is tagged with engine and algorithm, and counts the rows', async () => {
  const [found] = await versions()([[{ key: 'x', value: 1 }]])
  expect(found).toMatch(/^duckdb-\d+\.\d+\.\d+:1:[0-9a-f]{8}:1:\d+:\d+$/)
})
