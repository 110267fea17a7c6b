import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cron,
  daily,
  type Grid,
  gridOf,
  hourly,
  keys,
  memoryKeyIds,
  monthly,
  nyse,
  type Partitions,
  product,
  type Subset,
  unpartitioned,
  weekly,
} from '../../src/partitions/index.ts'

const ids = memoryKeyIds()
ids.add(['A', 'B'])
const grid = (partitions: Partitions) => gridOf(partitions, ids)
const at = (text: string) => Date.parse(`${text}Z`)
const texts = (of: Grid, subset: Subset) => [...subset.cells()].map((cell) => of.textOf(cell))

const timezone = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia')
const grace = fc.constantFrom(undefined, { minutes: 90 }, { hours: 30 }, { days: 5, hours: 2, minutes: 1 })
const start = fc.constantFrom('2011-12-19', '2011-12-28')
const base = fc.record({ timezone, grace, start })
const long = fc.oneof(
  base.map((of) => weekly({ ...of, offset: { weekday: 'sunday' } })),
  base.map((of) => monthly({ ...of, offset: { days: 3 } })),
)
const times = fc.oneof(
  fc.tuple(base, fc.constantFrom(0, 15, 45)).map(([of, minutes]) => hourly({ ...of, offset: { minutes } })),
  fc.tuple(base, fc.constantFrom(-7, 0, 4)).map(([of, hours]) => daily({ ...of, calendar: nyse, offset: { hours } })),
  base.map((of) => cron('30 9,16 * * 1-5', of)),
  long,
)
const cuts: fc.Arbitrary<Partitions> = fc.oneof(
  times,
  fc.tuple(times, long).map(([day, other]) => product({ symbol: keys('A', 'B'), day, other })),
  fc.constantFrom<Partitions>(unpartitioned, keys('A', 'B')),
)
const nows = fc.integer({ min: Date.UTC(2011, 11, 27), max: Date.UTC(2012, 0, 6) })

describe('grace', () => {
  it('keeps a partition open after its window, and existing as before', () => {
    const days = grid(daily({ start: '2024-01-01', grace: { hours: 6 } }))
    expect(texts(days, days.existing(at('2024-01-03T00:00')))).toEqual(['2024-01-01', '2024-01-02', '2024-01-03'])
    expect(texts(days, days.complete(at('2024-01-03T05:59')))).toEqual(['2024-01-01'])
    expect(texts(days, days.complete(at('2024-01-03T06:00')))).toEqual(['2024-01-01', '2024-01-02'])
    expect(texts(days, days.select('latest', at('2024-01-03T05:59')))).toEqual(['2024-01-01'])
    expect(days.window(days.cellOf('2024-01-02'))?.end).toBe(at('2024-01-03T00:00'))
    expect(days.completeAt(days.cellOf('2024-01-02'))).toBe(at('2024-01-03T06:00'))
  })

  it('is a length of time, whatever the clocks do', () => {
    const days = grid(daily({ start: '2024-03-01', timezone: 'America/New_York', grace: { days: 1 } }))
    expect(days.completeAt(days.cellOf('2024-03-09'))).toBe(at('2024-03-11T05:00'))
  })
})

