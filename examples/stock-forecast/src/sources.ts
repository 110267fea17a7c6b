import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** `AAPL`: Apple's share. `SP500`: the S&P 500 index (Yahoo's `^GSPC`). */
export type Ticker = 'AAPL' | 'SP500'

/**
 * One trading day of one ticker. `day` is `YYYY-MM-DD` in New York, prices are US dollars (AAPL) or index points (SP500).
 *
 * AAPL prices and volumes are adjusted for the 7:1 split of 2014-06-09 (so nothing jumps on that day), not for later splits and
 * not for dividends: on the day a dividend leaves the price (four a year, about 0.5 % each) the return is that much too low.
 * SP500 volume is the number of shares traded in the index's members.
 */
export type Bar = {
  readonly symbol: Ticker
  readonly day: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/**
 * Every bar of one ticker, oldest first: AAPL 2013-05-13..2018-05-11 (1,260 days, npm `@observablehq/sample-datasets`), SP500
 * 2000-01-03..2020-04-17 (5,105 days, npm `vega-datasets`). Both name Yahoo Finance as their source. Read at the first call,
 * kept from then on. Throws when a file is not the table described here.
 *
 * What is wrong with them: through 2005 nearly every SP500 `open` is only the close of the day before, and some are until 2013,
 * so do not use it. vega-datasets links to the Dow Jones as its source, but the values are those of the S&P 500. Nothing else
 * was found: no empty field, no trading day missing or doubled, no price outside low..high. Days that look wrong are real: AAPL
 * fell 8.0 % on 2014-01-28 (earnings) and went through a range of 17 % on 2015-08-24.
 */
export function barsOf(ticker: Ticker): readonly Bar[] {
  return [...byDay(ticker).values()]
}

/** The bars of one day, AAPL first: two, one, or none when the exchange was closed or neither file covers the day. */
export function barsOn(day: string): readonly Bar[] {
  return tickers.flatMap((ticker) => byDay(ticker).get(day) ?? [])
}

/** The days on which every ticker has a bar, oldest first. */
export function tradingDays(): readonly string[] {
  return [...byDay('AAPL').keys()].filter((day) => byDay('SP500').has(day))
}

const tickers: readonly Ticker[] = ['AAPL', 'SP500']

const cached = new Map<Ticker, ReadonlyMap<string, Bar>>()

function byDay(ticker: Ticker): ReadonlyMap<string, Bar> {
  const known = cached.get(ticker)
  if (known !== undefined) return known
  const path = csvPath(ticker)
  const read = new Map(parseBars(ticker, readFileSync(path, 'utf8'), path).map((bar) => [bar.day, bar]))
  cached.set(ticker, read)
  return read
}

function csvPath(ticker: Ticker): string {
  const require = createRequire(import.meta.url)
  if (ticker === 'AAPL') return require.resolve('@observablehq/sample-datasets/aapl.csv')
  // vega-datasets exports only its entry module, `build/index.js`; its CSV files lie beside that folder.
  return join(dirname(require.resolve('vega-datasets')), '..', 'data', 'sp500-2000.csv')
}

const header = 'date,open,high,low,close,adjclose,volume'

/** Reads daily bars from CSV text. `path` is named in errors. */
export function parseBars(symbol: Ticker, csv: string, path: string): readonly Bar[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/)
  if (head.toLowerCase().replaceAll(' ', '') !== header) {
    throw new Error(
      `\`${path}\` starts with \`${head}\`, not \`${header}\`. Install the version that package.json names.`,
    )
  }
  return lines.map((line, index) => {
    const [day = '', open, high, low, close, _adjusted, volume] = line.split(',')
    const numbers = {
      open: toNumber(open),
      high: toNumber(high),
      low: toNumber(low),
      close: toNumber(close),
      volume: toNumber(volume),
    }
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || !Object.values(numbers).every(Number.isFinite)) {
      throw new Error(
        `\`${path}\` line ${index + 2} is \`${line}\`; expected a day like 2018-05-11, prices and a volume.`,
      )
    }
    return { symbol, day, ...numbers }
  })
}

// An empty field is no number, although Number('') is 0.
function toNumber(field: string | undefined): number {
  return field === undefined || field === '' ? Number.NaN : Number(field)
}
