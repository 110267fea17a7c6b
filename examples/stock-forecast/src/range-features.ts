import { bollinger, ema, logReturns, macd, rsi, type Series, sma, volatility, zScore } from './indicators.ts'
import type { Bar, Ticker } from './sources.ts'

/**
 * What the model sees of day t, all of it known when day t closes.
 *
 * - `range_1`, `range_5`, `range_22`: the stock's log range (see `logRange`) of the day, and its mean over a week and a month: the
 *   three horizons of the HAR model (Fulvio Corsi, A Simple Approximate Long-Memory Model of Realized Volatility, 2009).
 *   `market_range_*`: the same of the market.
 * - `return_1`, `return_5`: ln of the close over the close 1 and 5 days before.
 * - `sma_ratio`: close / SMA 20 - 1. `ema_ratio`: EMA 12 / EMA 26 - 1. `macd_ratio`: MACD histogram / close.
 * - `rsi`: RSI 14 (0..100). `percent_b`: %B of the Bollinger bands. `volatility`: 20 days, a year's measure.
 * - `volume_z`: z-score of ln(1 + volume) among 20 days.
 */
export const featureColumns = [
  'range_1',
  'range_5',
  'range_22',
  'market_range_1',
  'market_range_5',
  'market_range_22',
  'return_1',
  'return_5',
  'sma_ratio',
  'ema_ratio',
  'macd_ratio',
  'rsi',
  'percent_b',
  'volatility',
  'volume_z',
] as const

/** The name of one of `featureColumns`. */
export type FeatureColumn = (typeof featureColumns)[number]

type Features = { readonly [Column in FeatureColumn]: number }

/** The features of one day and `target`, the log range of the next trading day: null while that day has not come. */
export type FeatureRow = Features & {
  readonly symbol: Ticker
  readonly day: string
  readonly target: number | null
}

/** A row whose next day is known: fit to train and to test on. */
export type LabelledRow = FeatureRow & { readonly target: number }

/** The first days that have no row: the MACD histogram, the slowest to start, has its first value at index 33. */
export const warmUpDays = 33

/**
 * One row for each of the stock's days, oldest first, but the first `warmUpDays`. A row uses bars of its own day and of days
 * before it only; its target alone looks one day ahead.
 *
 * Give the whole history, or a year of it: the EMA, RSI and MACD columns remember, faintly, every day since the first. On AAPL an RSI
 * from the last 100 days differs by up to 0.05 from that of the whole history, from 250 days by 0.000002.
 *
 * @param stock the bars of the ticker to forecast, oldest first
 * @param market the bars of its market; it may have more days than the stock. Throws when it lacks one of the stock's.
 */
export function rangeFeatures(stock: readonly Bar[], market: readonly Bar[]): readonly FeatureRow[] {
  assertAscending(stock)
  const columns = featureSeries(stock, alignTo(stock, market))
  const ranges = columns.range_1
  const rows = stock.map(({ symbol, day }, index) => {
    const features = featureColumns.map((column) => [column, columns[column][index] ?? Number.NaN] as const)
    return { symbol, day, ...(Object.fromEntries(features) as Features), target: ranges[index + 1] ?? null }
  })
  return rows.slice(warmUpDays)
}

/** The rows whose target is known: all but the newest. */
export function labelled(rows: readonly FeatureRow[]): readonly LabelledRow[] {
  return rows.filter((row): row is LabelledRow => row.target !== null)
}

/**
 * ln(ln(high / low)): how far the price went in a day, on the scale that models are fitted on. ln(high / low) is the volatility of a
 * single day up to a constant (Michael Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980)
 * and its logarithm is nearly normal (Alizadeh, Brandt and Diebold, Range-Based Estimation of Stochastic Volatility Models, 2002).
 * A range below one basis point counts as one, so that a day without trade is low, not minus infinity.
 *
 * Back from a forecast x: `Math.exp(x)` is the median of ln(high / low), 0.015 for 1.5 %.
 */
export function logRange({ high, low }: Pick<Bar, 'high' | 'low'>): number {
  return Math.log(Math.max(Math.log(high / low), 0.0001))
}

function featureSeries(stock: readonly Bar[], market: readonly Bar[]): { readonly [Column in FeatureColumn]: Series } {
  const closes = stock.map((bar) => bar.close)
  const ranges = stock.map(logRange)
  const marketRanges = market.map(logRange)
  const logVolumes = stock.map((bar) => Math.log1p(bar.volume))
  return {
    range_1: ranges,
    range_5: sma(ranges, 5),
    range_22: sma(ranges, 22),
    market_range_1: marketRanges,
    market_range_5: sma(marketRanges, 5),
    market_range_22: sma(marketRanges, 22),
    return_1: logReturns(closes),
    return_5: logReturns(closes, 5),
    sma_ratio: ratio(closes, sma(closes, 20)).map((value) => value - 1),
    ema_ratio: ratio(ema(closes, 12), ema(closes, 26)).map((value) => value - 1),
    macd_ratio: ratio(macd(closes).histogram, closes),
    rsi: rsi(closes),
    percent_b: bollinger(closes).percentB,
    volatility: volatility(closes),
    volume_z: zScore(logVolumes, 20),
  }
}

function ratio(dividends: Series, divisors: Series): Series {
  return dividends.map((dividend, index) => dividend / (divisors[index] ?? Number.NaN))
}

function alignTo(stock: readonly Bar[], market: readonly Bar[]): readonly Bar[] {
  const byDay = new Map(market.map((bar) => [bar.day, bar]))
  return stock.map(({ symbol, day }) => {
    const bar = byDay.get(day)
    if (bar === undefined) {
      throw new Error(
        `\`market\` has no bar for ${day}, a trading day of \`${symbol}\`. Give it every day of the stock.`,
      )
    }
    return bar
  })
}

function assertAscending(bars: readonly Bar[]): void {
  for (const [index, { day }] of bars.entries()) {
    const previous = bars[index - 1]?.day
    if (previous !== undefined && previous >= day) {
      throw new Error(`\`stock\` has ${day} after ${previous}. Give one bar a day, oldest first.`)
    }
  }
}
