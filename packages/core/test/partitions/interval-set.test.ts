import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntervalSet } from '../../src/partitions/index.ts'

const values = fc.oneof(
  fc.array(fc.integer({ min: -40, max: 40 })),
  fc.array(fc.integer({ min: -10, max: 30 })).map((list) => list.map((value) => value * 60)),
  fc.array(fc.integer({ min: -10, max: 30 })).map((list) => list.map((value) => value * 60 + 30)),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 7 }))
    .map(([from, length, step]) => Array.from({ length }, (_, index) => from + index * step)),
)
/** A few progressions of different steps, one after or through the other. */
const mixed = fc
  .array(fc.tuple(fc.integer({ min: -30, max: 60 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 })), {
    maxLength: 4,
  })
  .map((runs) => runs.flatMap(([from, length, step]) => Array.from({ length }, (_, index) => from + index * step)))
const sets = fc.oneof(values, mixed)
const sorted = (list: Iterable<number>) => [...new Set(list)].sort((a, b) => a - b)

describe('IntervalSet', () => {
  it('holds the integers of its ranges, whatever their order and overlap', () => {
    const set = IntervalSet.of([5, 7], [1, 2], [3, 3], [7, 9], [20, 19])
    expect([...set]).toEqual([1, 2, 3, 5, 6, 7, 8, 9])
    expect([...set.ranges()]).toEqual([
      { from: 1, to: 3, step: 1 },
      { from: 5, to: 9, step: 1 },
    ])
  })

  it('keeps a million hours as one run', () => {
    const hours = IntervalSet.progression(0, 59_999_940, 60)
    expect(hours.count).toBe(1_000_000)
    expect([...hours.ranges()]).toHaveLength(1)
    expect(hours.subtract(IntervalSet.of([600, 600])).count).toBe(999_999)
  })

  it('behaves as a set of numbers under union, intersection and difference', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [x, y] = [IntervalSet.fromValues(a), IntervalSet.fromValues(b)]
        const [left, right] = [new Set(a), new Set(b)]
        expect([...x.union(y)]).toEqual(sorted([...a, ...b]))
        expect([...x.intersect(y)]).toEqual(sorted(a.filter((value) => right.has(value))))
        expect([...y.subtract(x)]).toEqual(sorted(b.filter((value) => !left.has(value))))
        expect(x.covers(y)).toBe(b.every((value) => left.has(value)))
        expect(x.overlaps(y)).toBe(b.some((value) => left.has(value)))
      }),
      { numRuns: 1000 },
    )
  })

  it('has one representation for equal sets, however they came about', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [x, y] = [IntervalSet.fromValues(a), IntervalSet.fromValues(b)]
        for (const [made, naive] of [
          [x.union(y), [...a, ...b]],
          [x.subtract(y), a.filter((value) => !b.includes(value))],
          [x.intersect(y), a.filter((value) => b.includes(value))],
          [x.clip(-5, 300), a.filter((value) => value >= -5 && value <= 300)],
        ] as const) {
          const direct = IntervalSet.fromValues(naive)
          expect(made.equals(direct)).toBe(true)
          expect(made.encode()).toBe(direct.encode())
        }
      }),
    )
  })

  it('gives back one of its sets when that is the result', () => {
    fc.assert(
      fc.property(sets, sets, fc.nat({ max: 3 }), (a, b, how) => {
        const [x, part] = [IntervalSet.fromValues(a), IntervalSet.fromValues(b)]
        const y = [part, x.union(part), x.intersect(part), IntervalSet.fromValues(a)][how]!
        if (x.clip(-5, 20).equals(x)) expect(x.clip(-5, 20)).toBe(x)
        for (const made of [x.union(y), x.intersect(y), x.subtract(y)]) {
          if (made.equals(x) || made.equals(y)) expect([x, y]).toContain(made)
          if (made.isEmpty) expect(made).toBe(IntervalSet.empty)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('works on a thousand million members as on a few', () => {
    const hours = IntervalSet.progression(0, 60 * (1_000_000_000 - 1), 60)
    const others = IntervalSet.progression(30 + 60 * 500_000_000, 60 * 1_500_000_000, 90)
    expect(hours.count).toBe(1_000_000_000)
    expect(hours.at(999_999_999)).toBe(hours.last)
    expect(hours.rank(6000)).toBe(100)
    const holed = hours.subtract(IntervalSet.of([600, 1200])).union(IntervalSet.of([30_000_000_030, 30_000_000_030]))
    expect([holed.count, [...holed.ranges()].length]).toEqual([1_000_000_000 - 11 + 1, 4])
    expect(hours.clip(600, 60 * 999_999_000).count).toBe(999_998_991)
    expect(hours.intersect(others).count).toBe(166_666_666)
    expect([hours.covers(holed), holed.covers(hours), hours.overlaps(others)]).toEqual([false, false, true])
    expect(hours.covers(holed.intersect(hours))).toBe(true)
    expect(hours.union(hours.clip(6000, 6_000_000))).toBe(hours)
    expect(IntervalSet.decode(holed.encode()).equals(holed)).toBe(true)
    expect(holed.encode().length).toBeLessThan(60)
    expect(hours[Symbol.iterator]().next().value).toBe(0)
  })

  it('keeps steps of its own per run: an hour that shifts by half an hour does not break up the rest', () => {
    const [summer, winter] = [IntervalSet.progression(0, 599_940, 60), IntervalSet.progression(600_030, 1_199_970, 60)]
    expect([...winter.union(summer).ranges()]).toEqual([
      { from: 0, to: 599_940, step: 60 },
      { from: 600_030, to: 1_199_970, step: 60 },
    ])
  })

  it('counts, ranks and finds members like a sorted array', () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: -100, max: 2000 }), (list, value) => {
        const [set, array] = [IntervalSet.fromValues(list), sorted(list)]
        expect([set.count, set.first, set.last, set.isEmpty]).toEqual([
          array.length,
          array[0],
          array.at(-1),
          array.length === 0,
        ])
        expect(set.has(value)).toBe(array.includes(value))
        expect(set.rank(value)).toBe(array.filter((member) => member < value).length)
        expect(array.map((_, index) => set.at(index))).toEqual(array)
        expect([set.at(-1), set.at(array.length)]).toEqual([undefined, undefined])
      }),
    )
  })

  it('reads back what it encodes', () => {
    fc.assert(
      fc.property(sets, (list) => {
        const set = IntervalSet.fromValues(list)
        expect(IntervalSet.decode(set.encode()).equals(set)).toBe(true)
      }),
    )
  })

  it('encodes long runs in a few characters', () => {
    expect(IntervalSet.of([19_000, 21_000]).encode()).toBe('1.ens.1jk')
    expect(IntervalSet.empty.encode()).toBe('')
  })

  it.each(['x', '1.2', '1.2.-3', '1.2.0.1.0', '1.2.3.4', '1..2', '?.1.2', '0.1.2', '1.5.2_1.6.0', '1.5.2_'])(
    'refuses to decode %j',
    (text) => {
      expect(() => IntervalSet.decode(text)).toThrow(expect.objectContaining({ code: 'PARTITION_SUBSET_INVALID' }))
    },
  )
})
