import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cron,
  daily,
  type Dimension,
  gridOf,
  hourly,
  IntervalSet,
  keys,
  memoryKeyIds,
  monthly,
  nyse,
  placesOf,
  timeZone,
  weekly,
} from '../../src/partitions/index.ts'

const now = Date.parse('2024-12-31T12:00Z')
const day = (text: string) => Date.parse(`${text}Z`) / 86_400_000
const minute = (text: string) => Date.parse(`${text.slice(0, 16)}Z`) / 60_000
const month = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1 - 1970 * 12

/** Places by reading every key: what is to come out. */
function fromKeys(partitions: Dimension, read: (text: string) => number): readonly number[] {
  const grid = gridOf(partitions, memoryKeyIds())
  return [...grid.existing(now).cells()].map((cell) => read(grid.textOf(cell) ?? ''))
}

function spread(partitions: Dimension): readonly number[] {
  const along = gridOf(partitions, memoryKeyIds()).layout.main?.axis.existing(now) ?? IntervalSet.empty
  return placesOf(partitions, along).flatMap(({ first, step, count }) =>
    Array.from({ length: count }, (_, index) => first + index * step),
  )
}

describe('places on the calendar', () => {
  it('are the days of the keys, on a calendar with holidays too', () => {
    for (const partitions of [daily({ start: '2020-02-27' }), daily({ start: '2020-01-02', calendar: nyse })])
      expect(spread(partitions)).toEqual(fromKeys(partitions, day))
  })

  it('are the first days of weeks, whichever day begins them, and months by number', () => {
    const weeks = weekly({ start: '2021-12-26', offset: { weekday: 'sunday' } })
    expect(spread(weeks)).toEqual(fromKeys(weeks, day))
    const months = monthly({ start: '2019-11' })
    expect(spread(months)).toEqual(fromKeys(months, month))
  })

  it('are what clocks show, over every change of the clocks', () => {
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata')
    fc.assert(
      fc.property(zones, fc.constantFrom('0 */7 * * *', '30 9-16 * * 1-5', 'hourly'), (timezone, expression) => {
        const span = { start: '2023-03-01', end: '2023-11-30', timezone }
        const partitions = expression === 'hourly' ? hourly(span) : cron(expression, span)
        expect(spread(partitions)).toEqual(fromKeys(partitions, minute))
      }),
      { numRuns: 15 },
    )
  })

  it('of a hundred thousand hours are a few', () => {
    const partitions = hourly({ start: '2013-08-01', timezone: 'America/New_York' })
    const ordinals = IntervalSet.progression(minute('2013-08-01T04:00'), minute('2025-01-01T00:00'), 60)
    const places = placesOf(partitions, ordinals)
    expect(places.reduce((sum, { count }) => sum + count, 0)).toBe(ordinals.count)
    expect(places.length).toBeLessThan(40)
    expect(timeZone('America/New_York').offsetAt(ordinals.first ?? 0)).toBe(-240)
  })

  it('of keys there are none', () => {
    expect(placesOf(keys('a', 'b'), IntervalSet.of([0, 1]))).toEqual([])
  })
})
