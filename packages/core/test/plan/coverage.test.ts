import { daily, hourly, monthly, weekly } from '@headwater/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gridOf, memoryKeyIds, Subset } from '../../src/partitions/index.ts'
import { coverage } from '../../src/plan/coverage.ts'
import { cutOf } from '../../src/status/index.ts'

const ids = memoryKeyIds()
const now = Date.parse('2024-04-20T05:00:00Z')
const cuts = [
  hourly({ start: '2024-03-20T00:00', timezone: 'Europe/Berlin' }),
  daily({ start: '2024-02-10' }),
  daily({ start: '2024-01-15', end: '2024-03-31', timezone: 'America/New_York' }),
  weekly({ start: '2024-01-01' }),
  monthly({ start: '2023-11' }),
  monthly({ start: '2024-02', timezone: 'Europe/Berlin' }),
]

/** Looks at each partition against each partition of the former cut. */
function byHand(after: (typeof cuts)[number], before: (typeof cuts)[number], recorded: Subset) {
  const [grid, former] = [gridOf(after, ids), gridOf(before, ids)]
  const windows = [...former.existing(now).cells()].map((cell) => ({
    ...former.window(cell)!,
    has: recorded.has(cell),
  }))
  let [whole, part] = [0, 0]
  for (const cell of grid.existing(now).cells()) {
    const { start, end } = grid.window(cell)!
    const met = windows.filter((window) => window.start < end && window.end > start)
    if (!met.some(({ has }) => has)) continue
    const reaches = Math.min(...met.map((window) => window.start)) <= start && Math.max(...met.map((w) => w.end)) >= end
    if (reaches && met.every(({ has }) => has)) whole += 1
    else part += 1
  }
  return { whole, part }
}

it('counts what another cut covers, whole and in part, as one does by hand', () => {
  const holes = fc.array(fc.tuple(fc.nat(800), fc.nat(60)), { maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...cuts), fc.constantFrom(...cuts), holes, (before, after, holes) => {
      const all = [...gridOf(before, ids).existing(now).cells()]
      const isHole = (index: number) => holes.some(([from, length]) => index >= from && index <= from + length)
      const recorded = Subset.of(all.filter((_, index) => !isHole(index)))
      const counted = coverage({ ids, now }, { grid: gridOf(after, ids), recorded, cut: cutOf(before) })
      expect(counted).toEqual(byHand(after, before, recorded))
    }),
    { numRuns: 150 },
  )
})
