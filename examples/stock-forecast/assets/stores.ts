import { daily, nyse, profile } from '@headwater/core'
import { duckdb, files } from '@headwater/assets'

/** Where the assets live. Embedded: a folder and a DuckDB file beside this project; nothing to install or sign up for. */
export const { lake, warehouse, reference } = profile(process.env.HEADWATER_PROFILE, {
  embedded: () => ({
    lake: files({ root: 'lake' }),
    warehouse: duckdb({ path: 'warehouse.duckdb' }),
    reference: files({ root: 'reference' }),
  }),
})

/** The trading days of New York for which both sources have prices. */
export const tradingDays = daily({
  start: '2013-05-13',
  end: '2018-05-12',
  timezone: 'America/New_York',
  calendar: nyse,
})
