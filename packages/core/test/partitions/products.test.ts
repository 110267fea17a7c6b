import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calendar,
  cron,
  daily,
  type Dimension,
  dynamicKeys,
  type Grid,
  gridOf,
  hourly,
  IntervalSet,
  keys,
  memoryKeyIds,
  monthly,
  type Partitions,
  product,
  Subset,
} from '../../src/partitions/index.ts'

// Products of three and four dimensions, mixed of time, fixed and changing keys, against plain sets of written keys.

const ids = memoryKeyIds()
ids.add(['AAPL', 'MSFT', 'NFLX', 'eu', 'us'])
ids.addDynamic('customer', ['zoe', 'adam', 'mia'])
ids.removeDynamic('customer', ['adam'])
const now = Date.UTC(2024, 0, 8, 5, 30)

const dimensions: { readonly [name: string]: Dimension } = {
  day: daily({ start: '2024-01-03', calendar: calendar('odd', { weekdays: ['monday', 'wednesday', 'friday'] }) }),
  hour: hourly({ start: '2024-01-08T01:00', timezone: 'Asia/Kolkata', exclusions: ['2024-01-08T03:00'] }),
  month: monthly({ start: '2023-11', grace: { days: 10 } }),
  session: cron('30 9,16 * * 1-5', { start: '2024-01-05' }),
  symbol: keys('NFLX', 'AAPL', 'MSFT'),
  region: keys('us', 'eu'),
  customer: dynamicKeys('customer'),
}
const names = fc.shuffledSubarray(Object.keys(dimensions), { minLength: 3, maxLength: 4 })
const keysOf = (cut: Partitions, at: 'existing' | 'complete') => {
  const of = gridOf(cut, ids)
  return [...of[at](now).cells()].map((cell) => of.textOf(cell)!)
}
/** Every combination, first dimension outermost. */
const combined = (chosen: readonly string[], at: 'existing' | 'complete'): readonly string[] =>
  chosen
    .map((name) => keysOf(dimensions[name]!, at))
    .reduce((all, keys) => all.flatMap((before) => keys.map((key) => (before === '' ? key : `${before}|${key}`))), [''])
const productOf = (chosen: readonly string[]) =>
  gridOf(product(Object.fromEntries(chosen.map((name) => [name, dimensions[name]!]))), ids)
const texts = (of: Grid, subset: Subset) => [...subset.cells()].map((cell) => of.textOf(cell)!)
const sorted = (list: Iterable<string>) => [...list].sort()

/** About so many of a list, the same for the same seed. */
function some<T>(list: readonly T[], share: number, seed: number): readonly T[] {
  let state = seed
  return list.filter(() => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 < share)
}
const shares = fc.constantFrom(0, 0.05, 0.5, 0.95, 1)
const seeds = fc.integer({ min: 1, max: 1_000_000 })

