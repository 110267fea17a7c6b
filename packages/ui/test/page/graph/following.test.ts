import { DirectedGraph } from 'graphology'
import { describe, expect, it } from 'vitest'
import { arrange } from '../../../src/page/graph/layout/arrange.ts'
import { between, reach } from '../../../src/page/graph/model/reach.ts'
import { hitTest, rectOf } from '../../../src/page/graph/paint/hit-test.ts'
import { nextBox } from '../../../src/page/graph/view/next-box.ts'

/** raw -> staged -> fact -> report, calendar -> fact, staged -> audit */
const keys = ['raw', 'staged', 'fact', 'report', 'calendar', 'audit']
const pairs = [
  [0, 1],
  [1, 2],
  [2, 3],
  [4, 2],
  [1, 5],
] as const

const graph = new DirectedGraph()
for (const key of keys) graph.addNode(key)
for (const [from, to] of pairs) graph.addDirectedEdge(keys[from], keys[to])

const arrangement = arrange({
  groups: 2,
  group: Int32Array.from([0, 0, 1, 1, 1, 1]),
  from: Int32Array.from(pairs, ([from]) => from),
  to: Int32Array.from(pairs, ([, to]) => to),
  shown: new Uint8Array(6).fill(1),
  open: new Uint8Array(2).fill(1),
  apart: new Uint8Array(6),
})
const boxOf = (key: string) => arrangement.boxOf[keys.indexOf(key)]!

describe('reach', () => {
  it('goes up, down or both ways, with what it begins from', () => {
    expect([...reach(graph, ['fact'], 'up')].sort()).toEqual(['calendar', 'fact', 'raw', 'staged'])
    expect([...reach(graph, ['fact'], 'down')]).toEqual(['fact', 'report'])
    expect(reach(graph, ['staged'], 'both')).toEqual(new Set(['staged', 'raw', 'fact', 'audit', 'report']))
  })

  it('reaches nothing from what is not there any more', () => {
    expect(reach(graph, ['gone'], 'both').size).toBe(0)
  })

  it('finds what lies between some', () => {
    expect([...between(graph, ['raw', 'report'])].sort()).toEqual(['fact', 'raw', 'report', 'staged'])
    expect([...between(graph, ['report', 'raw'])].sort()).toEqual(['fact', 'raw', 'report', 'staged'])
    expect([...between(graph, ['audit', 'calendar'])].sort()).toEqual(['audit', 'calendar'])
  })
})

describe('the arrow keys', () => {
  it('follow edges to the right and back', () => {
    expect(nextBox(arrangement, boxOf('raw'), 'right')).toBe(boxOf('staged'))
    expect(nextBox(arrangement, boxOf('staged'), 'left')).toBe(boxOf('raw'))
    expect(nextBox(arrangement, boxOf('report'), 'right')).toBeUndefined()
  })

  it('go to the nearest above and below', () => {
    const below = nextBox(arrangement, boxOf('fact'), 'down') ?? nextBox(arrangement, boxOf('fact'), 'up')
    expect(below).toBeDefined()
    const back = nextBox(arrangement, below!, 'up') ?? nextBox(arrangement, below!, 'down')
    expect(back).toBeDefined()
  })
})

describe('the pointer', () => {
  it('hits the box that it is over', () => {
    for (const key of keys) {
      const { x, y, w, h } = rectOf(arrangement, boxOf(key))
      expect(hitTest(arrangement, x + w / 2, y + h / 2)).toEqual({ kind: 'box', box: boxOf(key) })
    }
  })

  it('hits the title of a frame, but not the room between its cards', () => {
    const { x, y, w, h } = rectOf(arrangement.frames, 0)
    expect(hitTest(arrangement, x + w / 2, y + 10)).toEqual({ kind: 'frame', frame: 0 })
    expect(hitTest(arrangement, x + w / 2, y + h - 3)).toBeUndefined()
  })

  it('hits nothing beside the drawing', () => {
    expect(hitTest(arrangement, -50, -50)).toBeUndefined()
  })
})
