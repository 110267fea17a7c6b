import { Cron as Croner } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calendar,
  cron,
  daily,
  dynamicKeys,
  type Grid,
  gridOf,
  hourly,
  isOpen,
  keys,
  memoryKeyIds,
  monthly,
  nyse,
  type Partitions,
  product,
  type Subset,
  timeZone,
  unpartitioned,
  weekly,
} from '../../src/partitions/index.ts'

const ids = memoryKeyIds()
ids.add(['AAPL', 'MSFT', 'NFLX'])
ids.addDynamic('customer', ['zoe', 'adam'])
const newYork = 'America/New_York'
const at = (text: string) => Date.parse(`${text}Z`)
const grid = (partitions: Partitions) => gridOf(partitions, ids)
const texts = (of: Grid, subset: Subset) => [...subset.cells()].map((cell) => of.textOf(cell))
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16))

describe('existing and complete', () => {
  it('give days from the start to the one that has begun in the zone, on the calendar', () => {
    const days = grid(daily({ start: '2023-12-28', timezone: newYork, calendar: nyse }))
    expect(texts(days, days.existing(at('2024-01-03T04:59')))).toEqual(['2023-12-28', '2023-12-29', '2024-01-02'])
    expect(texts(days, days.existing(at('2024-01-03T05:00')))).toEqual([
      '2023-12-28',
      '2023-12-29',
      '2024-01-02',
      '2024-01-03',
    ])
    expect(texts(days, days.complete(at('2024-01-03T05:00')))).toEqual(['2023-12-28', '2023-12-29', '2024-01-02'])
    expect(days.existing(at('2023-12-01T00:00')).isEmpty).toBe(true)
  })

  it('stop at the end, which is inclusive', () => {
    const now = at('2025-01-01T00:00')
    const last = (partitions: Partitions) => texts(grid(partitions), grid(partitions).complete(now)).at(-1)
    expect(last(daily({ start: '2024-01-01', end: '2024-02-29' }))).toBe('2024-02-29')
    expect(last(hourly({ start: '2024-01-01', end: '2024-01-02' }))).toBe('2024-01-02T23:00')
    expect(last(hourly({ start: '2024-01-01', end: '2024-01-02T05:00' }))).toBe('2024-01-02T05:00')
    expect(last(weekly({ start: '2024-01-01', end: '2024-01-17' }))).toBe('2024-01-15')
    expect(last(monthly({ start: '2024-01', end: '2024-03' }))).toBe('2024-03')
    expect(last(cron('0 18 * * *', { start: '2024-01-01', end: '2024-01-02' }))).toBe('2024-01-02T18:00')
  })

  it('leave out weeks and months without an open day, and hours of closed days', () => {
    const rare = calendar('rare', {
      weekdays: ['sunday'],
      closed: ['2024-01-14', '2024-02-04', '2024-02-11', '2024-02-18', '2024-02-25'],
    })
    const now = at('2024-04-01T00:00')
    const weeks = grid(weekly({ start: '2024-01-01', end: '2024-02-01', calendar: rare }))
    expect(texts(weeks, weeks.existing(now))).toEqual(['2024-01-01', '2024-01-15', '2024-01-22'])
    const months = grid(monthly({ start: '2024-01', end: '2024-03', calendar: rare }))
    expect(texts(months, months.existing(now))).toEqual(['2024-01', '2024-03'])
    const hours = grid(hourly({ start: '2024-01-05', end: '2024-01-08', timezone: newYork, calendar: nyse }))
    expect(hours.existing(now).count).toBe(48)
    expect(texts(hours, hours.existing(now)).slice(22, 26)).toEqual([
      '2024-01-05T22:00',
      '2024-01-05T23:00',
      '2024-01-08T00:00',
      '2024-01-08T01:00',
    ])
  })

  it('leave out the day that Samoa never had', () => {
    const days = grid(daily({ start: '2011-12-29', end: '2011-12-31', timezone: 'Pacific/Apia' }))
    expect(texts(days, days.existing(at('2012-02-01T00:00')))).toEqual(['2011-12-29', '2011-12-31'])
    const hours = grid(hourly({ start: '2011-12-29', end: '2011-12-30', timezone: 'Pacific/Apia' }))
    expect(texts(hours, hours.existing(at('2012-02-01T00:00'))).at(-1)).toBe('2011-12-29T23:00')
  })

  it('give all keys, static and dynamic, and every combination of a product', () => {
    expect(texts(grid(keys('MSFT', 'AAPL')), grid(keys('MSFT', 'AAPL')).existing(0))).toEqual(['AAPL', 'MSFT'])
    const customers = grid(dynamicKeys('customer'))
    expect(texts(customers, customers.existing(0))).toEqual(['zoe', 'adam'])
    const quotes = grid(product({ day: daily({ start: '2024-01-01' }), symbol: keys('AAPL', 'MSFT') }))
    expect(texts(quotes, quotes.existing(at('2024-01-02T12:00')))).toEqual([
      '2024-01-01|AAPL',
      '2024-01-02|AAPL',
      '2024-01-01|MSFT',
      '2024-01-02|MSFT',
    ])
    expect(quotes.complete(at('2024-01-02T12:00')).count).toBe(2)
    expect(texts(grid(unpartitioned), grid(unpartitioned).existing(0))).toEqual([null])
  })

  it('follow dynamic keys as they come and go, and keep the id of one that comes back', () => {
    const registry = memoryKeyIds()
    const visitors = gridOf(dynamicKeys('visitor'), registry)
    registry.addDynamic('visitor', ['a', 'b'])
    const before = visitors.cellOf('a')
    registry.removeDynamic('visitor', ['a'])
    expect(texts(visitors, visitors.existing(0))).toEqual(['b'])
    expect(visitors.cellOf('a')).toEqual(before)
    registry.addDynamic('visitor', ['c', 'a'])
    expect(texts(visitors, visitors.existing(0))).toEqual(['a', 'b', 'c'])
  })

  it('stay one interval for a million hours, over all changes of clocks', () => {
    const hours = grid(hourly({ start: '1909-01-01', timezone: newYork }))
    const existing = hours.existing(at('2024-01-29T16:00'))
    expect(existing.count).toBeGreaterThan(1_000_000)
    expect([...existing.in('').ranges()]).toHaveLength(1)
  })
})

