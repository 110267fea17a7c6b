import { asset, externalAsset } from '@headwater/core'
import { z } from 'zod'
import { barsOn } from '../src/sources.ts'
import { lake, reference, tradingDays } from './stores.ts'

/** What a vendor of market data would answer for one day. */
const Response = z.object({
  day: z.iso.date(),
  results: z.array(
    z.object({
      symbol: z.string(),
      open: z.number(),
      high: z.number(),
      low: z.number(),
      close: z.number(),
      volume: z.number(),
    }),
  ),
})

export const dailyBars = asset(
  'raw/daily_bars',
  {
    description: 'Daily prices of AAPL and the S&P 500, as delivered: one JSON file a trading day.',
    kinds: ['json'],
    partitions: tradingDays,
    schema: Response,
    io: lake.json('raw/stock_data/{partition}.json'),
    checks: {
      delivered: {
        blocking: true,
        run: ({ results }) => ({ passed: results.length > 0, facts: { results: results.length } }),
      },
    },
  },
  (_, { partition }) => ({ day: partition, results: barsOn(partition).map(({ day: _, ...bar }) => bar) }),
)

export const companies = externalAsset('erp/companies', {
  description: 'The companies and indices that we follow: kept by hand in reference/companies.json.',
  kinds: ['json'],
  schema: z.array(
    z.object({
      symbol: z.string(),
      name: z.string(),
      kind: z.enum(['stock', 'index']),
      exchange: z.string(),
      sector: z.string().nullable(),
    }),
  ),
  io: reference.json('companies.json'),
})
