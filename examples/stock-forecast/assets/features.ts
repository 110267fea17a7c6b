import { asset, every } from '@headwater/core'
import { z } from 'zod'
import { bollinger, ema, macd, rsi, sma, volatility } from '../src/indicators.ts'
import { featureColumns, type FeatureColumn, rangeFeatures } from '../src/range-features.ts'
import type { Bar } from '../src/sources.ts'
import { fctStockPrice } from './market.ts'
import { lake } from './stores.ts'

const number = z.number().nullable()

export const technical = asset(
  'features/technical',
  {
    description: 'SMA, EMA, RSI, MACD, Bollinger bands and 20-day volatility of every symbol. Null until warm.',
    kinds: ['parquet'],
    deps: { prices: every(fctStockPrice) },
    schema: z.array(
      z.object({
        symbol: z.string(),
        day: z.string(),
        close: z.number(),
        sma20: number,
        ema20: number,
        rsi14: number,
        macd: number,
        macd_signal: number,
        macd_histogram: number,
        bollinger_upper: number,
        bollinger_lower: number,
        volatility20: number,
      }),
    ),
    io: lake.parquet('features/technical.parquet'),
    checks: {
      rsiInRange: (rows) => ({ passed: rows.every(({ rsi14 }) => rsi14 === null || (rsi14 >= 0 && rsi14 <= 100)) }),
    },
  },
  ({ prices }) => [...Map.groupBy([...prices.values()].flat(), ({ symbol }) => symbol).values()].flatMap(indicatorsOf),
)

function indicatorsOf(rows: readonly { readonly symbol: string; readonly day: string; readonly close: number }[]) {
  const closes = rows.map(({ close }) => close)
  const [trend, bands] = [macd(closes), bollinger(closes)]
  const columns = {
    sma20: sma(closes, 20),
    ema20: ema(closes, 20),
    rsi14: rsi(closes),
    macd: trend.line,
    macd_signal: trend.signal,
    macd_histogram: trend.histogram,
    bollinger_upper: bands.upper,
    bollinger_lower: bands.lower,
    volatility20: volatility(closes),
  }
  const at = (series: readonly number[], index: number) =>
    Number.isNaN(series[index]) ? null : (series[index] ?? null)
  return rows.map(({ symbol, day, close }, index) => ({
    symbol,
    day,
    close,
    sma20: at(columns.sma20, index),
    ema20: at(columns.ema20, index),
    rsi14: at(columns.rsi14, index),
    macd: at(columns.macd, index),
    macd_signal: at(columns.macd_signal, index),
    macd_histogram: at(columns.macd_histogram, index),
    bollinger_upper: at(columns.bollinger_upper, index),
    bollinger_lower: at(columns.bollinger_lower, index),
    volatility20: at(columns.volatility20, index),
  }))
}

const inputs = Object.fromEntries(featureColumns.map((column) => [column, z.number()])) as Record<
  FeatureColumn,
  z.ZodNumber
>

export const rangeRows = asset(
  'features/range',
  {
    description: 'What is known of AAPL at the close of a day, and the log range of the day after.',
    kinds: ['parquet'],
    deps: { prices: every(fctStockPrice) },
    schema: z.array(z.object({ symbol: z.enum(['AAPL', 'SP500']), day: z.string(), ...inputs, target: number })),
    io: lake.parquet('features/range.parquet'),
  },
  ({ prices }) => {
    const rows = [...prices.values()].flat() as readonly Bar[]
    const of = (symbol: string) => rows.filter((row) => row.symbol === symbol)
    return [...rangeFeatures(of('AAPL'), of('SP500'))]
  },
)
