import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange } from '../../../src/page/graph/layout/arrange.ts'
import {
  type ArrangeRequest,
  type Arrangement,
  boxKind,
  framePadding,
  type Places,
} from '../../../src/page/graph/layout/arrangement.ts'
import { rectOf } from '../../../src/page/graph/paint/hit-test.ts'
import { groupedGraph } from './generated-graphs.ts'

interface Sketch {
  readonly group: readonly number[]
  readonly edges: readonly (readonly [number, number])[]
  readonly open?: readonly number[]
  readonly hidden?: readonly number[]
  readonly apart?: readonly number[]
}

function requestOf({ group, edges, open = [], hidden = [], apart = [] }: Sketch): ArrangeRequest {
  const groups = Math.max(-1, ...group) + 1
  const marked = (count: number, which: readonly number[]) =>
    Uint8Array.from({ length: count }, (_, i) => Number(which.includes(i)))
  return {
    groups,
    group: Int32Array.from(group),
    from: Int32Array.from(edges, ([from]) => from),
    to: Int32Array.from(edges, ([, to]) => to),
    shown: marked(group.length, hidden).map((isHidden) => 1 - isHidden),
    open: marked(groups, open),
    apart: marked(group.length, apart),
  }
}

const sketches = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.record({
    group: fc.array(fc.integer({ min: -1, max: 4 }), { minLength: count, maxLength: count }),
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
    open: fc.uniqueArray(fc.nat(4)),
    hidden: fc.uniqueArray(fc.nat(count - 1), { maxLength: 5 }),
    apart: fc.uniqueArray(fc.nat(count - 1), { maxLength: 3 }),
  }),
)

describe('arranging the graph', () => {
  it('puts every asset that is shown into one box, and no other', () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const { boxOf, members, memberStart } = arrange(requestOf(sketch))
        sketch.group.forEach((_, asset) => expect(boxOf[asset] === -1).toBe(sketch.hidden.includes(asset)))
        expect([...members].sort((a, b) => a - b)).toEqual(
          sketch.group.map((_, asset) => asset).filter((asset) => !sketch.hidden.includes(asset)),
        )
        expect(memberStart.at(-1)).toBe(members.length)
      }),
    )
  })

  it('has no box over another, and no frame over another', () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const arrangement = arrange(requestOf(sketch))
        expect(overlapping(arrangement)).toEqual([])
        expect(overlapping(arrangement.frames)).toEqual([])
      }),
    )
  })

  it('keeps the assets of an open group inside its frame, and everyone else out', () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const { frames, ...arrangement } = arrange(requestOf(sketch))
        arrangement.boxOf.forEach((box, asset) => {
          if (box < 0) return
          frames.group.forEach((group, frame) => {
            const isMember = sketch.group[asset] === group
            expect(isInside(rectOf(arrangement, box), rectOf(frames, frame))).toBe(isMember)
          })
        })
      }),
    )
  })

  it('leads every edge from the right of a box to the left of another', () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const { edges, ...boxes } = arrange(requestOf(sketch))
        edges.from.forEach((from, edge) => {
          const [first, end] = [edges.routeStart[edge]!, edges.routeStart[edge + 1]!]
          const [a, b] = [rectOf(boxes, from), rectOf(boxes, edges.to[edge]!)]
          expect([edges.route[first * 2], edges.route[first * 2 + 1]]).toEqual([a.x + a.w, Math.fround(a.y + a.h / 2)])
          expect([edges.route[end * 2 - 2], edges.route[end * 2 - 1]]).toEqual([b.x, Math.fround(b.y + b.h / 2)])
        })
      }),
    )
  })

  it('leads edges past a frame that they have nothing to do with, not across it', () => {
    const { count, edges, group } = groupedGraph(600)
    const groups = Math.max(...group) + 1
    const open = Uint8Array.from({ length: groups }, (_, one) => Number(one === 11))
    const shown = new Uint8Array(count).fill(1)
    const {
      frames,
      edges: drawn,
      ...drawing
    } = arrange({
      groups,
      group,
      from: edges.from,
      to: edges.to,
      shown,
      open,
      apart: new Uint8Array(count),
    })
    const [left = 0, top = 0, width = 0, height = 0] = [frames.x[0], frames.y[0], frames.w[0], frames.h[0]]
    const isInside = (box: number) => drawing.kind[box] !== boxKind.group
    let passing = 0
    drawn.from.forEach((from, edge) => {
      if (isInside(from) || isInside(drawn.to[edge]!)) return
      for (let point = drawn.routeStart[edge]! + 1; point < drawn.routeStart[edge + 1]!; point += 1) {
        const [x = 0, y = 0, toX = 0, toY = 0] = drawn.route.subarray(point * 2 - 2, point * 2 + 2)
        if (Math.max(x, toX) <= left || Math.min(x, toX) >= left + width) continue
        passing += 1
        expect(Math.max(y, toY) < top || Math.min(y, toY) > top + height).toBe(true)
      }
    })
    expect(passing).toBeGreaterThan(0)
  })

  it('is the same for the same request', () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        expect(arrange(requestOf(sketch))).toEqual(arrange(requestOf(sketch)))
      }),
      { numRuns: 30 },
    )
  })

  it('points right from group to group, as long as the groups have no cycle', () => {
    const { count, edges, group } = groupedGraph(300)
    const groups = Math.max(...group) + 1
    const all = (size: number) => new Uint8Array(size).fill(1)
    const apart = new Uint8Array(count)
    const request = { groups, group, ...edges, shown: all(count), open: all(groups), apart: apart.fill(1) }
    const arrangement = arrange(request)
    arrangement.edges.from.forEach((from, edge) => {
      expect(arrangement.x[from]! + arrangement.w[from]!).toBeLessThan(arrangement.x[arrangement.edges.to[edge]!]!)
    })
  })

  it('draws a closed group as one box with the edges of all of its assets', () => {
    const { kind, edges } = arrange(
      requestOf({
        group: [0, 0, 1],
        edges: [
          [0, 1],
          [0, 2],
          [1, 2],
        ],
        open: [1],
      }),
    )
    expect([...kind]).toEqual([boxKind.group, boxKind.asset])
    expect([edges.from.length, edges.weight[0]]).toEqual([1, 2])
  })

  it('bears groups that read one another', () => {
    const { kind, edges } = arrange(
      requestOf({
        group: [0, 1, 0],
        edges: [
          [0, 1],
          [1, 2],
        ],
      }),
    )
    expect([kind.length, edges.from.length]).toEqual([2, 2])
  })

  it('puts what has no edges in rows', () => {
    const { x, y } = arrange(requestOf({ group: Array.from({ length: 9 }, (_, i) => i), edges: [] }))
    expect(new Set(x).size).toBeGreaterThan(1)
    expect(new Set(y).size).toBeGreaterThan(1)
  })

  it('has room for nothing', () => {
    expect(arrange(requestOf({ group: [], edges: [] }))).toMatchObject({ width: 0, height: 0 })
  })
})

