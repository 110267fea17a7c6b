import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type FeatureRow,
  featureColumns,
  labelled,
  logRange,
  rangeFeatures,
  warmUpDays,
} from '../src/range-features.ts'
import { type Bar, barsOf } from '../src/sources.ts'

const [apple, index] = [barsOf('AAPL'), barsOf('SP500')]
const rows = rangeFeatures(apple, index)

describe('rangeFeatures', () => {
  it('has one row a day after the warm-up, of finite numbers alone', () => {
    expect(rows.map((row) => row.day)).toEqual(apple.slice(warmUpDays).map((bar) => bar.day))
    for (const column of featureColumns)
      expect(
        rows.every((row) => Number.isFinite(row[column])),
        column,
      ).toBe(true)
  })

  it('targets the log range of the next trading day, unknown for the newest', () => {
    const ranges = apple.slice(warmUpDays + 1).map(logRange)
    expect(rows.map((row) => row.target)).toEqual([...ranges, null])
    expect(labelled(rows)).toHaveLength(rows.length - 1)
  })

  it('holds the values of one day that were computed by hand', () => {
    const day = rows.find((row) => row.day === '2014-01-28')!
    const high = 73.571426
    const low = 71.724289
    expect(day.range_1).toBeCloseTo(Math.log(Math.log(high / low)), 12)
    expect(day.return_1).toBeCloseTo(Math.log(72.35714 / 78.64286), 12)
    expect(day.market_range_1).toBeCloseTo(Math.log(Math.log(1793.869995 / 1779.48999)), 12)
    const week = apple
      .filter((bar) => bar.day <= '2014-01-28')
      .slice(-5)
      .map(logRange)
    expect(day.range_5).toBeCloseTo(week.reduce((sum, value) => sum + value) / 5, 12)
  })

  it('never changes a row, target aside, when what comes after its day changes', () => {
    const change = fc.double({ min: 0.5, max: 2, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: warmUpDays, max: 150 }),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        (today, factors) => {
          const past = apple.slice(0, today + 1)
          const future = factors.map((factor, i) => scaled(apple[today + 1 + i]!, factor))
          const market = index.map((bar) => (bar.day > past.at(-1)!.day ? scaled(bar, 3) : bar))
          const known = rangeFeatures([...past, ...future], market).slice(0, past.length - warmUpDays)
          const expected = rows.slice(0, known.length)
          expect(known.map(withoutTarget)).toEqual(expected.map(withoutTarget))
          expect(known.slice(0, -1).map((row) => row.target)).toEqual(expected.slice(0, -1).map((row) => row.target))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('depends on neither the unit of price nor of volume', () => {
    const inCents = rangeFeatures(
      apple.slice(0, 80).map((bar) => scaled(bar, 100)),
      index,
    )
    for (const [i, row] of inCents.entries()) {
      for (const column of featureColumns) expect(row[column], column).toBeCloseTo(rows[i]![column], 6)
    }
  })

  it('has no rows while the history is too short', () => {
    expect(rangeFeatures(apple.slice(0, warmUpDays), index)).toEqual([])
    expect(rangeFeatures(apple.slice(0, warmUpDays + 1), index)).toHaveLength(1)
  })

  it('refuses a market without one of the days', () => {
    const without = index.filter((bar) => bar.day !== '2014-01-28')
    expect(() => rangeFeatures(apple, without)).toThrow('`market` has no bar for 2014-01-28')
  })

  it('refuses days out of order', () => {
    const [first, second] = apple
    expect(() => rangeFeatures([second!, first!], index)).toThrow('`stock` has 2013-05-13 after 2013-05-14')
    expect(() => rangeFeatures([first!, first!], index)).toThrow('Give one bar a day')
  })
})

it('logRange counts a range below one basis point as one', () => {
  expect(logRange({ high: 10, low: 10 })).toBe(Math.log(0.0001))
  expect(logRange({ high: Math.E, low: 1 })).toBe(0)
})

function withoutTarget(row: FeatureRow): FeatureRow {
  return { ...row, target: null }
}

function scaled(bar: Bar, factor: number): Bar {
  const { open, high, low, close, volume } = bar
  return {
    ...bar,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
    volume: volume * factor,
  }
}
