import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { card, lineagePicture } from '../../../src/page/asset/lineage/lineage-layout.ts'

/** A random graph around asset `m`: edges only from lower to higher numbers, so that there is no cycle. */
const graphs = fc
  .tuple(fc.nat(7), fc.nat(7), fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 40 }))
  .map(([before, after, pairs]) => {
    const names = [
      ...Array.from({ length: before }, (_, i) => `u${i}`),
      'm',
      ...Array.from({ length: after }, (_, i) => `d${i}`),
    ]
    const all = pairs.flatMap(([a, b]) => {
      const [from, to] = [names[Math.min(a, b)], names[Math.max(a, b)]]
      return a !== b && from && to ? [{ from, to }] : []
    })
    return around(all)
  })

/** What the server answers: what is upstream and downstream of `m`, with the least distance. */
function around(all: readonly { from: string; to: string }[]) {
  const nodes = [{ asset: 'm', distance: 0 }]
  for (const step of [-1, 1]) {
    let front = ['m']
    for (let distance = step; front.length > 0; distance += step) {
      const next = front.flatMap((key) =>
        all.flatMap(({ from, to }) => (step === 1 ? (from === key ? [to] : []) : to === key ? [from] : [])),
      )
      front = [...new Set(next)].filter((key) => !nodes.some(({ asset }) => asset === key))
      nodes.push(...front.map((asset) => ({ asset, distance })))
    }
  }
  const keys = new Set(nodes.map(({ asset }) => asset))
  const edges = [...new Set(all.map(({ from, to }) => `${from} ${to}`))]
    .map((edge) => ({ from: edge.split(' ')[0] ?? '', to: edge.split(' ')[1] ?? '' }))
    .filter(({ from, to }) => keys.has(from) && keys.has(to))
  return { asset: 'm', nodes, edges }
}

describe('the picture of what is around an asset', () => {
  it('has every asset once, every edge pointing to the right, and no two cards on one another', () => {
    fc.assert(
      fc.property(graphs, (body) => {
        const { nodes, edges, width, height } = lineagePicture(body)
        expect(nodes.map(({ asset }) => asset).sort()).toEqual(body.nodes.map(({ asset }) => asset).sort())
        expect(edges).toHaveLength(body.edges.length)
        for (const { from, to } of edges) expect(to.x).toBeGreaterThan(from.x + card.width)
        for (const one of nodes) {
          expect(one.x + card.width).toBeLessThanOrEqual(width)
          expect(one.y + card.height).toBeLessThanOrEqual(height)
          for (const other of nodes)
            if (one !== other && one.x === other.x)
              expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(card.height)
        }
      }),
    )
  })

  it('takes apart what crosses', () => {
    const edges = [
      { from: 'a', to: 'z' },
      { from: 'b', to: 'y' },
      { from: 'z', to: 'm' },
      { from: 'y', to: 'm' },
    ]
    const { nodes } = lineagePicture(around(edges))
    const y = (asset: string) => nodes.find((node) => node.asset === asset)?.y ?? 0
    expect(Math.sign(y('a') - y('b'))).toBe(Math.sign(y('z') - y('y')))
  })
})
