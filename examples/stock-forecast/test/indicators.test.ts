import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bollinger, ema, logReturns, macd, rsi, type Series, sma, volatility, zScore } from '../src/indicators.ts'

describe('values computed by hand', () => {
  it('sma is the mean of the last values', () => {
    expect(sma([1, 2, 3, 4, 8], 3)).toEqual([NaN, NaN, 2, 3, 5])
  })

  it('ema starts at the mean of the first values and then moves 2 / (period + 1) of the way', () => {
    expect(ema([1, 2, 3, 6, 4], 3)).toEqual([NaN, NaN, 2, 4, 4])
  })

  it('ema skips a warm-up at the start', () => {
    expect(ema([NaN, NaN, 1, 3, 5], 2)).toEqual([NaN, NaN, NaN, 2, 4])
  })

  it('rsi is the share of gains among all moves, smoothed as Wilder does', () => {
    // Changes +2 -1 +3 -4: averages 1 and 0.5, then 2 and 0.25, then 1 and 2.125.
    expectClose(rsi([10, 12, 11, 14, 10], 2), [NaN, NaN, 200 / 3, (100 * 2) / 2.25, 100 / 3.125])
  })

  it('rsi is 100 after gains alone, 0 after losses alone and 50 when nothing moved', () => {
    expect([rsi([1, 2, 3], 2), rsi([3, 2, 1], 2), rsi([2, 2, 2], 2)].map((values) => values[2])).toEqual([100, 0, 50])
  })

  it('macd of a straight line is half the difference of the periods, and its histogram 0', () => {
    const straight = Array.from({ length: 40 }, (_, index) => index)
    const { line, signal, histogram } = macd(straight)
    expect([line[24], signal[32], histogram[32]]).toEqual([NaN, NaN, NaN])
    expectClose([line[25]!, line[39]!, signal[33]!, histogram[33]!], [7, 7, 7, 0])
  })

  it('bollinger bands lie 2 population deviations from the mean', () => {
    const { middle, upper, lower, percentB } = bollinger([1, 3, 1, 3], 4)
    expect([middle[3], upper[3], lower[3], percentB[3]]).toEqual([2, 4, 0, 0.75])
  })

  it('bollinger bands of equal values coincide, with the value in their middle', () => {
    expect(bollinger([5, 5, 5], 3)).toMatchObject({
      upper: [NaN, NaN, 5],
      lower: [NaN, NaN, 5],
      percentB: [NaN, NaN, 0.5],
    })
  })

  it('volatility is the sample deviation of log returns over a year of 252 days', () => {
    const e = Math.E
    expectClose(volatility([1, e, e ** 4, e ** 6], 3), [NaN, NaN, NaN, Math.sqrt(252)])
  })

  it('logReturns look back by the lag', () => {
    expectClose(logReturns([1, Math.E, Math.E ** 3], 2), [NaN, NaN, 3])
  })

  it('zScore measures in population deviations, and equal values have 0', () => {
    expect(zScore([1, 3, 1, 3], 4)[3]).toBe(1)
    expect(zScore([0.1, 0.1, 0.1], 3)[2]).toBe(0)
  })
})

