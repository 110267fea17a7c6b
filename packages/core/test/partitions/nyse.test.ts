import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { calendar, daily, gridOf, isOpen, memoryKeyIds, nyse } from '../../src/partitions/index.ts'

const root = new URL('../../../../', import.meta.url)
const vix = new URL('../shared/data/market/vix-daily.csv', root)
if (!existsSync(vix))
  console.warn(`skipped: the NYSE calendar is not compared with VIX, since ${vix.pathname} is not there`)

/** The dates of a CSV file whose first column is a date. */
function datesOf(file: URL): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.slice(0, 10))
}

/** Days on which the calendar and a file differ, over the file's whole span. */
function differences(dates: readonly string[]) {
  const grid = gridOf(
    daily({ start: dates[0]!, end: dates.at(-1)!, timezone: 'America/New_York', calendar: nyse }),
    memoryKeyIds(),
  )
  const open = new Set([...grid.existing(Date.UTC(2030, 0)).cells()].map((cell) => grid.textOf(cell)))
  const traded = new Set(dates)
  return {
    onlyOpen: [...open].filter((date) => !traded.has(date!)),
    onlyTraded: [...traded].filter((date) => !open.has(date)),
  }
}

describe('nyse', () => {
  it.each([
    ['S&P 500, 2000 to 2020', 'node_modules/vega-datasets/data/sp500-2000.csv', 5105],
    ['AAPL, 2013 to 2018', 'node_modules/@observablehq/sample-datasets/aapl.csv', 1260],
  ])('is open on exactly the days of %s', (_, path, days) => {
    const dates = datesOf(new URL(path, root))
    expect(dates).toHaveLength(days)
    expect(differences(dates)).toEqual({ onlyOpen: [], onlyTraded: [] })
  })

  it.skipIf(!existsSync(vix))('differs from the days of the VIX, 1990 to 2026, only where Cboe does', () => {
    const dates = datesOf(vix)
    expect([dates[0], dates.at(-1)]).toEqual(['1990-01-02', '2026-07-23'])
    const { onlyOpen, onlyTraded } = differences(dates)
    // The exchange was open, and the file has no value.
    expect(onlyOpen).toEqual(['1991-03-01', '1997-01-31', '1997-11-26', '1999-12-31'])
    // The funeral of President Reagan: stocks did not trade, and the file has a value.
    expect(onlyTraded.filter((date) => date < '2022')).toEqual(['2004-06-11'])
    // Since 2022 Cboe computes the VIX in its global trading hours, on all holidays but New Year, Good Friday and Christmas.
    expect(onlyTraded.filter((date) => date > '2022')).toEqual([
      '2022-05-30',
      '2022-06-20',
      '2022-07-04',
      '2022-09-05',
      '2022-11-24',
      '2023-01-16',
      '2023-02-20',
      '2023-05-29',
      '2023-06-19',
      '2023-07-04',
      '2023-09-04',
      '2023-11-23',
      '2024-01-15',
      '2024-02-19',
      '2024-05-27',
      '2024-06-19',
      '2024-07-04',
      '2024-09-02',
      '2024-11-28',
      '2025-01-09',
      '2025-01-20',
      '2025-02-17',
      '2025-05-26',
      '2025-06-19',
      '2025-07-04',
      '2025-09-01',
      '2025-11-27',
      '2026-01-19',
      '2026-02-16',
      '2026-05-25',
      '2026-06-19',
      '2026-07-03',
    ])
  })

  it('does not make up for a New Year on a Saturday, as it does for other holidays', () => {
    expect(['1993-12-31', '2010-12-31', '2021-12-31'].map((date) => isOpen(nyse, date))).toEqual([true, true, true])
    expect(
      ['2023-01-02', '2021-12-24', '2022-12-26', '2026-07-03', '2027-06-18'].map((date) => isOpen(nyse, date)),
    ).toEqual(Array(5).fill(false))
  })

  it('closes early on the half days that it announced', () => {
    const closes = (dates: readonly string[]) => dates.map((date) => nyse.earlyCloses[date])
    expect(closes(['1996-07-05', '2002-07-05', '2013-07-03', '2023-07-03', '2024-07-03', '2025-07-03'])).toEqual(
      Array(6).fill('13:00'),
    )
    expect(
      closes(['2023-11-24', '2024-11-29', '2025-11-28', '2024-12-24', '2025-12-24', '2026-12-24', '2003-12-26']),
    ).toEqual(Array(7).fill('13:00'))
    expect(closes(['1992-11-27', '1990-12-24'])).toEqual(['14:00', '14:00'])
    expect(closes(['2012-07-03', '2013-07-05', '2007-07-05', '2024-07-05', '2024-12-23'])).toEqual([
      '13:00',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('closes early only on days on which it is open', () => {
    expect(Object.keys(nyse.earlyCloses).filter((date) => !isOpen(nyse, date))).toEqual([])
  })

  it('refuses partitions before it begins', () => {
    expect(() => daily({ start: '1985-01-01', calendar: nyse })).toThrow(
      expect.objectContaining({ code: 'PARTITIONS_INVALID' }),
    )
  })
})

describe('calendar', () => {
  it('is open exactly on its weekdays that are not closed, however its days are asked for', () => {
    const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
    const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
    fc.assert(
      fc.property(
        fc.subarray([...names], { minLength: 1 }),
        fc.array(fc.integer({ min: 18_900, max: 19_100 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 15_000, max: 22_000 }), { maxLength: 3 }),
        (weekdays, closed, elsewhere) => {
          const mine = calendar('mine', { weekdays, closed: closed.map(dateOf) })
          for (const day of [...elsewhere, ...Array.from({ length: 210 }, (_, index) => 18_895 + index)]) {
            const weekday = names[new Date(day * 86_400_000).getUTCDay()]!
            expect(isOpen(mine, dateOf(day))).toBe(weekdays.includes(weekday) && !closed.includes(day))
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('opens on the weekdays that are named, but for the closed days', () => {
    const bazaar = calendar('bazaar', {
      weekdays: ['saturday', 'sunday', 'monday'],
      closed: ['2024-01-07'],
      earlyCloses: { '2024-01-08': '12:00' },
    })
    const week = ['01', '02', '03', '04', '05', '06', '07', '08'].map((date) => isOpen(bazaar, `2024-01-${date}`))
    expect(week).toEqual([true, false, false, false, false, true, false, true])
    expect(bazaar.earlyCloses).toEqual({ '2024-01-08': '12:00' })
  })

  it.each([
    ['a weekday that is none', { weekdays: ['mon' as 'monday'] }],
    ['no open weekday', { weekdays: [] }],
    ['a date that does not exist', { closed: ['2023-02-29'] }],
    ['an early close on a holiday', { closed: ['2024-12-25'], earlyCloses: { '2024-12-25': '12:00' } }],
    ['an early close at the weekend', { earlyCloses: { '2024-01-06': '12:00' } }],
    ['a time that does not exist', { earlyCloses: { '2024-01-02': '25:00' } }],
  ])('refuses %s', (_, options) => {
    expect(() => calendar('mine', options)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
  })
})