describe('keys', () => {
  it('are dates, Mondays, months and local times', () => {
    const now = at('2024-07-10T12:30')
    const latest = (partitions: Partitions) => texts(grid(partitions), grid(partitions).existing(now)).at(-1)
    expect(latest(daily({ start: '2024-07-01' }))).toBe('2024-07-10')
    expect(latest(weekly({ start: '2024-07-01' }))).toBe('2024-07-08')
    expect(latest(monthly({ start: '2024-05' }))).toBe('2024-07')
    expect(latest(hourly({ start: '2024-07-10', timezone: newYork }))).toBe('2024-07-10T08:00')
    expect(latest(hourly({ start: '2024-07-10', timezone: 'Asia/Kolkata' }))).toBe('2024-07-10T18:00')
    expect(latest(cron('15 6 * * *', { start: '2024-07-01', timezone: newYork }))).toBe('2024-07-10T06:15')
  })

  it('carry an offset exactly where clocks show a time twice', () => {
    const hours = grid(hourly({ start: '2024-11-03', end: '2024-11-03', timezone: newYork }))
    const now = at('2024-12-01T00:00')
    expect(texts(hours, hours.existing(now)).slice(0, 4)).toEqual([
      '2024-11-03T00:00',
      '2024-11-03T01:00-04:00',
      '2024-11-03T01:00-05:00',
      '2024-11-03T02:00',
    ])
    expect(hours.existing(now).count).toBe(25)
    expect(iso(hours.window(hours.parse('2024-11-03T01:00-05:00', now))?.start)).toBe('2024-11-03T06:00')
    expect(() => hours.parse('2024-11-03T01:00', now)).toThrow(
      expect.objectContaining({ code: 'PARTITION_UNKNOWN', hint: expect.stringContaining('2024-11-03T01:00-04:00') }),
    )
  })

  it('count UTC minutes, civil days, ISO weeks, months and ids, whatever start and calendar', () => {
    expect(grid(hourly({ start: '2020-01-01', timezone: newYork })).cellOf('2024-01-02T13:00').ordinal).toBe(
      Date.UTC(2024, 0, 2, 18) / 60_000,
    )
    expect(grid(daily({ start: '2024-01-01', calendar: nyse })).cellOf('2024-01-02').ordinal).toBe(
      Date.UTC(2024, 0, 2) / 86_400_000,
    )
    expect(grid(weekly({ start: '2024-01-01' })).cellOf('1970-01-05').ordinal).toBe(1)
    expect(grid(monthly({ start: '2024-01' })).cellOf('1971-02').ordinal).toBe(13)
    expect(
      grid(product({ symbol: keys('MSFT'), day: daily({ start: '2024-01-01' }) })).cellOf({
        symbol: 'MSFT',
        day: '1970-01-03',
      }),
    ).toEqual({ series: '1', ordinal: 2 })
  })

  it('lead to their cell and back', () => {
    const cuts: readonly Partitions[] = [
      hourly({ start: '2024-10-25', timezone: 'Australia/Lord_Howe' }),
      daily({ start: '2023-12-01', calendar: nyse }),
      weekly({ start: '2023-05-01' }),
      monthly({ start: '2020-01' }),
      cron('*/20 1,2 * * *', { start: '2024-10-20', timezone: 'Europe/London' }),
      dynamicKeys('customer'),
      unpartitioned,
      product({
        symbol: keys('AAPL', 'NFLX'),
        month: monthly({ start: '2024-01' }),
        customer: dynamicKeys('customer'),
      }),
    ]
    const now = at('2024-11-05T00:00')
    for (const of of cuts.map(grid)) {
      for (const cell of of.existing(now).cells()) {
        expect(of.cellOf(of.keyOf(cell))).toEqual(cell)
        expect(of.parse(of.textOf(cell) ?? '', now)).toEqual(cell)
      }
    }
  })

  it('are refused when they are of another cut', () => {
    const unknown = expect.objectContaining({ code: 'PARTITION_UNKNOWN' })
    const days = grid(daily({ start: '2024-01-01' }))
    expect(() => days.cellOf(null)).toThrow(unknown)
    expect(() => days.cellOf('2024-01')).toThrow(unknown)
    expect(() => grid(unpartitioned).cellOf('x')).toThrow(unknown)
    expect(() => grid(product({ symbol: keys('AAPL') })).cellOf({ sym: 'AAPL' })).toThrow(unknown)
    expect(() => grid(weekly({ start: '2024-01-01' })).cellOf('2024-01-02')).toThrow(unknown)
  })
})

