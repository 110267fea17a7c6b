/**
 * Technical indicators on plain arrays, oldest value first. Every result is as long as its input and holds NaN until enough
 * values were seen. NaN, not null: it survives arithmetic, so that whatever is computed from a value not yet known is itself not
 * known, while null would count as 0. Definitions are those of the sources named; where sources differ in the first values (the
 * seed of an average) the one of TA-Lib and StockCharts is used, the simple mean of the first `period` values.
 *
 * A `period` is a count of values. All throw a RangeError unless it is a whole number of at least 1 (2 for `volatility`).
 */
export type Series = readonly number[]

/** Simple moving average: the mean of the last `period` values. First at index `period - 1`. */
export function sma(values: Series, period: number): Series {
  return rolling(values, period, mean)
}

/**
 * Exponential moving average with weight 2 / (period + 1) on the newest value, seeded with the mean of the first `period` values.
 * NaNs at the start (another indicator's warm-up) are skipped. First at index `period - 1` after them.
 *
 * Unlike the SMA it never forgets quite: what came before the first value given still matters by (1 - 2 / (period + 1)) ** n after
 * n values, which is 0.1 % after about 3.5 periods.
 */
export function ema(values: Series, period: number): Series {
  return smooth(values, period, 2 / (period + 1))
}

/**
 * Relative strength index: 100 x average gain / (average gain + average loss), between 0 and 100; 50 when nothing moved. Averages
 * are Wilder's, with weight 1 / period. First at index `period`. J. Welles Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function rsi(closes: Series, period = 14): Series {
  const changes = closes.map((close, index) => close - (closes[index - 1] ?? Number.NaN))
  const rises = changes.map((change) => Math.max(change, 0))
  const falls = changes.map((change) => Math.max(-change, 0))
  return pairwise(smooth(rises, period, 1 / period), smooth(falls, period, 1 / period), (gain, loss) =>
    gain + loss === 0 ? 50 : 100 * (gain / (gain + loss)),
  )
}

/**
 * Moving average convergence divergence: `line` is EMA 12 - EMA 26 (first at index 25), `signal` the EMA 9 of the line and
 * `histogram` line - signal (both first at index 33). Gerald Appel, Technical Analysis: Power Tools for Active Investors, 2005.
 */
export function macd(closes: Series): { readonly line: Series; readonly signal: Series; readonly histogram: Series } {
  const line = pairwise(ema(closes, 12), ema(closes, 26), minus)
  const signal = ema(line, 9)
  return { line, signal, histogram: pairwise(line, signal, minus) }
}

/**
 * Bollinger bands: the SMA of `period` values and `width` population standard deviations above and below it. `percentB` says where
 * the value lies: 0 on the lower band, 1 on the upper, 0.5 when the bands coincide. First at index `period - 1`.
 * John Bollinger, Bollinger on Bollinger Bands, 2001.
 */
export function bollinger(
  closes: Series,
  period = 20,
  width = 2,
): { readonly middle: Series; readonly upper: Series; readonly lower: Series; readonly percentB: Series } {
  const middle = sma(closes, period)
  const deviations = rolling(closes, period, (window) => deviation(window, window.length))
  return {
    middle,
    upper: pairwise(middle, deviations, (mean, sd) => mean + width * sd),
    lower: pairwise(middle, deviations, (mean, sd) => mean - width * sd),
    percentB: zScore(closes, period).map((z) => 0.5 + z / (2 * width)),
  }
}

/**
 * Historical volatility: the sample standard deviation of the last `period` log returns times the square root of 252, the trading
 * days of a year, so 0.2 means 20 % a year. First at index `period`. John C. Hull, Options, Futures, and Other Derivatives, "Estimating
 * volatility from historical data".
 */
export function volatility(closes: Series, period = 20): Series {
  if (period === 1) throw new RangeError('`period` is 1; one return has no standard deviation. Give 2 or more.')
  return rolling(logReturns(closes), period, (window) => deviation(window, window.length - 1) * Math.sqrt(252))
}

/** ln(value / the value `lag` places before it). First at index `lag`. */
export function logReturns(values: Series, lag = 1): Series {
  assertPeriod(lag, 'lag')
  return values.map((value, index) => Math.log(value / (values[index - lag] ?? Number.NaN)))
}

/**
 * How many population standard deviations the value lies above the mean of the last `period` values, itself included; 0 when all
 * are equal. First at index `period - 1`.
 */
export function zScore(values: Series, period: number): Series {
  return rolling(values, period, (window) => {
    const distance = (window.at(-1) ?? Number.NaN) - mean(window)
    return isFlat(window) ? 0 : distance / deviation(window, window.length)
  })
}

// Each window is summed afresh: a running sum is faster, but keeps the rounding errors, and any NaN, of everything before it.
function rolling(values: Series, period: number, summarize: (window: Series) => number): Series {
  assertPeriod(period)
  return values.map((_, index) => {
    const end = index + 1
    return end < period ? Number.NaN : summarize(values.slice(end - period, end))
  })
}

function smooth(values: Series, period: number, weight: number): Series {
  assertPeriod(period)
  const start = values.findIndex((value) => !Number.isNaN(value))
  const seedIndex = start + period - 1
  let average = Number.NaN
  return values.map((value, index) => {
    if (index === seedIndex) average = mean(values.slice(start, index + 1))
    else average += weight * (value - average)
    return average
  })
}

function mean(values: Series): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: Series, divisor: number): number {
  const center = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / divisor)
}

// The deviation of equal values may come out as 1e-17 rather than 0, and a distance divided by that is noise.
function isFlat(values: Series): boolean {
  return values.every((value) => value === values[0])
}

function pairwise(left: Series, right: Series, combine: (left: number, right: number) => number): Series {
  return left.map((value, index) => combine(value, right[index] ?? Number.NaN))
}

function minus(left: number, right: number): number {
  return left - right
}

function assertPeriod(period: number, name = 'period'): void {
  if (Number.isInteger(period) && period >= 1) return
  throw new RangeError(`\`${name}\` is ${period}; it counts values. Give a whole number of at least 1.`)
}
