import { z } from 'zod'
import { asset, daily, defineProject, every, externalAsset, keys, lookback, nyse, product, resource } from '@headwater/core'
import { duckdb, files, fresh, notNull, positive, sqlAsset, unique } from '@headwater/assets'

const days = daily({ start: '2024-01-02', timezone: 'America/New_York', calendar: nyse })
const symbols = keys('AAPL', 'MSFT', 'NFLX')
const lake = files({ root: 'lake' })
const warehouse = duckdb({ path: 'warehouse.duckdb' })

export const alphaVantage = resource('alpha_vantage', {
  config: z.object({ apiKey: z.string() }),
  open: ({ apiKey }) => ({ daily: async (symbol: string, day: string) => ({ symbol, day, close: 1, volume: apiKey.length }) }),
})

const Company = z.object({ symbol: z.string(), name: z.string() })
const Quote = z.object({ symbol: z.string(), day: z.string(), close: z.number(), volume: z.number() })

export const companies = externalAsset('erp/companies', { schema: z.array(Company), io: lake.json() })

export const rawQuote = asset('raw/quote', {
  partitions: product({ day: days, symbol: symbols }),
  resources: { alphaVantage },
  schema: Quote,
  io: lake.json('raw/stock_data/{day}/{symbol}.json'),
  retry: { attempts: 3, backoff: 'exponential' },
  pool: 'alpha_vantage',
}, (_, { partition, resources }) => resources.alphaVantage.daily(partition.symbol, partition.day))

export const stgPrices = asset('market/stg_prices', {
  deps: { raw: every(rawQuote, 'symbol') },
  partitions: days,
  schema: z.array(Quote),
  io: warehouse.table(),
  checks: { closePresent: notNull('close'), volumePositive: positive('volume'), arrived: fresh({ within: '1d' }) },
}, ({ raw }) => [...raw.values()])

export const dimCompany = sqlAsset('market/dim_company', {
  warehouse,
  deps: { companies },
  row: Company,
  write: { mode: 'replace' },
  checks: { one: unique('symbol') },
}, (db) => db.selectFrom('companies').selectAll())

export const fctPrices = sqlAsset('market/fct_prices', {
  warehouse,
  deps: { stg: stgPrices, company: dimCompany },
  partitions: days,
  row: z.object({ symbol: z.string(), name: z.string(), day: z.string(), close: z.number() }),
  write: { mode: 'delete-insert', by: 'day' },
}, (db, { partition }) =>
  db.selectFrom('stg').innerJoin('company', 'company.symbol', 'stg.symbol')
    .where('stg.day', '=', partition)
    .select(['stg.symbol', 'company.name', 'stg.day', 'stg.close']))

export const features = asset('features/sma', {
  deps: { prices: lookback(fctPrices, 20) },
  partitions: days,
  schema: z.array(z.object({ symbol: z.string(), sma20: z.number() })),
  io: lake.parquet(),
}, ({ prices }) => [...prices.values()].flat().map((row) => ({ symbol: row.symbol, sma20: row.close })))

export const project = defineProject({ assets: [companies, rawQuote, stgPrices, dimCompany, fctPrices, features] })

const rows = await project.load(fctPrices, '2024-01-02')
rows[0]?.name.toUpperCase()
const one = await project.load(rawQuote, { day: '2024-01-02', symbol: 'AAPL' })
one.close.toFixed()
