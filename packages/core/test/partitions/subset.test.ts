import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, IntervalSet, Subset } from '../../src/partitions/index.ts'

const cells = fc.array(
  fc.record({ series: fc.constantFrom('0', '2', '10', '-1'), ordinal: fc.integer({ min: -5, max: 30 }) }),
  { maxLength: 60 },
)
const nameOf = ({ series, ordinal }: Cell) => `${series}/${ordinal}`
const names = (list: Iterable<Cell>) => [...new Set([...list].map(nameOf))].sort()

describe('Subset', () => {
  it('behaves as a set of cells', () => {
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const [x, y] = [Subset.of(a), Subset.of(b)]
        const [inA, inB] = [new Set(a.map(nameOf)), new Set(b.map(nameOf))]
        expect(names(x.union(y).cells())).toEqual(names([...a, ...b]))
        expect(names(x.intersect(y).cells())).toEqual(names(a.filter((cell) => inB.has(nameOf(cell)))))
        expect(names(y.subtract(x).cells())).toEqual(names(b.filter((cell) => !inA.has(nameOf(cell)))))
        expect(x.count).toBe(inA.size)
        expect(x.covers(y)).toBe(b.every((cell) => inA.has(nameOf(cell))))
        expect(x.overlaps(y)).toBe(b.some((cell) => inA.has(nameOf(cell))))
        expect(x.equals(Subset.of(a.toReversed()))).toBe(true)
        expect(x.equals(y)).toBe(names(a).join() === names(b).join())
      }),
    )
  })

  it('gives back one of its subsets when that is the result, so that callers compare by identity', () => {
    fc.assert(
      fc.property(cells, cells, fc.nat({ max: 3 }), (a, b, how) => {
        const [x, other] = [Subset.of(a), Subset.of(b)]
        const y = [other, x.union(other), x.intersect(other), Subset.of(a)][how]!
        for (const made of [x.union(y), x.intersect(y), x.subtract(y), x.mapSeries((ordinals) => ordinals)]) {
          if (made.equals(x) || made.equals(y)) expect([x, y]).toContain(made)
          if (made.isEmpty) expect(made).toBe(Subset.empty)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('reads back what it encodes', () => {
    fc.assert(
      fc.property(cells, (list) => {
        expect(Subset.decode(Subset.of(list).encode()).equals(Subset.of(list))).toBe(true)
      }),
    )
  })

  it('gives cells series by series, series in the order of their numbers', () => {
    const subset = Subset.of(
      ['10,2', '2,10', '2,9'].flatMap((series) => [2, 1].map((ordinal) => ({ series, ordinal }))),
    )
    expect([...subset.cells()].map(nameOf)).toEqual(['2,9/1', '2,9/2', '2,10/1', '2,10/2', '10,2/1', '10,2/2'])
  })

  it('finds its first and last cell by ordinal', () => {
    const subset = Subset.of([
      { series: '0', ordinal: 7 },
      { series: '1', ordinal: 3 },
      { series: '2', ordinal: 7 },
    ])
    expect(subset.first).toEqual({ series: '1', ordinal: 3 })
    expect(subset.last).toEqual({ series: '2', ordinal: 7 })
    expect(Subset.empty.last).toBeUndefined()
  })

  it('says equal intervals of many series once', () => {
    const along = IntervalSet.of([0, 9])
    expect(
      Subset.ofSeries([
        ['0', along],
        ['1', along],
        ['2', IntervalSet.of([0, 0])],
      ]).encode(),
    ).toBe('0/1=1.0.9;2=1.0.0')
    expect(Subset.of([{ series: '', ordinal: 0 }]).encode()).toBe('=1.0.0')
    expect(Subset.empty.encode()).toBe('')
  })

  it.each(['a', 'a=1.0.9', '0=1.0', '0=1.0.9=2'])('refuses to decode %j', (text) => {
    expect(() => Subset.decode(text)).toThrow(expect.objectContaining({ code: 'PARTITION_SUBSET_INVALID' }))
  })
})