describe('completeAt', () => {
  it('is undefined without time, and the last end where a product has two', () => {
    expect(grid(keys('A')).completeAt({ series: '', ordinal: 0 })).toBeUndefined()
    expect(grid(unpartitioned).completeAt({ series: '', ordinal: 0 })).toBeUndefined()
    const both = grid(product({ day: daily({ start: '2024-01-01' }), month: monthly({ start: '2024-01' }) }))
    expect(both.completeAt(both.cellOf({ day: '2024-01-05', month: '2024-01' }))).toBe(at('2024-02-01T00:00'))
    expect(both.completeAt(both.cellOf({ day: '2024-02-05', month: '2024-01' }))).toBe(at('2024-02-06T00:00'))
  })

  it('says of each partition that exists when complete() takes it in', () => {
    fc.assert(
      fc.property(cuts, nows, (cut, now) => {
        const of = grid(cut)
        const naive = [...of.existing(now).cells()].filter((cell) => (of.completeAt(cell) ?? 0) <= now)
        expect(texts(of, of.complete(now))).toEqual(naive.map((cell) => of.textOf(cell)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('completeIn', () => {
  it('takes the complete cells of any subset, on the calendar and after the start or not', () => {
    fc.assert(
      fc.property(cuts, nows, nows, fc.integer({ min: -20, max: 20 }), (cut, now, instant, shift) => {
        const of = grid(cut)
        const isKeyed = of.layout.main?.axis.time === undefined
        const around = of
          .existing(now)
          .mapSeries((ordinals) =>
            isKeyed ? ordinals : ordinals.union(ordinals.clip((ordinals.last ?? 0) - 90, (ordinals.last ?? 0) + shift)),
          )
        const naive = [...around.cells()].filter((cell) => (of.completeAt(cell) ?? 0) <= instant)
        expect([...of.completeIn(around, instant).cells()]).toEqual(naive)
      }),
      { numRuns: 200 },
    )
  })

  it('knows of days before the start and on closed days, as an earlier definition may have had them', () => {
    const days = grid(daily({ start: '2024-01-10', calendar: nyse }))
    const earlier = grid(daily({ start: '2024-01-01' }))
    const recorded = earlier.existing(at('2024-01-20T00:00'))
    expect(texts(days, days.completeIn(recorded, at('2024-01-08T12:00')))).toEqual([
      '2024-01-01',
      '2024-01-02',
      '2024-01-03',
      '2024-01-04',
      '2024-01-05',
      '2024-01-06',
      '2024-01-07',
    ])
    const evenings = (start: string) => grid(cron('0 18 * * 1-5', { start }))
    const fired = evenings('2023-12-01').existing(at('2024-01-20T00:00'))
    expect(texts(evenings('2024-06-01'), evenings('2024-06-01').completeIn(fired, at('2023-12-06T12:00')))).toEqual([
      '2023-12-01T18:00',
      '2023-12-04T18:00',
    ])
  })

  it('gives back the subset itself when all of it is complete', () => {
    const days = grid(daily({ start: '2024-01-01' }))
    const some = days.select('2024-01-01..2024-01-05', at('2024-02-01T00:00'))
    expect(days.completeIn(some, at('2024-02-01T00:00'))).toBe(some)
  })
})

describe('newestComplete', () => {
  it('takes the last complete place along time, with all that lies there', () => {
    fc.assert(
      fc.property(cuts, nows, (cut, now) => {
        const of = grid(cut)
        const complete = of.complete(now)
        const naive = of.layout.main?.axis.time
          ? [...complete.cells()].filter(({ ordinal }) => ordinal === complete.last?.ordinal)
          : []
        expect(texts(of, of.newestComplete(now))).toEqual(naive.map((cell) => of.textOf(cell)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('changesAfter', () => {
  const standing = (of: Grid, now: number) => `${of.existing(now).encode()} ${of.complete(now).encode()}`

  it('is the next instant at which another partition exists or is complete', () => {
    fc.assert(
      fc.property(times, nows, (cut, now) => {
        const of = grid(cut)
        const next = of.changesAfter(now) ?? now
        expect(next).toBeGreaterThan(now)
        expect(standing(of, next - 1)).toBe(standing(of, now))
        expect(standing(of, next)).not.toBe(standing(of, now))
      }),
      { numRuns: 200 },
    )
  })

  it('skips nothing of a product', () => {
    fc.assert(
      fc.property(cuts, nows, (cut, now) => {
        const of = grid(cut)
        expect(standing(of, (of.changesAfter(now) ?? Date.UTC(2012, 5)) - 1)).toBe(standing(of, now))
      }),
      { numRuns: 200 },
    )
  })

  it('is the start while nothing has begun, and never after the end or without time', () => {
    const days = grid(daily({ start: '2024-01-01', end: '2024-01-02', timezone: 'America/New_York' }))
    expect(days.changesAfter(at('2019-05-05T00:00'))).toBe(at('2024-01-01T05:00'))
    expect(days.changesAfter(at('2024-01-02T12:00'))).toBe(at('2024-01-03T05:00'))
    expect(days.changesAfter(at('2024-01-03T05:00'))).toBeUndefined()
    expect(grid(keys('A')).changesAfter(0)).toBeUndefined()
    expect(grid(unpartitioned).changesAfter(0)).toBeUndefined()
    expect(grid(cron('0 18 * * 1-5', { start: '2024-01-06' })).changesAfter(at('2024-01-01T00:00'))).toBe(
      at('2024-01-08T18:00'),
    )
  })
})
