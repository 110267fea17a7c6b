import { asset, daily, defineProject, memoryState } from '@headwater/core'
import type { Benchmark } from './benchmark.ts'
import { dayAfter } from './days.ts'
import { compare, timed } from './measure.ts'

const assets = 5
const partitions = 1260
const start = '2020-01-01'

/** A plan of assets cut by day, with nothing made yet. Its limit is going through their partitions once. */
export const plan: Benchmark = {
  name: 'plan',
  needsBuild: false,
  measure: async () => {
    await using project = defineProject({ assets: chain(), state: memoryState() })
    const { ours, peer } = await compare(
      15,
      () => timed(() => project.plan('*')),
      () => timed(countCells),
    )
    const what = `plan ${assets} assets x ${partitions} partitions`
    return [{ what, peerName: 'a Map of as many', ours, peer, budgets: [] }]
  },
}

function chain() {
  const partitionsOfEach = daily({ start, end: dayAfter(start, partitions - 1) })
  const made: ReturnType<typeof daysAsset>[] = []
  for (let index = 0; index < assets; index += 1) made.push(daysAsset(index, partitionsOfEach, made.at(-1)))
  return made
}

function daysAsset(index: number, days: ReturnType<typeof daily>, before: object | undefined) {
  const deps = before === undefined ? {} : { before: before as never }
  return asset(`bench/days${index}`, { deps, partitions: days, codeVersion: '1' }, () => {})
}

/** An entry for each partition of each asset. */
function countCells(): number {
  const cells = new Map<string, string>()
  for (let index = 0; index < assets; index += 1)
    for (let day = 0; day < partitions; day += 1) cells.set(`bench/days${index}@${dayAfter(start, day)}`, 'missing')
  return cells.size
}
