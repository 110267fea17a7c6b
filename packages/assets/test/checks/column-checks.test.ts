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

  test('says how many rows failed, and names the first five by their place', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ close: index % 2 === 0 ? 1 : -index / 10 }))
    expect(await verdictOf(positive('close'), rows)).toEqual({
      passed: false,
      facts: { rows: 20, failed: 10, examples: 'row 2: -0.1, row 4: -0.3, row 6: -0.5, row 8: -0.7, row 10: -0.9' },
    })
    expect(await verdictOf(accepted('a', ['x']), [{ a: 'say "x"' }])).toMatchObject({
      facts: { examples: String.raw`row 1: "say \"x\""` },
    })
    expect(await verdictOf(notNull('a'), [{ a: 1 }, {} as { a: number }])).toMatchObject({
      facts: { rows: 2, failed: 1, examples: 'row 2: nothing' },
    })
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

  test('names the repeated values and their rows', async () => {
    const rows = ['AAPL', 'MSFT', 'AAPL', 'NFLX', 'AAPL'].map((symbol) => ({ symbol, day: '2024-01-02' }))
    expect(await verdictOf(unique('symbol', 'day'), rows)).toEqual({
      passed: false,
      facts: { rows: 5, repeated: 1, examples: 'rows 1 3 5: "AAPL" "2024-01-02"' },
    })
    const many = Array.from({ length: 8 }, () => ({ a: 1 }))
    expect(await verdictOf(unique('a'), many)).toMatchObject({ facts: { examples: 'rows 1 2 3 4 5 and 3 more: 1' } })
  })

  test('takes options around it', async () => {
    const rows = asset(
      'rows',
      { schema: z.array(z.object({ a: z.int() })), checks: { one: { ...unique('a'), blocking: true } } },
      () => [{ a: 1 }, { a: 1 }],
    )
    const { failures } = await projectOf([rows]).materialize('*')
    expect(failures).toMatchObject([{ problem: { code: 'CHECK_BLOCKED' } }])
    expect(failures[0]?.problem.message).toContain('examples: rows 1 2: 1')
  })
})

describe('rowCount', () => {
  test('holds between its bounds, both included', async () => {
    const counted = (count: number) => Array.from({ length: count })
    expect(await passes(rowCount({ min: 2 }), counted(1))).toBe(false)
    expect(await passes(rowCount({ min: 2, max: 3 }), counted(2))).toBe(true)
    expect(await passes(rowCount({ min: 2, max: 3 }), counted(3))).toBe(true)
    expect(await verdictOf(rowCount({ max: 3 }), counted(4))).toEqual({ passed: false, facts: { rows: 4 } })
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
    expect(warned.checks.failed).toMatchObject([{ check: 'up', severity: 'warn', facts: { examples: 'row 1: -1' } }])
    const failed = await declared(undefined).materialize('*')
    expect({ ok: failed.ok, failures: failed.failures }).toEqual({ ok: false, failures: [] })
    const blocked = await declared({ blocking: true }).materialize('*')
    expect(blocked.failures).toMatchObject([{ problem: { code: 'CHECK_BLOCKED' } }])
  })
})
