import { type AnyAsset, asset, defineProject, memoryState } from '@headwater/core'
import type { Benchmark } from './benchmark.ts'
import { keyAt, upstreamOf } from './linked-assets.ts'
import { compare, timed } from './measure.ts'

const small = 1000
const large = 10_000
const depsEach = 3

/** Declaring assets and validating the project that they make. Its limit is making the same graph of bare objects. */
export const define: Benchmark = {
  name: 'define',
  needsBuild: false,
  measure: async () => {
    const few = await compare(
      9,
      () => timed(() => defineAssets(small)),
      () => timed(() => linkObjects(small)),
    )
    const many = await compare(
      9,
      () => timed(() => defineAssets(large)),
      () => timed(() => linkObjects(large)),
    )
    const peerName = 'frozen objects, sorted'
    const growth = {
      figure: many.ours.wallMs / few.ours.wallMs,
      limit: 12,
      unit: 'x',
      of: `the time of ${small}`,
    } as const
    return [
      { what: `define ${small} assets`, peerName, ...few, budgets: [] },
      {
        what: `define ${large} assets, ${depsEach * large} edges`,
        peerName,
        ...many,
        budgets: [{ figure: many.ours.wallMs, limit: 1000, unit: 'ms' }, growth],
      },
    ]
  },
}

function defineAssets(count: number): void {
  const assets: AnyAsset[] = []
  for (let index = 0; index < count; index += 1) {
    const deps = Object.fromEntries(upstreamOf(index).map((from) => [`dep${from}`, assets[from]!]))
    assets.push(asset(keyAt(index), { deps }, () => undefined))
  }
  defineProject({ assets, state: memoryState() })
}

interface Linked {
  readonly key: string
  readonly upstream: readonly Linked[]
}

/** The least that any library does: an object for each asset, found by its key, in topological order. */
function linkObjects(count: number): void {
  const objects: Linked[] = []
  for (let index = 0; index < count; index += 1) {
    const upstream = Object.freeze(upstreamOf(index).map((from) => objects[from]!))
    objects.push(Object.freeze({ key: keyAt(index), upstream }))
  }
  const byKey = new Map(objects.map((object) => [object.key, object]))
  const ordered = new Set<Linked>()
  const visit = (object: Linked): void => {
    if (ordered.has(object)) return
    for (const { key } of object.upstream) visit(byKey.get(key)!)
    ordered.add(object)
  }
  for (const object of objects) visit(object)
}