describe('folding', () => {
  /** One reads, six are alike, one reads them all. */
  const fan = {
    group: [0, 0, 0, 0, 0, 0, 0, 0],
    edges: [1, 2, 3, 4, 5, 6].flatMap(
      (asset) =>
        [
          [0, asset],
          [asset, 7],
        ] as const,
    ),
    open: [0],
  }

  it('makes one stack of assets of the same upstream and downstream', () => {
    const arrangement = arrange(requestOf(fan))
    expect([...arrangement.kind].sort()).toEqual([boxKind.asset, boxKind.asset, boxKind.stack])
    expect(membersOfStack(arrangement)).toEqual([1, 2, 3, 4, 5, 6])
    expect([...arrangement.edges.weight]).toEqual([6, 6])
  })

  it('unfolds a stack of which one has to be seen', () => {
    expect(arrange(requestOf({ ...fan, apart: [3] })).kind).toHaveLength(8)
  })

  it('leaves a few as they are', () => {
    expect(arrange(requestOf({ ...fan, hidden: [1, 2] })).kind).toHaveLength(6)
  })

  it('does not fold over groups', () => {
    const group = [0, 0, 0, 0, 1, 1, 1, 0]
    expect(arrange(requestOf({ ...fan, group, open: [0, 1] })).kind).toHaveLength(8)
  })

  it('keeps a fan to two thousand in one screen', () => {
    const edges = Array.from({ length: 2000 }, (_, i) => [0, i + 1] as const)
    const { kind, height } = arrange(requestOf({ group: Array.from({ length: 2001 }, () => 0), edges, open: [0] }))
    expect(kind).toHaveLength(2)
    expect(height).toBeLessThan(200)
  })
})

function membersOfStack({ kind, members, memberStart }: Arrangement): number[] {
  const stack = kind.indexOf(boxKind.stack)
  return [...members.subarray(memberStart[stack], memberStart[stack + 1])]
}

interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

function overlapping(places: Places): [number, number][] {
  const pairs: [number, number][] = []
  for (let a = 0; a < places.x.length; a += 1) {
    for (let b = a + 1; b < places.x.length; b += 1)
      if (overlap(rectOf(places, a), rectOf(places, b))) pairs.push([a, b])
  }
  return pairs
}

/** Places are rounded to single precision. */
const slack = 0.01

function overlap(a: Rect, b: Rect): boolean {
  return a.x + a.w > b.x + slack && b.x + b.w > a.x + slack && a.y + a.h > b.y + slack && b.y + b.h > a.y + slack
}

function isInside(inner: Rect, outer: Rect): boolean {
  const room = framePadding.side - 1
  return (
    inner.x >= outer.x + room &&
    inner.x + inner.w <= outer.x + outer.w - room &&
    inner.y >= outer.y + framePadding.top - 1 &&
    inner.y + inner.h <= outer.y + outer.h - framePadding.bottom + 1
  )
}
