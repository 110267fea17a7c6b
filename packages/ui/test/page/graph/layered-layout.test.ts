import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edges } from '../../../src/page/graph/layout/adjacency.ts'
import { type Layout, layeredLayout } from '../../../src/page/graph/layout/layered-layout.ts'
import { type GeneratedGraph, groupedGraph, tangledGraph } from './generated-graphs.ts'
import { straightCrossings } from './straight-crossings.ts'

const width = 200
const height = 44

function laidOut(count: number, edges: Edges): Layout {
  return layeredLayout({
    count,
    edges,
    widths: new Float64Array(count).fill(width),
    heights: new Float64Array(count).fill(height),
    gapX: 70,
    gapY: 14,
  })
}

function edgesOf(pairs: readonly (readonly [number, number])[]): Edges {
  return { from: Int32Array.from(pairs, ([from]) => from), to: Int32Array.from(pairs, ([, to]) => to) }
}

const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 80 }),
  }),
)
const acyclic = graphs.map(({ count, pairs }) => ({
  count,
  pairs: pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
}))

describe('a layered layout', () => {
  it('has every edge of a graph without cycles lead to the right', () => {
    fc.assert(
      fc.property(acyclic, ({ count, pairs }) => {
        const { x } = laidOut(count, edgesOf(pairs))
        for (const [from, to] of pairs) expect(x[from]! + width).toBeLessThan(x[to]!)
      }),
    )
  })

  it('has no node over another, with cycles or without', () => {
    fc.assert(
      fc.property(graphs, ({ count, pairs }) => {
        const { x, y } = laidOut(count, edgesOf(pairs))
        for (let a = 0; a < count; a += 1) {
          for (let b = a + 1; b < count; b += 1) {
            const apart = Math.abs(x[a]! - x[b]!) >= width || Math.abs(y[a]! - y[b]!) >= height - 1e-6
            expect(apart).toBe(true)
          }
        }
      }),
    )
  })

  it('keeps everything within its width and height', () => {
    fc.assert(
      fc.property(graphs, ({ count, pairs }) => {
        const layout = laidOut(count, edgesOf(pairs))
        for (let node = 0; node < count; node += 1) {
          expect(layout.x[node]).toBeGreaterThanOrEqual(0)
          expect(layout.x[node]! + width).toBeLessThanOrEqual(layout.width + 1e-6)
          expect(layout.y[node]).toBeGreaterThanOrEqual(-1e-6)
          expect(layout.y[node]! + height).toBeLessThanOrEqual(layout.height + 1e-6)
        }
      }),
    )
  })

  it('is the same for the same graph', () => {
    fc.assert(
      fc.property(graphs, ({ count, pairs }) => {
        expect(laidOut(count, edgesOf(pairs))).toEqual(laidOut(count, edgesOf(pairs)))
      }),
      { numRuns: 30 },
    )
  })

  it('leads a long edge through every column between', () => {
    const { routes } = laidOut(
      4,
      edgesOf([
        [0, 1],
        [1, 2],
        [2, 3],
        [0, 3],
      ]),
    )
    expect(routes.map((route) => route.length / 2)).toEqual([0, 0, 0, 4])
    expect(routes[3]!.filter((_, i) => i % 2 === 0)).toEqual([270, 470, 540, 740])
  })

  it('draws a tree without a crossing', () => {
    const pairs = Array.from({ length: 62 }, (_, node) => [node >> 1, node + 1] as const)
    const edges = edgesOf(pairs.filter(([from, to]) => from !== to))
    const { x, y } = laidOut(63, edges)
    expect(straightCrossings(edges, x, y)).toBe(0)
  })

  // Crossings of the same graphs by dot of Graphviz at its defaults, counted alike.
  it.each([
    ['1,000 assets in groups', groupedGraph(1000), 1406, 3487],
    ['1,000 tangled assets', tangledGraph(1000), 1600, 14_955],
  ] satisfies [string, GeneratedGraph, number, number][])(
    'has at most 1.6 times the crossings of Graphviz in %s',
    (_, { count, edges }, known, graphviz) => {
      expect(edges.from.length).toBe(known)
      const { x, y } = laidOut(count, edges)
      expect(straightCrossings(edges, x, y)).toBeLessThanOrEqual(1.6 * graphviz)
    },
  )
})
