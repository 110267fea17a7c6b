import { asset, daily, keys, lookback, nyse, offset, product, self } from '@headwater/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { definitionOf } from '../../src/define/index.ts'
import { inputsOf } from '../../src/graph/index.ts'
import { type Cell, Subset } from '../../src/partitions/index.ts'
import { following } from '../../src/plan/following.ts'
import { buildModel } from '../../src/project/build-model.ts'
import { memoryState } from '../../src/state/memory-state.ts'
import { Reads, Snapshot } from '../../src/status/index.ts'
import { noon } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const now = Date.parse(noon)
const everyDay = daily({ start: '2024-01-01' })
const tradingDays = daily({ start: '2024-01-02', calendar: nyse, exclusions: ['2024-01-10'] })
const byLetter = product({ day: tradingDays, letter: keys('a', 'b') })

/** How an asset reads itself. */
const ways = [
  ...[everyDay, tradingDays].flatMap((partitions) => [
    { partitions, deps: { own: offset(self, -1) } },
    { partitions, deps: { own: offset(self, -3) } },
    { partitions, deps: { own: lookback(self, 1) } },
    { partitions, deps: { own: lookback(self, 4) } },
  ]),
  { partitions: byLetter, deps: { own: offset(self, { day: -1 } as never) } },
  { partitions: byLetter, deps: { own: lookback(self, { day: 2 } as never) } },
]

async function readsOf(way: (typeof ways)[number]) {
  const own = asset('own', { schema: z.number(), codeVersion: '1', ...way } as never, (() => 1) as never)
  const model = buildModel([definitionOf(own)], { io: memoryValues(), retry: undefined, owners: [] }, [])
  const snapshot = await Snapshot.read(model, memoryState(), model.steps, { now })
  const [input] = model.steps.flatMap((step) => inputsOf(model, step))
  if (!input) throw new Error('it reads itself')
  return { reads: new Reads(snapshot, input, 'own'), grid: snapshot.grid('own') }
}

/** Those that read a seed or one that does, one partition after the other, until nothing changes. */
function stepwise(reads: Reads, seeds: Subset, within: readonly Cell[]): Subset {
  let found = Subset.empty
  for (;;) {
    const all = seeds.union(found)
    const next = Subset.of(within.filter((cell) => reads.cells(cell).some((at) => all.has(at))))
    if (next.equals(found)) return found
    found = next
  }
}

it.each(ways.map((way, index) => [index, way] as const))(
  'follows what reads itself by ranges as it would step by step (%i)',
  async (_, way) => {
    const { reads, grid } = await readsOf(way)
    const existing = [...grid.existing(now).cells()]
    const some = fc.subarray(existing)
    fc.assert(
      fc.property(some, some, (seeds, others) => {
        const within = others.filter((cell) => !seeds.includes(cell))
        const found = following(reads, grid, { seeds: Subset.of(seeds), within: Subset.of(within), now })
        const expected = stepwise(reads, Subset.of(seeds), within)
        expect(grid.describe(found)).toBe(grid.describe(expected))
      }),
      { seed: 11, numRuns: 150 },
    )
  },
)
