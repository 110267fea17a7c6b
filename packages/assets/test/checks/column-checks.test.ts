import { asset } from '@headwater/core'
import { accepted, between, notNull, positive, rowCount, unique } from '@headwater/assets'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'
import { passes, verdictOf } from './verdict-of.ts'

const cell = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constant(null))
const rowsOf = <V>(value: fc.Arbitrary<V>) => fc.array(fc.record({ a: value }), { maxLength: 12 })

async function agree<V>(
  value: fc.Arbitrary<V>,
  check: Parameters<typeof passes<readonly { readonly a: V }[]>>[0],
  naive: (cells: readonly V[]) => boolean,
): Promise<void> {
  const property = fc.asyncProperty(rowsOf(value), async (rows) => {
    expect(await passes(check, rows)).toBe(naive(rows.map(({ a }) => a)))
  })
  await fc.assert(property, { numRuns: 300 })
}

describe('a check of one column', () => {
  test('notNull holds when no cell is null or NaN', () =>
    agree(cell, notNull('a'), (cells) => cells.every((a) => a !== null && !Number.isNaN(a))))

  test('positive holds when every number is above zero', () =>
    agree(cell, positive('a'), (cells) => cells.every((a) => a === null || a > 0)))

  test('positive holds of bigints too', async () => {
    expect(await passes(positive('a'), [{ a: 1n }, { a: null }])).toBe(true)
    expect(await passes(positive('a'), [{ a: 0n }])).toBe(false)
  })

  test('between holds when every number is within the bounds, both included', () =>
    agree(cell, between('a', { min: -1, max: 2 }), (cells) => cells.every((a) => a === null || (a >= -1 && a <= 2))))

  test('between compares dates by their moment, and takes one bound alone', async () => {
    const day = (text: string) => ({ at: new Date(text) })
    const since = between('at', { min: new Date('2024-01-02') })
    expect(await passes(since, [day('2024-01-02'), day('2030-01-01'), { at: null }])).toBe(true)
    expect(await passes(since, [day('2024-01-01T23:59:59.999Z')])).toBe(false)
    expect(await passes(since, [day('no date')])).toBe(false)
  })

  test('accepted holds when every cell is one of those given', () =>
    agree(fc.constantFrom('x', 'y', 'z'), accepted('a', ['x', 'y']), (cells) => cells.every((a) => a !== 'z')))

  test('accepted knows dates and bigints by value, and takes null only when it is given', async () => {
    expect(await passes(accepted('a', [new Date(5)]), [{ a: new Date(5) }])).toBe(true)
    expect(await passes(accepted('a', [5n]), [{ a: 5n }])).toBe(true)
    expect(await passes(accepted('a', ['5']), [{ a: null }])).toBe(false)
    expect(await passes(accepted('a', ['5', null]), [{ a: null }])).toBe(true)
  })

  test('says how many rows failed, and keeps the first twenty, the column first', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ day: index, close: index % 2 === 0 ? 1 : -index / 10 }))
    const { passed, facts } = await verdictOf(positive('close'), rows)
    expect({ passed, facts }).toMatchObject({ passed: false, facts: { rows: 50, failed: 25 } })
    const samples: unknown = JSON.parse(String(facts?.['samples']))
    expect(samples).toEqual(rows.filter(({ close }) => close < 0).slice(0, 20))
    expect(facts?.['samples']).toMatch(/^\[\{"close":-0.1,"day":1\},/)
  })

  test('keeps what JSON has no word for as text, and leaves out what a row does not have', async () => {
    const samplesOf = async (rows: readonly { readonly a: unknown }[]) =>
      (await verdictOf(accepted('a', ['x']), rows as readonly { readonly a: string }[])).facts?.['samples']
    expect(await samplesOf([{ a: 1n }, { a: Number.NaN }, { a: new Date('soon') }, {} as { a: string }])).toBe(
      '[{"a":"1"},{"a":"NaN"},{"a":"invalid date"},{}]',
    )
  })

  test('keeps at most about 8 kB of long cells and wide rows', async () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`column_${index}`, index]))
    const rows = Array.from({ length: 50 }, () => ({ ...wide, a: 'long '.repeat(1000) }))
    const { facts } = await verdictOf(accepted('a', ['x']), rows)
    const text = String(facts?.['samples'])
    expect(text.length).toBeLessThan(9000)
    expect(JSON.parse(text)).toHaveLength(20)
    expect(text).toMatch(/^\[\{"a":"long .*\.\.\.","column_0":0,/)
  })

  test('says how many rows there were when it passed', async () => {
    expect(await verdictOf(notNull('a'), [{ a: 1 }, { a: 2 }])).toEqual({ passed: true, facts: { rows: 2 } })
  })
})

