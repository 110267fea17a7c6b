import { describe, expect, it } from 'vitest'
import {
  daily,
  type Grid,
  gridOf,
  hourly,
  isTime,
  keys,
  memoryKeyIds,
  monthly,
  nyse,
  type Partitions,
  product,
  unpartitioned,
  weekly,
} from '../../src/partitions/index.ts'

const ids = memoryKeyIds()
ids.add(['AAPL', 'MSFT', 'NFLX', 'eu', 'us'])
const now = Date.parse('2024-01-12T22:00Z')
const days = gridOf(daily({ start: '2023-12-26', timezone: 'America/New_York', calendar: nyse }), ids)
const symbols = gridOf(keys('AAPL', 'MSFT', 'NFLX'), ids)
const quotes = gridOf(product({ day: daily({ start: '2024-01-09' }), symbol: keys('AAPL', 'MSFT', 'NFLX') }), ids)
const regions = gridOf(product({ region: keys('eu', 'us'), symbol: keys('AAPL', 'MSFT') }), ids)
const whole = gridOf(unpartitioned, ids)

const selected = (grid: Grid, expression: string) =>
  [...grid.select(expression, now).cells()].map((cell) => grid.textOf(cell))
const unknown = (details = {}) => expect.objectContaining({ code: 'PARTITION_UNKNOWN', ...details })
const malformed = (message: unknown) => expect.objectContaining({ code: 'PARTITION_RANGE_INVALID', message })

describe('select', () => {
  it.each([
    ['2024-01-02', ['2024-01-02']],
    ['2023-12-28..2024-01-03', ['2023-12-28', '2023-12-29', '2024-01-02', '2024-01-03']],
    ['2023-12-30..2024-01-02', ['2024-01-02']],
    ['2024-01-10..', ['2024-01-10', '2024-01-11', '2024-01-12']],
    ['..2023-12-27', ['2023-12-26', '2023-12-27']],
    ['2023-12-26, 2024-01-11 .. 2024-01-12,2024-01-12', ['2023-12-26', '2024-01-11', '2024-01-12']],
    ['latest', ['2024-01-11']],
  ])('reads %s along time', (expression, expected) => {
    expect(selected(days, expression)).toEqual(expected)
  })

  it('selects all that exists', () => {
    expect(days.select('all', now).equals(days.existing(now))).toBe(true)
    expect(selected(whole, 'all')).toEqual([null])
    expect(selected(whole, 'latest')).toEqual([null])
  })

  it('takes dates as ends of ranges of other cuts', () => {
    expect(selected(gridOf(hourly({ start: '2024-01-01' }), ids), '2024-01-02..2024-01-03')).toHaveLength(48)
    expect(selected(gridOf(weekly({ start: '2023-12-04' }), ids), '2023-12-13..2023-12-20')).toEqual([
      '2023-12-11',
      '2023-12-18',
    ])
    expect(selected(gridOf(monthly({ start: '2023-01' }), ids), '2023-11-15..')).toEqual([
      '2023-11',
      '2023-12',
      '2024-01',
    ])
  })

  it('lists keys with commas', () => {
    expect(selected(symbols, 'NFLX,AAPL')).toEqual(['AAPL', 'NFLX'])
  })

  it.each([
    ['2024-01-09', ['2024-01-09|AAPL', '2024-01-09|MSFT', '2024-01-09|NFLX']],
    ['2024-01-09|MSFT', ['2024-01-09|MSFT']],
    ['..2024-01-10|MSFT', ['2024-01-09|MSFT', '2024-01-10|MSFT']],
    ['|MSFT', ['2024-01-09|MSFT', '2024-01-10|MSFT', '2024-01-11|MSFT', '2024-01-12|MSFT']],
    ['latest', ['2024-01-11|AAPL', '2024-01-11|MSFT', '2024-01-11|NFLX']],
    ['latest|AAPL', ['2024-01-11|AAPL']],
    ['day=2024-01-09,symbol=AAPL', ['2024-01-09|AAPL']],
    ['symbol=AAPL,symbol=MSFT,day=..2024-01-09', ['2024-01-09|AAPL', '2024-01-09|MSFT']],
    ['2024-01-11..,symbol=NFLX', ['2024-01-11|NFLX', '2024-01-12|NFLX']],
    ['2024-01-09|AAPL,2024-01-10|NFLX', ['2024-01-09|AAPL', '2024-01-10|NFLX']],
  ])('reads %s in a product', (expression, expected) => {
    expect(selected(quotes, expression)).toEqual(expected)
  })

  it('selects among products of keys by all dimensions', () => {
    expect(selected(regions, 'eu|')).toEqual(['eu|AAPL', 'eu|MSFT'])
    expect(() => regions.select('eu', now)).toThrow(malformed(expect.stringContaining('write `region|symbol`')))
  })

  it.each([
    [days, '', 1, 'a key or range is missing'],
    [days, '2024-01-02,', 12, 'a key or range is missing'],
    [days, '..', 1, 'a range has a first or a last key'],
    [days, '2024-01-02...2024-01-03', 13, 'a range has one `..`'],
    [days, '2024-01-02..2024-01-03..2024-01-04', 13, 'a range has one `..`'],
    [days, '2024-01-02, 2024-01-04..2024-01-03', 25, 'the range ends before it begins'],
    [days, '2024-01-02|AAPL', 1, 'there are 2 parts'],
    [symbols, 'AAPL..MSFT', 1, 'a range is along time'],
    [symbols, 'latest', 1, '`latest` is for partitions along time'],
    [quotes, '2024-01-09|AAPL..MSFT', 12, 'a range is along time'],
  ])('points at what is malformed (%#)', (grid, expression, character, why) => {
    expect(() => grid.select(expression, now)).toThrow(
      malformed(`\`${expression}\` is malformed at character ${character}: ${messageFrom(grid, expression, why)}`),
    )
  })
  /** The whole sentence: what matters is how it begins, after the position. */
  function messageFrom(grid: Grid, expression: string, why: string): string {
    try {
      grid.select(expression, now)
    } catch (error) {
      const [, sentence = ''] = /character \d+: (.*)$/.exec((error as Error).message) ?? []
      if (sentence.startsWith(why)) return sentence
    }
    return why
  }

  it('says what there is when a key or range names nothing', () => {
    expect(() => days.select('2023-12-25', now)).toThrow(
      unknown({
        message: 'no partition `2023-12-25`: there are 2023-12-26..2024-01-12 (daily, America/New_York, nyse)',
        hint: 'Did you mean `2023-12-26`?',
        partition: '2023-12-25',
      }),
    )
    expect(() => days.select('2024-01-01', now)).toThrow(
      unknown({ hint: 'Did you mean `2023-12-29` or `2024-01-02`?' }),
    )
    expect(() => days.select('2025-01-01..', now)).toThrow(unknown())
    expect(() => days.select('yesterday', now)).toThrow(unknown({ hint: 'Did you mean `2024-01-12`?' }))
    expect(() => symbols.select('APPL', now)).toThrow(
      unknown({ message: 'no partition `APPL`: there are 3 (keys)', hint: 'Did you mean `AAPL`?' }),
    )
    expect(() => gridOf(daily({ start: '2030-01-01' }), ids).select('2024-01-02', now)).toThrow(
      unknown({ message: expect.stringContaining('there are none yet') }),
    )
    expect(() => gridOf(daily({ start: '2024-01-12' }), ids).select('latest', now)).toThrow(unknown())
    expect(() => whole.select('2024-01-02', now)).toThrow(
      unknown({ message: 'no partition `2024-01-02`: the asset is not partitioned' }),
    )
  })
})

