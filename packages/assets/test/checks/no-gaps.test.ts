import { nyse } from '@headwater/core'
import { noGaps } from '@headwater/assets'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passes, verdictOf } from './verdict-of.ts'

const dayMs = 86_400_000
const dayAt = (index: number) => new Date(Date.UTC(2024, 1, 20) + index * dayMs).toISOString().slice(0, 10)
const rowsOn = (...days: readonly string[]) => days.map((day) => ({ day }))

describe('noGaps', () => {
  test('holds when every day between the first and the last is there', async () => {
    const property = fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 })), async (offsets) => {
      const whole = Array.from(
        { length: Math.max(...offsets) - Math.min(...offsets) + 1 || 0 },
        (_, i) => Math.min(...offsets) + i,
      )
      const naive = offsets.length === 0 || whole.every((offset) => offsets.includes(offset))
      expect(await passes(noGaps('day'), rowsOn(...offsets.map(dayAt)))).toBe(naive)
    })
    await fc.assert(property, { numRuns: 300 })
  })

  test('counts the missing days, and names the first five', async () => {
    expect(await verdictOf(noGaps('day'), rowsOn('2024-02-28', '2024-03-07'))).toEqual({
      passed: false,
      facts: { days: 2, missing: 7, examples: '2024-02-29 2024-03-01 2024-03-02 2024-03-03 2024-03-04' },
    })
  })

  test('asks only for the open days of a calendar', async () => {
    const check = noGaps('day', { calendar: nyse })
    // A weekend, and Good Friday before the next.
    expect(
      await passes(check, rowsOn('2024-03-22', '2024-03-25', '2024-03-26', '2024-03-27', '2024-03-28', '2024-04-01')),
    ).toBe(true)
    expect(await verdictOf(check, rowsOn('2024-03-27', '2024-04-01'))).toMatchObject({
      passed: false,
      facts: { missing: 1, examples: '2024-03-28' },
    })
  })

  test('reads dates and texts with a time, in UTC, and leaves out null', async () => {
    const rows = [{ at: new Date('2024-01-01T23:59:59Z') }, { at: null }, { at: '2024-01-02T00:00:00Z' }]
    expect(await passes(noGaps('at'), rows)).toBe(true)
    expect(await passes(noGaps('at'), [])).toBe(true)
  })

  test('does not pass over what is no date', async () => {
    expect(await verdictOf(noGaps('day'), rowsOn('2024-01-01', 'soon', '2024-02-30'))).toEqual({
      passed: false,
      facts: { rows: 3, failed: 2, samples: '[{"day":"soon"},{"day":"2024-02-30"}]' },
    })
    expect(await passes(noGaps('at'), [{ at: new Date('soon') }])).toBe(false)
  })

  test('keeps its options', () => {
    expect(noGaps('day', { severity: 'warn', calendar: nyse })).toMatchObject({ severity: 'warn' })
    expect(noGaps('day', { calendar: nyse })).not.toHaveProperty('calendar')
  })
})
