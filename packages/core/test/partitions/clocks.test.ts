import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cron,
  daily,
  type Grid,
  gridOf,
  hourly,
  memoryKeyIds,
  monthly,
  type Partitions,
  timeZone,
  weekly,
  type Weekday,
} from '../../src/partitions/index.ts'

// Windows against what Intl shows on the clocks of a zone, minute by minute: nothing here knows of offsets from UTC.

const zones = [
  'America/New_York',
  'Europe/London',
  'Australia/Sydney',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Africa/Cairo',
]
const grid = (partitions: Partitions) => gridOf(partitions, memoryKeyIds())
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const formats = new Map(
  zones.map((timezone) => [
    timezone,
    new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
)
/** What the clocks show, as text that sorts like time: `2024-01-02 13:00`. */
const shown = (timezone: string, instant: number) => formats.get(timezone)!.format(instant)
/** A local time as `shown` writes it, from the milliseconds that UTC would have. */
const written = (local: number) => new Date(local).toISOString().slice(0, 16).replace('T', ' ')

/** The first minute at which the clocks show a local time or later. */
function firstShown(timezone: string, local: number): number {
  const wanted = written(local)
  for (let instant = local - 27 * hourMs; ; instant += minuteMs) if (shown(timezone, instant) >= wanted) return instant
}

/** Every minute of a stretch at which the clocks show a time of day that is wanted. */
function minutesShowing(timezone: string, [from, to]: readonly [number, number], isWanted: (time: string) => boolean) {
  const found: number[] = []
  for (let instant = from; instant < to; instant += minuteMs)
    if (isWanted(shown(timezone, instant).slice(11))) found.push(instant)
  return found
}

/** Instants within two days of a change of clocks, of those since 1985. */
const near = fc.constantFrom(...zones).chain((timezone) =>
  fc
    .tuple(
      fc.constantFrom(
        ...timeZone(timezone)
          .eras(Date.UTC(1985, 0) / minuteMs, Date.UTC(2026, 0) / minuteMs)
          .map(({ from }) => from * minuteMs),
      ),
      fc.integer({ min: -48 * 60, max: 48 * 60 }),
    )
    .map(([change, minutes]) => ({ timezone, now: change + minutes * minuteMs })),
)

const weekdays: readonly Weekday[] = ['monday', 'wednesday', 'saturday', 'sunday']
const timeOfDay = fc
  .record({ hours: fc.integer({ min: -23, max: 23 }), minutes: fc.constantFrom(0, 30, 45) })
  .filter(({ hours }) => hours > -23)
const graces = fc.constantFrom({}, { minutes: 45 }, { hours: 26 })
const start = '1980-01-01'

interface Case {
  readonly cut: Partitions
  /** The local time at which the partition of a key begins, and the next one. */
  readonly bounds: (key: string) => readonly [number, number]
}
/** Cuts by whole days, whose keys say by themselves when they begin. */
const cases = fc.record({ at: near, offset: timeOfDay, grace: graces }).chain(({ at, offset, grace }) => {
  const { timezone } = at
  const ms = offset.hours * hourMs + offset.minutes * minuteMs
  const dated = (key: string, days: number) => Date.parse(`${key}Z`) + days * dayMs + ms
  const daysLong = (cut: Partitions, length: number): Case => ({
    cut,
    bounds: (key) => [dated(key, 0), dated(key, length)],
  })
  return fc
    .oneof(
      fc.constant(daysLong(daily({ start, timezone, offset, grace }), 1)),
      fc
        .constantFrom(...weekdays)
        .map((weekday) => daysLong(weekly({ start, timezone, offset: { ...offset, weekday }, grace }), 7)),
      fc.integer({ min: 0, max: 27 }).map((days): Case => {
        const cut = monthly({ start: '1980-01', timezone, offset: { ...offset, days }, grace })
        const monthOf = (key: string, months: number) =>
          Date.UTC(Number(key.slice(0, 4)), Number(key.slice(5)) - 1 + months, 1 + days) + ms
        return { cut, bounds: (key) => [monthOf(key, 0), monthOf(key, 1)] }
      }),
    )
    .map((each) => ({ ...each, ...at, graceMs: (grace.hours ?? 0) * hourMs + (grace.minutes ?? 0) * minuteMs }))
})

const keyOfLast = (of: Grid, now: number) => of.textOf(of.existing(now).last!)!

describe('days, weeks and months', () => {
  it('begin and end when the clocks first show their bounds, whatever their offset', () => {
    fc.assert(
      fc.property(cases, ({ cut, timezone, now, bounds, graceMs }) => {
        const of = grid(cut)
        const key = keyOfLast(of, now)
        const [from, to] = bounds(key).map((local) => firstShown(timezone, local))
        expect({ key, ...of.window(of.cellOf(key)) }).toEqual({ key, start: from, end: to })
        expect([from! <= now, now < to!]).toEqual([true, true])
        expect(of.completeAt(of.cellOf(key))).toBe(to! + graceMs)
        expect(of.complete(to! + graceMs).has(of.cellOf(key))).toBe(true)
        expect(of.complete(to! + graceMs - 1).has(of.cellOf(key))).toBe(false)
      }),
      { numRuns: 250 },
    )
  })
})

describe('hours and cron', () => {
  const spanAround = (now: number) => {
    const from = Math.floor(now / minuteMs) * minuteMs - 15 * hourMs
    return [from, from + 30 * hourMs] as const
  }
  const startsIn = (cut: Partitions, [from, to]: readonly [number, number]) => {
    const existing = grid(cut)
      .existing(to - 1)
      .in('')
    return [...existing.clip(from / minuteMs, Number.POSITIVE_INFINITY)].map((minute) => minute * minuteMs)
  }

  it('begin an hour wherever the clocks show its minute', () => {
    fc.assert(
      fc.property(near, fc.constantFrom(0, 1, 15, 30, 59), ({ timezone, now }, minutes) => {
        const span = spanAround(now)
        const naive = minutesShowing(timezone, span, (time) => Number(time.slice(3)) === minutes)
        expect(startsIn(hourly({ start, timezone, offset: { minutes } }), span)).toEqual(naive)
      }),
      { numRuns: 60 },
    )
  })

  it('fire several times of day wherever the clocks show them, and last until the next', () => {
    fc.assert(
      fc.property(near, fc.constantFrom([1, 2], [0, 3], [2, 14, 23]), ({ timezone, now }, hours) => {
        const span = spanAround(now)
        const times = hours.map((hour) => `${String(hour).padStart(2, '0')}:30`)
        const naive = minutesShowing(timezone, span, (time) => times.includes(time))
        const cut = cron(`30 ${hours.join()} * * *`, { start, timezone, grace: { minutes: 10 } })
        expect(startsIn(cut, span)).toEqual(naive)
        const of = grid(cut)
        const ends = naive.map((instant) => of.completeAt({ series: '', ordinal: instant / minuteMs })! - 10 * minuteMs)
        expect(ends.slice(0, -1)).toEqual(naive.slice(1))
      }),
      { numRuns: 60 },
    )
  })
})

describe('beginnings', () => {
  const iso = (ms: number | undefined) => new Date(ms ?? 0).toISOString().slice(0, 16)
  const windowOf = (cut: Partitions, key: string) => {
    const window = grid(cut).window(grid(cut).cellOf(key))
    return [iso(window?.start), iso(window?.end)]
  }
  const timezone = 'America/New_York'

  it('shift windows and leave keys as they are', () => {
    const trading = daily({ start: '2024-01-01', timezone, offset: { hours: -7 } })
    expect(windowOf(trading, '2024-01-02')).toEqual(['2024-01-01T22:00', '2024-01-02T22:00'])
    const early = daily({ start: '2024-01-01', timezone, offset: { hours: 4, minutes: 30 } })
    expect(windowOf(early, '2024-03-10')).toEqual(['2024-03-10T08:30', '2024-03-11T08:30'])
    expect(grid(trading).cellOf('2024-01-02')).toEqual(grid(early).cellOf('2024-01-02'))
    expect(windowOf(hourly({ start: '2024-01-01', offset: { minutes: 30 } }), '2024-01-02T13:30')).toEqual([
      '2024-01-02T13:30',
      '2024-01-02T14:30',
    ])
    expect(windowOf(monthly({ start: '2024-01', offset: { days: 14 } }), '2024-02')).toEqual([
      '2024-02-15T00:00',
      '2024-03-15T00:00',
    ])
  })

  it('give weeks the key of the day on which they begin', () => {
    const sundays = weekly({ start: '2024-01-01', offset: { weekday: 'sunday' } })
    expect(keyOfLast(grid(sundays), Date.UTC(2024, 0, 6, 23))).toBe('2023-12-31')
    expect(keyOfLast(grid(sundays), Date.UTC(2024, 0, 7))).toBe('2024-01-07')
    expect(windowOf(sundays, '2024-01-07')).toEqual(['2024-01-07T00:00', '2024-01-14T00:00'])
    expect(() => grid(sundays).cellOf('2024-01-08')).toThrow(expect.objectContaining({ code: 'PARTITION_UNKNOWN' }))
  })

  it('are said where a key is unknown', () => {
    const now = Date.UTC(2024, 0, 20)
    const words = (cut: Partitions) => {
      try {
        grid(cut).parse('nothing', now)
      } catch (thrown) {
        return /\((.*)\)$/.exec((thrown as Error).message)?.[1]
      }
      return undefined
    }
    const from = '2024-01-01'
    expect(words(daily({ start: from, timezone, offset: { hours: -7 } }))).toBe(
      'daily from 17:00 the day before, America/New_York',
    )
    expect(words(weekly({ start: from, offset: { weekday: 'sunday', hours: 4 } }))).toBe(
      'weekly from sunday 04:00, UTC',
    )
    expect(words(monthly({ start: '2023-01', offset: { days: 14 } }))).toBe('monthly from day 15, UTC')
    expect(words(hourly({ start: from, offset: { minutes: 5 } }))).toBe('hourly from minute 5, UTC')
    expect(words(daily({ start: from, exclusions: ['2024-01-05'] }))).toBe('daily, UTC, with exclusions')
  })
})

describe('exclusions', () => {
  const now = Date.UTC(2024, 3, 1)
  const keysOf = (cut: Partitions) => [...grid(cut).existing(now).cells()].map((cell) => grid(cut).textOf(cell))

  it('leave out keys, dates and ranges, and nothing else', () => {
    expect(
      keysOf(daily({ start: '2024-01-01', end: '2024-01-08', exclusions: ['2024-01-02', '2024-01-04..2024-01-06'] })),
    ).toEqual(['2024-01-01', '2024-01-03', '2024-01-07', '2024-01-08'])
    expect(keysOf(monthly({ start: '2023-11', end: '2024-03', exclusions: ['2023-12..2024-01'] }))).toEqual([
      '2023-11',
      '2024-02',
      '2024-03',
    ])
    expect(keysOf(weekly({ start: '2024-01-01', end: '2024-01-15', exclusions: ['2024-01-10'] }))).toEqual([
      '2024-01-01',
      '2024-01-15',
    ])
    const hours = hourly({
      start: '2024-01-01',
      end: '2024-01-02',
      exclusions: ['2024-01-01', '2024-01-02T01:00..2024-01-02T22:00'],
    })
    expect(keysOf(hours)).toEqual(['2024-01-02T00:00', '2024-01-02T23:00'])
    const twice = { start: '2024-11-03', end: '2024-11-03', timezone: 'America/New_York' }
    const later = Date.UTC(2024, 11, 1)
    expect(grid(hourly({ ...twice, exclusions: ['2024-11-03T01:00'] })).existing(later).count).toBe(23)
    expect(grid(hourly({ ...twice, exclusions: ['2024-11-03T01:00-05:00'] })).existing(later).count).toBe(24)
  })

  it('move no ordinal and no window, and are passed over by steps', () => {
    const [whole, holed] = [
      grid(daily({ start: '2024-01-01' })),
      grid(daily({ start: '2024-01-01', exclusions: ['2024-01-03'] })),
    ]
    expect(holed.cellOf('2024-01-05')).toEqual(whole.cellOf('2024-01-05'))
    expect(holed.window(holed.cellOf('2024-01-02'))).toEqual(whole.window(whole.cellOf('2024-01-02')))
    expect(holed.textOf(holed.neighbour(holed.cellOf('2024-01-02'), 1)!)).toBe('2024-01-04')
    expect(() => holed.parse('2024-01-03', now)).toThrow(expect.objectContaining({ code: 'PARTITION_UNKNOWN' }))
  })

  it('say what a list of dates would say one by one', () => {
    const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 59 }), fc.nat({ max: 9 })), { maxLength: 8 }), (ranges) => {
        const exclusions = ranges.map(([from, length]) =>
          length === 0 ? days[from]! : `${days[from]}..${days[Math.min(from + length, 59)]}`,
        )
        const naive = days.filter((_, day) => !ranges.some(([from, length]) => day >= from && day <= from + length))
        expect(keysOf(daily({ start: '2024-01-01', end: days[59], exclusions }))).toEqual(naive)
      }),
    )
  })
})