describe('a product of three or four dimensions', () => {
  it('has every combination of what exists, and of what is complete', () => {
    fc.assert(
      fc.property(names, (chosen) => {
        const of = productOf(chosen)
        for (const at of ['existing', 'complete'] as const) {
          expect(sorted(texts(of, of[at](now)))).toEqual(sorted(combined(chosen, at)))
          expect(of[at](now).count).toBe(combined(chosen, at).length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leads from cells to keys and back', () => {
    fc.assert(
      fc.property(names, shares, seeds, (chosen, share, seed) => {
        const of = productOf(chosen)
        for (const cell of some([...of.existing(now).cells()], share / 10, seed)) {
          expect(of.cellOf(of.keyOf(cell))).toEqual(cell)
          expect(of.parse(of.textOf(cell)!, now)).toEqual(cell)
          expect(texts(of, of.select(of.textOf(cell)!, now))).toEqual([of.textOf(cell)])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('has subsets that behave as sets of keys', () => {
    fc.assert(
      fc.property(names, shares, shares, seeds, (chosen, shareA, shareB, seed) => {
        const of = productOf(chosen)
        const all = [...of.existing(now).cells()]
        const [a, b] = [some(all, shareA, seed), some(all, shareB, seed + 1)]
        const [x, y] = [Subset.of(a), Subset.of(b)]
        const [inA, inB] = [new Set(texts(of, x)), new Set(texts(of, y))]
        const both = new Set([...inA].filter((key) => inB.has(key)))
        expect(sorted(texts(of, x.union(y)))).toEqual(sorted(new Set([...inA, ...inB])))
        expect(sorted(texts(of, x.intersect(y)))).toEqual(sorted(both))
        expect(sorted(texts(of, x.subtract(y)))).toEqual(sorted([...inA].filter((key) => !both.has(key))))
        expect([x.count, x.isEmpty]).toEqual([inA.size, inA.size === 0])
        expect([x.covers(y), x.overlaps(y)]).toEqual([both.size === inB.size, both.size > 0])
        expect(Subset.decode(x.encode()).equals(x)).toBe(true)
        expect(x.subtract(y).union(x.intersect(y)).equals(x)).toBe(true)
        const ordinals = a.map(({ ordinal }) => ordinal)
        expect([x.first?.ordinal, x.last?.ordinal]).toEqual(
          a.length === 0 ? [undefined, undefined] : [Math.min(...ordinals), Math.max(...ordinals)],
        )
      }),
      { numRuns: 120 },
    )
  })

  it('is described in a line, however much there is of it', () => {
    fc.assert(
      fc.property(names, shares, seeds, (chosen, share, seed) => {
        const of = productOf(chosen)
        const subset = Subset.of(some([...of.existing(now).cells()], share, seed))
        const line = of.describe(subset)
        expect(line).toMatch(new RegExp(`^${subset.count.toLocaleString('en-US')} partitions?`))
        expect(line.length).toBeLessThan(60 + 80 * chosen.length)
      }),
      { numRuns: 60 },
    )
  })
})

describe('many series', () => {
  const registry = memoryKeyIds()
  const numbers = Array.from({ length: 20_000 }, (_, index) => `customer-${index}`)
  registry.addDynamic('account', numbers)
  const of = gridOf(
    product({ hour: hourly({ start: '1990-01-01' }), account: dynamicKeys('account'), kind: dynamicKeys('kind') }),
    registry,
  )
  registry.addDynamic('kind', ['cash', 'margin'])

  it('share what is worked out for one: twelve thousand million partitions are a few steps', () => {
    const existing = of.existing(now)
    expect(existing.count).toBe(298_206 * 40_000)
    const holed = existing.subtract(of.select('2020-01-01..2020-01-02|customer-7|cash', now))
    expect(existing.count - holed.count).toBe(48)
    expect([existing.covers(holed), holed.covers(existing)]).toEqual([true, false])
    expect(existing.union(holed)).toBe(existing)
    expect(of.completeIn(existing, now).count).toBe(of.complete(now).count)
    expect(of.describe(holed)).toBe(
      '11,928,239,952 partitions: 1990-01-01T00:00..2024-01-08T05:00 x customer-0, customer-1, customer-2 and 19,997 more x cash, margin, 48 missing',
    )
    expect(Subset.decode(holed.encode()).equals(holed)).toBe(true)
  })

  it('are walked through one cell at a time', () => {
    const [first, second] = of.existing(now).cells()
    expect([first, second].map((cell) => of.textOf(cell!))).toEqual([
      '1990-01-01T00:00|customer-0|cash',
      '1990-01-01T01:00|customer-0|cash',
    ])
  })
})

describe('a million hours', () => {
  it.each(['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'])('stay few runs in %s', (timezone) => {
    const of = gridOf(hourly({ start: '1909-01-01', timezone }), ids)
    const existing = of.existing(now)
    expect(existing.count).toBeGreaterThan(1_000_000)
    expect([...existing.in('').ranges()].length).toBeLessThan(200)
    expect(existing.encode().length).toBeLessThan(3000)
    const some = of.select('1950-01-01..1999-12-31', now)
    expect(existing.subtract(some).union(some)).toEqual(existing)
    expect(of.describe(existing)).toMatch(/^1,008,\d\d\d partitions: 1909-01-01T00:00\.\./)
  })
})

it('one long set of intervals serves as many series as there are', () => {
  const hours = IntervalSet.progression(0, 60 * 999_999_999, 60)
  const series = Array.from({ length: 1000 }, (_, index) => [`${index}`, hours] as const)
  const [all, half] = [Subset.ofSeries(series), Subset.ofSeries(series.slice(500))]
  expect(all.count).toBe(1e12)
  expect(all.subtract(half).count).toBe(5e11)
  expect(all.intersect(half)).toBe(half)
  expect([all.covers(half), half.covers(all), half.overlaps(all)]).toEqual([true, false, true])
})