describe('unique', () => {
  const key = fc.oneof(
    fc.constantFrom<unknown>(null, Number.NaN, Number.POSITIVE_INFINITY, 0, -0, 1, 1n, '1', 'null', 'NaN', true),
    fc.integer({ min: 0, max: 9 }).map((ms) => new Date(ms)),
  )
  const same = (a: unknown, b: unknown): boolean =>
    a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b || Object.is(a, b)

  test('holds when no two rows have the same cells', async () => {
    const rows = fc.array(fc.record({ a: key, b: key }), { maxLength: 8 })
    const property = fc.asyncProperty(rows, async (rows) => {
      const naive = rows.every((row, i) =>
        rows.every((other, j) => i === j || !same(row.a, other.a) || !same(row.b, other.b)),
      )
      expect(await passes(unique('a', 'b'), rows)).toBe(naive)
    })
    await fc.assert(property, { numRuns: 500 })
  })

  test('keeps rows of the repeated keys, those of one key together', async () => {
    const rows = ['AAPL', 'MSFT', 'AAPL', 'NFLX', 'AAPL', 'MSFT'].map((symbol, place) => ({ place, symbol }))
    const { passed, facts } = await verdictOf(unique('symbol'), rows)
    expect({ passed, facts }).toMatchObject({ passed: false, facts: { rows: 6, repeated: 2 } })
    const places = (JSON.parse(String(facts?.['samples'])) as typeof rows).map(({ place }) => place)
    expect(places).toEqual([0, 2, 4, 1, 5])
  })

  test('takes options around it', async () => {
    const rows = asset(
      'rows',
      { schema: z.array(z.object({ a: z.int() })), checks: { one: { ...unique('a'), blocking: true } } },
      () => [{ a: 1 }, { a: 1 }],
    )
    const { failures } = await projectOf([rows]).materialize('*')
    expect(failures).toMatchObject([{ problem: { code: 'CHECK_BLOCKED' } }])
    expect(failures[0]?.problem.message).toContain('samples: [{"a":1},{"a":1}]')
  })
})

describe('rowCount', () => {
  test('holds between its bounds, both included', async () => {
    const counted = (count: number) => Array.from({ length: count })
    expect(await passes(rowCount({ min: 2 }), counted(1))).toBe(false)
    expect(await passes(rowCount({ min: 2, max: 3 }), counted(2))).toBe(true)
    expect(await passes(rowCount({ min: 2, max: 3 }), counted(3))).toBe(true)
    expect(await verdictOf(rowCount({ min: 2, max: 3 }), counted(4))).toEqual({
      passed: false,
      facts: { rows: 4, max: 3 },
    })
  })
})

describe('the options of a check', () => {
  test('decide what a failure means', async () => {
    const declared = (options: Parameters<typeof positive>[1]) =>
      projectOf([
        asset('rows', { schema: z.array(z.object({ a: z.number() })), checks: { up: positive('a', options) } }, () => [
          { a: -1 },
        ]),
      ])
    const warned = await declared({ severity: 'warn' }).materialize('*')
    expect({ ok: warned.ok, failures: warned.failures }).toEqual({ ok: true, failures: [] })
    expect(warned.checks.failed).toMatchObject([{ check: 'up', severity: 'warn', facts: { samples: '[{"a":-1}]' } }])
    const failed = await declared(undefined).materialize('*')
    expect({ ok: failed.ok, failures: failed.failures }).toEqual({ ok: false, failures: [] })
    const blocked = await declared({ blocking: true }).materialize('*')
    expect(blocked.failures).toMatchObject([{ problem: { code: 'CHECK_BLOCKED' } }])
  })
})
