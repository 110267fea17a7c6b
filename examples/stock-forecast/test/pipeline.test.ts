import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sma } from '../src/indicators.ts'
import { type Bar, barsOn, tradingDays } from '../src/sources.ts'

const days = tradingDays().filter((day) => day >= '2014-01-13' && day <= '2014-02-14')
/** The trading day before them. */
const eve = tradingDays().findLast((day) => day < '2014-01-13') ?? ''
/** The day on which Apple fell by 8 %, after its earnings. */
const fall = '2014-01-28'

const number = z.number()
const Price = z.object({
  date_key: number,
  symbol: z.string(),
  day: z.string(),
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  move: number.nullable(),
})
const Made = z.object({
  failures: z.array(z.unknown()),
  checks: z.array(
    z.object({
      check: z.string(),
      partition: z.string().nullable(),
      severity: z.string(),
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
  steps: z.array(z.object({ step: z.string(), made: number })),
  prices: z.array(Price),
  indicators: z.array(z.object({ symbol: z.string(), day: z.string(), sma20: number.nullable() })),
  remade: z.array(z.string()),
})

describe('five weeks of the pipeline', () => {
  let cwd = ''
  let made: z.output<typeof Made>

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'headwater-stock-'))
    await cp(fileURLToPath(new URL('../reference', import.meta.url)), join(cwd, 'reference'), { recursive: true })
    const script = fileURLToPath(new URL('./children/make-weeks.ts', import.meta.url))
    const args = [script, `${days[0]}..${days.at(-1)}`, eve, ...days]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd })
    made = Made.parse(JSON.parse(stdout))
  })

  afterAll(() => rm(cwd, { recursive: true }))

  it('are made once, and found up to date after that', () => {
    expect(made.failures).toEqual([])
    expect(Object.fromEntries(made.steps.map(({ step, made }) => [step, made]))).toEqual({
      'raw/daily_bars': days.length,
      'staging/prices': days.length,
      'market/dim_date': 1,
      'market/dim_company': 1,
      'market/fct_stock_price': days.length,
      'features/technical': 1,
    })
    expect(made.remade).toEqual([])
  })

  it('hold the prices of the CSV files, with their keys and moves', () => {
    const expected = days.flatMap((day, index) =>
      barsOn(day).map((bar) => ({ ...bar, ...derived(bar, days[index - 1] ?? eve) })),
    )
    expect(made.prices.toSorted(byDayAndSymbol)).toEqual(expected.toSorted(byDayAndSymbol))
  })

  it('hold indicators that are those of the prices', () => {
    const closes = days
      .flatMap((day) => barsOn(day).filter(({ symbol }) => symbol === 'AAPL'))
      .map(({ close }) => close)
    const apple = made.indicators.filter(({ symbol }) => symbol === 'AAPL')
    expect(apple.map(({ day }) => day)).toEqual(days)
    expect(apple.map(({ sma20 }) => sma20)).toEqual(
      sma(closes, 20).map((value) => (Number.isNaN(value) ? null : value)),
    )
  })

  it('warn of the day on which Apple fell, and of nothing else but that the last years are missing', () => {
    const [bar, before] = [fall, days[days.indexOf(fall) - 1] ?? ''].map((day) => barsOn(day)[0]?.close ?? 0)
    const move = (bar ?? 0) / (before ?? 0) - 1
    expect(made.checks.map(({ check, partition, severity }) => [check, partition, severity]).toSorted()).toEqual([
      ['dailyMove', fall, 'warn'],
      ['upToDate', null, 'error'],
    ])
    const facts = made.checks.find(({ check }) => check === 'dailyMove')?.facts
    expect(facts).toMatchObject({ rows: 2, failed: 1 })
    const [bad] = JSON.parse(String(facts?.['samples'])) as readonly { readonly move: number }[]
    expect(bad?.move).toBeCloseTo(move, 12)
  })

  it('lie in readable files, one JSON file a day', async () => {
    expect((await readdir(join(cwd, 'lake/raw/stock_data'))).toSorted()).toEqual(
      [eve, ...days].map((day) => `${day}.json`),
    )
  })
})

function derived({ symbol, day, close }: Bar, before: string) {
  const last = barsOn(before).find((bar) => bar.symbol === symbol)
  return { date_key: Number(day.replaceAll('-', '')), move: last ? close / last.close - 1 : null }
}

type Row = { readonly day: string; readonly symbol: string }

function byDayAndSymbol(a: Row, b: Row): number {
  return a.day.localeCompare(b.day) || a.symbol.localeCompare(b.symbol)
}
