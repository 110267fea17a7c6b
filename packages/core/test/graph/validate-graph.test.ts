import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeGraphProblem, type GraphAsset, validateGraph } from '../../src/graph/index.ts'
import { acyclicAssets, anyAssets, graphAsset } from './graphs.ts'

describe('validating a graph', () => {
  it('reports keys used twice, missing deps and cycles together', () => {
    const problems = validateGraph([
      graphAsset('a', ['b']),
      graphAsset('b', ['a', 'cc']),
      graphAsset('c'),
      graphAsset('c'),
      graphAsset('d', ['prices']),
      graphAsset('market/prices', ['market/prices']),
    ])
    expect(problems).toEqual([
      { code: 'GRAPH_KEY_DUPLICATE', asset: 'c' },
      { code: 'GRAPH_DEP_MISSING', asset: 'b', dep: 'cc', nearest: ['c'] },
      { code: 'GRAPH_DEP_MISSING', asset: 'd', dep: 'prices', nearest: ['market/prices'] },
      { code: 'GRAPH_CYCLE', cycle: ['a', 'b', 'a'] },
      { code: 'GRAPH_CYCLE', cycle: ['market/prices', 'market/prices'] },
    ])
    expect(problems.map((problem) => describeGraphProblem(problem).message)).toEqual([
      'the key `c` is given to more than one asset',
      'asset `b` reads `cc`, which is not in the project',
      'asset `d` reads `prices`, which is not in the project',
      'assets feed one another in a circle: `a` -> `b` -> `a`',
      'an asset reads itself: `market/prices` -> `market/prices`',
    ])
  })

  it('names the shortest cycle through its first key, along the way of the data', () => {
    const assets = [graphAsset('a', ['d', 'c']), graphAsset('b', ['a']), graphAsset('c', ['b']), graphAsset('d', ['c'])]
    expect(validateGraph(assets)).toEqual([{ code: 'GRAPH_CYCLE', cycle: ['a', 'b', 'c', 'a'] }])
  })

  it('finds nothing wrong with an asset that reads its own earlier partitions', () => {
    expect(validateGraph([graphAsset('a', ['a'], { selfDep: true })])).toEqual([])
  })

  it('looks for near names for ten missing keys only, so that thousands are no delay', () => {
    const assets = Array.from({ length: 3000 }, (_, own) => graphAsset(`asset_${own}`, [`forgotten/asset_${own}`]))
    const problems = validateGraph(assets)
    expect(problems.length).toBe(3000)
    expect(problems[10]).toMatchObject({ nearest: [] })
  })

  it('finds nothing wrong without cycles', () => {
    fc.assert(fc.property(acyclicAssets, (assets) => validateGraph(assets).length === 0))
  })

  it('names cycles that are real, share no asset, and leave none when their assets are gone', () => {
    fc.assert(
      fc.property(anyAssets, (assets) => {
        const cycles = cyclesOf(assets)
        const named = cycles.flatMap((cycle) => cycle.slice(1))
        expect(new Set(named).size).toBe(named.length)
        for (const cycle of cycles)
          expect(cycle.slice(1).every((key, index) => reads(assets, key, cycle[index]!))).toBe(true)
        expect(hasCycle(assets)).toBe(cycles.length > 0)
        expect(hasCycle(assets.filter((asset) => !named.includes(asset.key)))).toBe(false)
        expect(cyclesOf(assets.toReversed())).toEqual(cycles)
      }),
    )
  })

  it('names no cycle when a shorter one through the same first key could be named', () => {
    fc.assert(
      fc.property(anyAssets, (assets) => {
        const gone = new Set<string>()
        for (const cycle of cyclesOf(assets)) {
          const left = assets.filter((asset) => !gone.has(asset.key))
          expect(cycle.length - 1).toBe(shortestThrough(left, cycle[0]!))
          for (const key of cycle) gone.add(key)
        }
      }),
    )
  })
})

function cyclesOf(assets: readonly GraphAsset[]): readonly (readonly string[])[] {
  return validateGraph(assets).flatMap((problem) => (problem.code === 'GRAPH_CYCLE' ? [problem.cycle] : []))
}

function reads(assets: readonly GraphAsset[], key: string, upstream: string): boolean {
  return assets.some((asset) => asset.key === key && asset.deps.includes(upstream))
}

function hasCycle(assets: readonly GraphAsset[]): boolean {
  return assets.some((asset) => Number.isFinite(shortestThrough(assets, asset.key)))
}

/** The length of the shortest cycle through a key, by trying every simple path. */
function shortestThrough(assets: readonly GraphAsset[], start: string, path: readonly string[] = [start]): number {
  const last = path.at(-1)
  const lengths = assets
    .filter((asset) => asset.deps.includes(last!))
    .map(({ key }) => {
      if (key === start) return path.length
      return path.includes(key) ? Infinity : shortestThrough(assets, start, [...path, key])
    })
  return Math.min(Infinity, ...lengths)
}
