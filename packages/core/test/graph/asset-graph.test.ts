import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssetGraph, type GraphAsset } from '../../src/graph/index.ts'
import { acyclicAssets, graphAsset } from './graphs.ts'

const diamond = [
  graphAsset('report', ['left', 'right']),
  graphAsset('right', ['raw']),
  graphAsset('left', ['raw', 'raw']),
  graphAsset('raw', [], { group: 'market', kinds: ['json'] }),
]

describe('a graph', () => {
  const graph = new AssetGraph(diamond)

  it('knows who reads whom', () => {
    expect(graph.upstream('report')).toEqual(['left', 'right'])
    expect(graph.downstream('raw')).toEqual(['left', 'right'])
    expect(graph.asset('raw').group).toBe('market')
    expect(graph.has('raw')).toBe(true)
    expect(graph.has('other')).toBe(false)
  })

  it('walks as many edges as it is told', () => {
    expect(graph.ancestors(['report'])).toEqual(['raw', 'left', 'right'])
    expect(graph.ancestors(['report'], 1)).toEqual(['left', 'right'])
    expect(graph.ancestors(['report'], 0)).toEqual([])
    expect(graph.descendants(['raw'], 1)).toEqual(['left', 'right'])
  })

  it('counts a start among the ancestors when another start reads it', () => {
    expect(graph.ancestors(['left', 'report'], 1)).toEqual(['raw', 'left', 'right'])
  })

  it('has levels, roots and sinks', () => {
    expect(graph.levels()).toEqual([['raw'], ['left', 'right'], ['report']])
    expect(graph.roots()).toEqual(['raw'])
    expect(graph.sinks()).toEqual(['report'])
  })

  it('may be empty', () => {
    const empty = new AssetGraph([])
    expect([empty.keys, empty.levels(), empty.roots(), empty.order([])]).toEqual([[], [], [], []])
  })

  it('does not count earlier partitions of an asset as an edge', () => {
    const self = new AssetGraph([graphAsset('balance', ['balance'], { selfDep: true })])
    expect(self.upstream('balance')).toEqual([])
    expect(self.graphology.size).toBe(0)
  })

  it('makes a graph of some of its assets, without bridging what is left out', () => {
    const part = graph.subgraph(['report', 'raw', 'left'])
    expect(part.keys).toEqual(['raw', 'left', 'report'])
    expect(part.upstream('report')).toEqual(['left'])
    expect(graph.subgraph(['report', 'raw']).levels()).toEqual([['raw', 'report']])
  })

  it('names near keys when asked for one that it does not have', () => {
    expect(() => graph.upstream('reprot')).toThrow(
      expect.objectContaining({ code: 'ASSET_UNKNOWN', asset: 'reprot', hint: 'Did you mean `report`?' }),
    )
    expect(() => graph.order(['raw', 'x'])).toThrow(expect.objectContaining({ code: 'ASSET_UNKNOWN' }))
  })

  it('is the same graph in graphology', () => {
    expect(graph.graphology.nodes()).toEqual(graph.keys)
    expect(graph.graphology.outNeighbors('raw')).toEqual(['left', 'right'])
    expect(graph.graphology.getNodeAttribute('raw', 'kinds')).toEqual(['json'])
    expect(graph.graphology).toBe(graph.graphology)
  })

  it('holds 10,000 assets and 30,000 edges', () => {
    const graph = new AssetGraph(layeredAssets(10_000))
    expect(graph.upstreamIds.targets.length).toBe(29_993)
  })
})

describe('any graph without cycles', () => {
  it('has keys in an order where every asset comes after what it reads, however the assets were listed', () => {
    fc.assert(
      fc.property(acyclicAssets, (assets) => {
        const { keys } = new AssetGraph(assets)
        expect(keys).toEqual(new AssetGraph(assets.toReversed()).keys)
        expect(keys.toSorted()).toEqual(assets.map((asset) => asset.key).toSorted())
        for (const asset of assets) {
          for (const dep of asset.deps) expect(keys.indexOf(dep)).toBeLessThan(keys.indexOf(asset.key))
        }
      }),
    )
  })

  it('has the ancestors and descendants that a naive walk finds, at every depth', () => {
    fc.assert(
      fc.property(acyclicAssets, fc.nat(4), fc.infiniteStream(fc.boolean()), (assets, depth, coin) => {
        const graph = new AssetGraph(assets)
        const starts = assets.map((asset) => asset.key).filter(() => coin.next().value)
        const up = naiveReach(starts, depth, (key) => assets.find((asset) => asset.key === key)?.deps ?? [])
        const down = naiveReach(starts, depth, (key) => readersOf(assets, key))
        expect(graph.ancestors(starts, depth)).toEqual(graph.order(up))
        expect(graph.descendants(starts, depth)).toEqual(graph.order(down))
        expect(graph.ancestors(starts)).toEqual(graph.ancestors(starts, assets.length))
      }),
    )
  })

  it('puts each asset one level above the highest that it reads', () => {
    fc.assert(
      fc.property(acyclicAssets, (assets) => {
        const graph = new AssetGraph(assets)
        const levels = graph.levels()
        const levelOf = (key: string) => levels.findIndex((level) => level.includes(key))
        for (const asset of assets) {
          expect(levelOf(asset.key)).toBe(Math.max(-1, ...asset.deps.map(levelOf)) + 1)
        }
        expect(levels.flat()).toEqual(graph.keys)
        expect(graph.roots()).toEqual(levels[0])
        expect(graph.sinks()).toEqual(graph.keys.filter((key) => readersOf(assets, key).length === 0))
      }),
    )
  })
})

function readersOf(assets: readonly GraphAsset[], key: string): readonly string[] {
  return assets.filter((asset) => asset.deps.includes(key)).map((asset) => asset.key)
}

function naiveReach(starts: readonly string[], depth: number, next: (key: string) => readonly string[]): Set<string> {
  const reached = new Set<string>()
  if (depth === 0) return reached
  for (const start of starts) {
    for (const key of next(start)) {
      reached.add(key)
      for (const further of naiveReach([key], depth - 1, next)) reached.add(further)
    }
  }
  return reached
}

/** Each asset reads the three before it, at growing distances. */
function layeredAssets(count: number): readonly GraphAsset[] {
  return Array.from({ length: count }, (_, own) => {
    const deps = new Set([own - 1, Math.floor(own / 2) - 1, Math.floor(own / 3) - 1].filter((dep) => dep >= 0))
    return graphAsset(
      `g${own % 50}/asset_${own}`,
      [...deps].map((dep) => `g${dep % 50}/asset_${dep}`),
    )
  })
}