describe('what holds for every series', () => {
  const price = fc.double({ min: 1, max: 1000, noNaN: true })
  const closes = fc.array(price, { minLength: 1, maxLength: 80 })
  const period = fc.integer({ min: 1, max: 30 })

  it('results are as long as the input', () => {
    fc.assert(
      fc.property(closes, (values) => {
        const { line, signal, histogram } = macd(values)
        const { middle, upper, lower, percentB } = bollinger(values)
        const all = [sma(values, 5), ema(values, 5), rsi(values), volatility(values), zScore(values, 5)]
        for (const result of [...all, line, signal, histogram, middle, upper, lower, percentB]) {
          expect(result).toHaveLength(values.length)
        }
      }),
    )
  })

  it('sma and ema of a constant are that constant', () => {
    fc.assert(
      fc.property(price, period, (value, period) => {
        const constant = Array.from({ length: 40 }, () => value)
        const expected = constant.map((_, index) => (index < period - 1 ? NaN : value))
        expectClose(sma(constant, period), expected)
        expectClose(ema(constant, period), expected)
      }),
    )
  })

  it('sma and ema stay between the smallest and the largest value so far', () => {
    fc.assert(
      fc.property(closes, period, (values, period) => {
        for (const result of [sma(values, period), ema(values, period)]) {
          for (const [index, average] of known(result)) {
            const past = values.slice(0, index + 1)
            expect(average).toBeGreaterThanOrEqual(Math.min(...past) - 1e-9)
            expect(average).toBeLessThanOrEqual(Math.max(...past) + 1e-9)
          }
        }
      }),
    )
  })

  it('rsi lies in 0..100, and that of the mirrored series is 100 minus it', () => {
    fc.assert(
      fc.property(closes, fc.integer({ min: 2, max: 20 }), (values, period) => {
        const result = rsi(values, period)
        for (const [, value] of known(result)) expect(value >= 0 && value <= 100).toBe(true)
        const mirrored = rsi(
          values.map((value) => -value),
          period,
        )
        expectClose(
          mirrored,
          result.map((value) => 100 - value),
        )
      }),
    )
  })

  it('bollinger bands are symmetric around the sma', () => {
    fc.assert(
      fc.property(closes, fc.integer({ min: 2, max: 20 }), (values, period) => {
        const { middle, upper, lower } = bollinger(values, period)
        expectClose(middle, sma(values, period))
        expectClose(
          upper.map((value, index) => (value + lower[index]!) / 2),
          middle,
        )
      }),
    )
  })

  it('averages and bands move with the unit and the origin of prices; ratios do not', () => {
    // Whole cents, so that equal prices stay equal under the change.
    const cents = fc.array(fc.integer({ min: 100, max: 100_000 }), { minLength: 40, maxLength: 60 })
    const scale = fc.integer({ min: 1, max: 50 })
    fc.assert(
      fc.property(cents, scale, fc.integer({ min: 0, max: 1000 }), (values, scale, shift) => {
        const change = (series: Series) => series.map((value) => scale * value + shift)
        const moved = change(values)
        expectClose(sma(moved, 7), change(sma(values, 7)))
        expectClose(ema(moved, 7), change(ema(values, 7)))
        expectClose(
          macd(moved).histogram,
          macd(values).histogram.map((value) => scale * value),
        )
        expectClose(bollinger(moved).upper, change(bollinger(values).upper))
        expectClose(bollinger(moved).percentB, bollinger(values).percentB)
        expectClose(rsi(moved), rsi(values))
        expectClose(volatility(values.map((value) => scale * value)), volatility(values))
      }),
    )
  })

  it('no value depends on a later one', () => {
    fc.assert(
      fc.property(closes, closes, (past, future) => {
        const whole = [...past, ...future]
        const all = [(v: Series) => sma(v, 5), (v: Series) => ema(v, 5), rsi, (v: Series) => macd(v).histogram]
        for (const indicator of [...all, (v: Series) => bollinger(v).percentB, (v: Series) => volatility(v)]) {
          expect(indicator(whole).slice(0, past.length)).toEqual(indicator(past))
        }
      }),
    )
  })
})

it.each([0, -1, 2.5, NaN])('a period of %s is refused', (period) => {
  const message = `\`period\` is ${period}; it counts values.`
  for (const indicator of [sma, ema, rsi, bollinger, volatility, zScore]) {
    expect(() => indicator([1, 2, 3], period)).toThrow(message)
  }
  expect(() => logReturns([1, 2, 3], period)).toThrow('`lag`')
})

it('the volatility of one return is refused', () => {
  expect(() => volatility([1, 2, 3], 1)).toThrow('one return has no standard deviation')
})

function known(values: Series): readonly (readonly [number, number])[] {
  return [...values.entries()].filter(([, value]) => !Number.isNaN(value))
}

function expectClose(actual: Series, expected: Series): void {
  expect(actual).toHaveLength(expected.length)
  for (const [index, value] of actual.entries()) {
    const wanted = expected[index]!
    if (Number.isNaN(wanted)) expect(value, `index ${index}`).toBeNaN()
    else expect(Math.abs(value - wanted), `index ${index}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
  }
}
