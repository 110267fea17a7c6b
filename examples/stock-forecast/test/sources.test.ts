import { describe, expect, it } from 'vitest'
import { barsOf, barsOn, parseBars, tradingDays } from '../src/sources.ts'

describe('the price files', () => {
  it('cover the stated days', () => {
    const [apple, index] = [barsOf('AAPL'), barsOf('SP500')]
    expect([apple.length, apple[0]?.day, apple.at(-1)?.day]).toEqual([1260, '2013-05-13', '2018-05-11'])
    expect([index.length, index[0]?.day, index.at(-1)?.day]).toEqual([5105, '2000-01-03', '2020-04-17'])
  })

  it.each(['AAPL', 'SP500'] as const)('hold one bar a day, oldest first, for %s', (ticker) => {
    const days = barsOf(ticker).map((bar) => bar.day)
    expect(days).toEqual([...new Set(days)].sort())
  })

  it.each(['AAPL', 'SP500'] as const)('hold prices within low..high and a volume for %s', (ticker) => {
    const wrong = barsOf(ticker).filter(
      ({ open, high, low, close, volume }) =>
        low > Math.min(open, close) || high < Math.max(open, close) || volume <= 0,
    )
    expect(wrong).toEqual([])
  })

  it('miss no trading day: the exchange was open so often in each whole year', () => {
    const perYear = Map.groupBy(barsOf('SP500'), (bar) => bar.day.slice(0, 4))
    const open = [252, 248, 252, 252, 252, 252, 251, 251, 253, 252, 252, 252, 250, 252, 252, 252, 252, 251, 251, 252]
    expect([...perYear.values()].map((bars) => bars.length).slice(0, 20)).toEqual(open)
  })
})

describe('barsOn', () => {
  it('finds both tickers on a common day', () => {
    expect(barsOn('2014-01-28').map(({ symbol, close }) => [symbol, close])).toEqual([
      ['AAPL', 72.35714],
      ['SP500', 1792.5],
    ])
  })

  it('finds the index alone before the share begins', () => {
    expect(barsOn('2005-01-03').map((bar) => bar.symbol)).toEqual(['SP500'])
  })

  it('finds nothing on a weekend', () => {
    expect(barsOn('2014-01-25')).toEqual([])
  })
})

it('tradingDays are the days of both tickers', () => {
  expect(tradingDays()).toEqual(barsOf('AAPL').map((bar) => bar.day))
})

it('AAPL fell 8 % on 2014-01-28 and did not jump at its split of 2014-06-09', () => {
  expect(dailyMove('2014-01-27', '2014-01-28')).toBeCloseTo(-0.0799, 4)
  expect(dailyMove('2014-06-06', '2014-06-09')).toBeCloseTo(0.016, 4)
})

describe('parseBars', () => {
  const head = 'date,open,high,low,close,adjclose,volume'

  it('reads either spelling of the header', () => {
    const row = '2018-05-11,1,4,0.5,2,2,100'
    const bar = { symbol: 'AAPL', day: '2018-05-11', open: 1, high: 4, low: 0.5, close: 2, volume: 100 }
    expect(parseBars('AAPL', `Date,Open,High,Low,Close,Adj Close,Volume\r\n${row}\r\n`, 'x.csv')).toEqual([bar])
    expect(parseBars('AAPL', `${head}\n${row}`, 'x.csv')).toEqual([bar])
  })

  it('refuses another header', () => {
    expect(() => parseBars('AAPL', 'symbol,date,price\nAAPL,2018-05-11,1', 'x.csv')).toThrow(
      '`x.csv` starts with `symbol,date,price`',
    )
  })

  it.each(['2018-05-11,1,,1,1,1,9', '2018-05-11,1,null,1,1,1,9', '2018-05-11,1,1', 'May 11 2018,1,1,1,1,1,9'])(
    'refuses the row %s and names its line',
    (row) => {
      const csv = `${head}\n2018-05-10,1,1,1,1,1,9\n${row}`
      expect(() => parseBars('AAPL', csv, 'x.csv')).toThrow(`\`x.csv\` line 3 is \`${row}\``)
    },
  )
})

function dailyMove(from: string, to: string): number {
  const [before, after] = [from, to].map((day) => barsOn(day)[0]!.close)
  return after! / before! - 1
}
