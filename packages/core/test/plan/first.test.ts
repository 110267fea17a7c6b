import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Cell, Subset } from '../../src/partitions/index.ts'
import { first } from '../../src/plan/first.ts'

const cells = fc.array(
  fc.record({ series: fc.constantFrom('1', '2', '10'), ordinal: fc.integer({ min: -20, max: 20 }) }),
)

it('takes the least ordinals of all series first, and of one ordinal the first series', () => {
  fc.assert(
    fc.property(cells, fc.nat(50), (some, most) => {
      const partitions = Subset.of(some)
      const inTime = (a: Cell, b: Cell): number => a.ordinal - b.ordinal || Number(a.series) - Number(b.series)
      const expected = [...partitions.cells()].sort(inTime).slice(0, most)
      expect(first(partitions, most).equals(Subset.of(expected))).toBe(true)
    }),
    { seed: 7, numRuns: 300 },
  )
})

it('takes all when there is room for them', () => {
  const partitions = Subset.of([{ series: '', ordinal: 3 }])
  expect(first(partitions, 1)).toBe(partitions)
  expect(first(partitions, Number.POSITIVE_INFINITY)).toBe(partitions)
  expect(first(partitions, 0).isEmpty).toBe(true)
})