describe('parse', () => {
  it('reads one key, of a product in two ways', () => {
    const cell = quotes.cellOf({ day: '2024-01-10', symbol: 'MSFT' })
    expect(quotes.parse('2024-01-10|MSFT', now)).toEqual(cell)
    expect(quotes.parse('symbol=MSFT,day=2024-01-10', now)).toEqual(cell)
    expect(quotes.parse('day=2024-01-10, symbol=MSFT', now)).toEqual(cell)
    expect(whole.parse('', now)).toEqual({ series: '', ordinal: 0 })
  })

  it.each([
    [days, '2024-01-13'],
    [days, '2024-01-02..2024-01-03'],
    [days, 'all'],
    [days, ''],
    [quotes, '2024-01-10'],
    [quotes, '2024-01-10|MSFT|x'],
    [quotes, '2024-01-10|'],
    [quotes, 'day=2024-01-10'],
    [quotes, 'day=2024-01-10,day=2024-01-10'],
    [whole, 'x'],
    [symbols, 'TSLA'],
  ])('refuses what is not one existing key (%#)', (grid, text) => {
    expect(() => grid.parse(text, now)).toThrow(unknown())
  })
})

describe('describe', () => {
  const described = (partitions: Partitions, expression: string, without?: string) => {
    const grid = gridOf(partitions, ids)
    const end = isTime(partitions) && partitions.end ? Date.parse('2030-01-01') : now
    const all = grid.select(expression, end)
    return grid.describe(without === undefined ? all : all.subtract(grid.select(without, end)))
  }
  const years = daily({ start: '2013-05-13', end: '2018-05-11', timezone: 'America/New_York', calendar: nyse })

  it('says how many, from where to where, along the calendar', () => {
    expect(described(years, 'all')).toBe('1,260 partitions: 2013-05-13..2018-05-11')
    expect(described(years, '2013-05-14')).toBe('1 partition: 2013-05-14')
    expect(described(years, '2013-05-17..2013-05-20')).toBe('2 partitions: 2013-05-17..2013-05-20')
  })

  it('counts what is missing between, of open days only', () => {
    expect(described(years, 'all', '2014-01-01..2014-01-10')).toBe(
      '1,253 partitions: 2013-05-13..2018-05-11, 7 missing',
    )
  })

  it('lists a few keys, and counts more', () => {
    expect(described(keys('AAPL', 'MSFT', 'NFLX'), 'all')).toBe('3 partitions: AAPL, MSFT, NFLX')
    expect(described(keys('AAPL', 'MSFT', 'NFLX', 'eu', 'us'), 'all')).toBe('5 partitions: AAPL, MSFT, NFLX and 2 more')
  })

  it('says the dimensions of a product', () => {
    expect(quotes.describe(quotes.existing(now))).toBe('12 partitions: 2024-01-09..2024-01-12 x AAPL, MSFT, NFLX')
    expect(quotes.describe(quotes.existing(now).subtract(quotes.select('2024-01-10|MSFT', now)))).toBe(
      '11 partitions: 2024-01-09..2024-01-12 x AAPL, MSFT, NFLX, 1 missing',
    )
    expect(quotes.describe(quotes.select('2024-01-10', now))).toBe('3 partitions: 2024-01-10 x AAPL, MSFT, NFLX')
    expect(quotes.describe(quotes.select('2024-01-10|MSFT', now))).toBe('1 partition: 2024-01-10|MSFT')
  })

  it('is empty where there are no partitions to speak of', () => {
    expect(whole.describe(whole.existing(now))).toBe('')
    expect(days.describe(days.existing(0))).toBe('0 partitions')
  })
})
