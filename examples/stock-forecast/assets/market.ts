import { between, fresh, noGaps, notNull, positive, rowCount, sqlAsset, unique } from '@headwater/assets'
import { asset, isOpen, nyse, offset, rangeAsset } from '@headwater/core'
import { z } from 'zod'
import { companies, dailyBars } from './raw.ts'
import { tradingDays, warehouse } from './stores.ts'

const Price = z.object({
  symbol: z.string(),
  day: z.string(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
})

export const stagedPrices = rangeAsset(
  'staging/prices',
  {
    description: 'The prices of a day as rows.',
    partitions: tradingDays,
    deps: { bars: dailyBars },
    schema: z.array(Price),
    columns: ({ bars: { results } }, { made, transformed }) =>
      made({
        symbol: results.symbol,
        // The partition says it.
        day: transformed([]),
        open: results.open,
        high: results.high,
        low: results.low,
        close: results.close,
        volume: results.volume,
      }),
    io: warehouse.table(),
    checks: {
      closeIsThere: { ...notNull('close'), blocking: true },
      volumeIsPositive: positive('volume'),
      oneRowEach: { ...unique('symbol', 'day'), blocking: true },
      upToDate: fresh({ within: '1d' }),
    },
  },
  ({ bars }, { partitions }) =>
    partitions.map((day) => [day, (bars.get(day)?.results ?? []).map((bar) => ({ day, ...bar }))] as const),
)

const firstDate = '2013-01-01'
const dates = 6 * 365 + 1

export const dimDate = asset(
  'market/dim_date',
  {
    description: 'Every date of 2013 to 2018, and whether New York trades on it.',
    schema: z.array(
      z.object({
        date_key: z.int(),
        full_date: z.string(),
        day_of_week: z.int(),
        month: z.int(),
        quarter: z.int(),
        year: z.int(),
        is_trading_day: z.boolean(),
      }),
    ),
    io: warehouse.table(),
    checks: {
      oneRowADate: unique('date_key'),
      allDates: noGaps('full_date'),
      sixYears: rowCount({ min: dates, max: dates }),
    },
  },
  () =>
    Array.from({ length: dates }, (_, index) => {
      const date = new Date(Date.parse(firstDate) + index * 86_400_000)
      const full_date = date.toISOString().slice(0, 10)
      const weekday = date.getUTCDay()
      return {
        date_key: Number(full_date.replaceAll('-', '')),
        full_date,
        day_of_week: weekday === 0 ? 7 : weekday,
        month: date.getUTCMonth() + 1,
        quarter: Math.floor(date.getUTCMonth() / 3) + 1,
        year: date.getUTCFullYear(),
        is_trading_day: isOpen(nyse, full_date),
      }
    }),
)

export const dimCompany = sqlAsset(
  'market/dim_company',
  {
    description: 'What we follow, one row a symbol.',
    warehouse,
    deps: { companies },
    row: z.object({
      symbol: z.string(),
      name: z.string(),
      kind: z.string(),
      exchange: z.string(),
      sector: z.string().nullable(),
    }),
    write: { mode: 'replace' },
    checks: { oneRowASymbol: unique('symbol') },
  },
  (db) => db.selectFrom('companies').select(['symbol', 'name', 'kind', 'exchange', 'sector']),
)

export const fctStockPrice = sqlAsset(
  'market/fct_stock_price',
  {
    description: 'The prices of a day with their keys, and the move since the trading day before.',
    warehouse,
    deps: { price: stagedPrices, before: offset(stagedPrices, -1), company: dimCompany, date: dimDate },
    partitions: tradingDays,
    row: z.object({
      date_key: z.int(),
      symbol: z.string(),
      day: z.string(),
      open: z.number(),
      high: z.number(),
      low: z.number(),
      close: z.number(),
      volume: z.number(),
      move: z.number().nullable(),
    }),
    write: { mode: 'delete-insert', by: 'day' },
    checks: {
      dailyMove: between('move', { min: -0.065, max: 0.065 }, { severity: 'warn' }),
      closeWithinRange: (rows) => ({ passed: rows.every(({ low, close, high }) => low <= close && close <= high) }),
      oneRowASymbol: unique('symbol', 'day'),
    },
  },
  (db) =>
    db
      .selectFrom('price')
      .innerJoin('company', 'company.symbol', 'price.symbol')
      .innerJoin('date', 'date.full_date', 'price.day')
      .leftJoin('before', 'before.symbol', 'price.symbol')
      .select([
        'date.date_key',
        'price.symbol',
        'price.day',
        'price.open',
        'price.high',
        'price.low',
        'price.close',
        'price.volume',
      ])
      .select((eb) => eb(eb('price.close', '/', eb.ref('before.close')), '-', eb.lit(1)).as('move')),
)