describe('window', () => {
  it('follows the clocks over both changes', () => {
    const days = grid(daily({ start: '2024-01-01', timezone: newYork }))
    const window = (key: string) => days.window(days.cellOf(key))
    expect([iso(window('2024-03-10')?.start), iso(window('2024-03-10')?.end)]).toEqual([
      '2024-03-10T05:00',
      '2024-03-11T04:00',
    ])
    expect([iso(window('2024-11-03')?.start), iso(window('2024-11-03')?.end)]).toEqual([
      '2024-11-03T04:00',
      '2024-11-04T05:00',
    ])
  })

  it('begins a day after the gap where midnight is skipped', () => {
    const days = grid(daily({ start: '2018-01-01', timezone: 'America/Sao_Paulo' }))
    expect(iso(days.window(days.cellOf('2018-11-04'))?.start)).toBe('2018-11-04T03:00')
  })

  it('lasts from one firing to the next, also over closed days', () => {
    const evenings = grid(cron('0 18 * * 1-5', { start: '2024-01-01', timezone: newYork, calendar: nyse }))
    const window = evenings.window(evenings.cellOf('2024-01-12T18:00'))
    expect([iso(window?.start), iso(window?.end)]).toEqual(['2024-01-12T23:00', '2024-01-15T23:00'])
  })

  it('is undefined without time', () => {
    expect(grid(keys('AAPL')).window({ series: '', ordinal: 0 })).toBeUndefined()
    expect(grid(unpartitioned).window({ series: '', ordinal: 0 })).toBeUndefined()
  })

  const zones = [
    'UTC',
    newYork,
    'Europe/London',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Africa/Casablanca',
  ]
  const cuts = [hourly, daily, weekly, monthly].map(
    (cut) => (timezone: string) => cut({ start: '2009-01-01', timezone }),
  )

  it('tiles time without gap or overlap, and says what exists and what is complete', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cuts),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2026, 0) }),
        (cut, zone, now) => {
          const of = grid(cut(zone))
          const last = of.existing(now).last!
          const window = of.window(last)!
          expect(window.start).toBeLessThanOrEqual(now)
          expect(window.end).toBeGreaterThan(now)
          expect(of.window(of.neighbour(last, 1)!)!.start).toBe(window.end)
          expect(of.complete(now).count).toBe(of.existing(now).count - 1)
          expect(of.complete(window.end).has(last)).toBe(true)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('begins an hour exactly where Intl shows a full hour', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom(2, 3, 9, 10, 11),
        (zone, year, month) => {
          const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', minute: 'numeric' })
          const of = grid(hourly({ start: '2000-01-01', timezone: zone }))
          const from = Date.UTC(2001 + year, month, 1)
          const naive = Array.from({ length: 10 * 96 }, (_, quarter) => from + quarter * 900_000).filter(
            (ms) => format.format(ms) === '0',
          )
          expect(
            [
              ...of
                .existing(from + 864_000_000 - 1)
                .in('')
                .clip(from / 60_000, Number.POSITIVE_INFINITY),
            ].map((minute) => minute * 60_000),
          ).toEqual(naive)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('cron', () => {
  it('fires when croner fires, over changes of clocks', () => {
    const expressions = [
      '30 2 * * *',
      '30 1 * * *',
      '0 0 * * *',
      '*/15 1-3 * * *',
      '0 18 * * 1-5',
      '5 * * * *',
      '30 1,2 L * *',
      '0 2 * 3,11 0',
      '15 3 1 * 1#2',
      '1 0 * * *',
    ]
    for (const zone of [newYork, 'Europe/London', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'America/St_Johns']) {
      for (const expression of expressions) {
        const of = grid(cron(expression, { start: '2010-01-01', timezone: zone }))
        const from = timeZone(zone).firstAt(Date.UTC(2010, 0) / 60_000) * 60_000
        const fired = new Croner(expression, { timezone: zone, paused: true })
          .nextRuns(400, new Date(from - 1000))
          .map(Number)
        const starts = [...of.existing(fired.at(-1)!).cells()].map((cell) => of.window(cell)!.start)
        expect({ zone, expression, starts }).toEqual({ zone, expression, starts: fired })
        expect(of.window(of.existing(fired[0]!).last!)?.end).toBe(fired[1])
      }
    }
  })
})

describe('neighbour', () => {
  it('steps along the calendar, also beyond now, and ends with the definition', () => {
    const days = grid(daily({ start: '2023-12-28', end: '2024-01-05', calendar: nyse }))
    const step = (key: string, by: number) => {
      const cell = days.neighbour(days.cellOf(key), by)
      return cell && days.textOf(cell)
    }
    expect(step('2023-12-29', 1)).toBe('2024-01-02')
    expect(step('2024-01-02', -2)).toBe('2023-12-28')
    expect(step('2024-01-01', -1)).toBe('2023-12-29')
    expect(step('2024-01-01', 1)).toBe('2024-01-02')
    expect(step('2023-12-28', -1)).toBeUndefined()
    expect(step('2024-01-05', 1)).toBeUndefined()
  })

  it('keeps the series of a product, and has no direction among keys', () => {
    const quotes = grid(product({ day: daily({ start: '2024-01-01' }), symbol: keys('AAPL', 'MSFT') }))
    expect(quotes.textOf(quotes.neighbour(quotes.cellOf({ day: '2024-01-31', symbol: 'MSFT' }), 1)!)).toBe(
      '2024-02-01|MSFT',
    )
    expect(grid(keys('AAPL', 'MSFT')).neighbour({ series: '', ordinal: 0 }, 1)).toBeUndefined()
  })

  it('is the next open day on any calendar', () => {
    const days = grid(daily({ start: '2020-01-01', calendar: nyse }))
    fc.assert(
      fc.property(fc.integer({ min: 18_300, max: 21_000 }), fc.integer({ min: 1, max: 30 }), (day, steps) => {
        let naive = day
        for (let left = steps; left > 0; )
          if (isOpen(nyse, new Date(++naive * 86_400_000).toISOString().slice(0, 10))) left--
        expect(days.neighbour({ series: '', ordinal: day }, steps)?.ordinal).toBe(naive)
      }),
    )
  })
})
