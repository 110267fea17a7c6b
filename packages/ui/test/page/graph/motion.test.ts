import { describe, expect, it } from 'vitest'
import { arrange } from '../../../src/page/graph/layout/arrange.ts'
import { type ArrangeRequest, type Arrangement, boxKind } from '../../../src/page/graph/layout/arrangement.ts'
import { keptPlace } from '../../../src/page/graph/motion/kept-place.ts'
import { Motion, motionMs } from '../../../src/page/graph/motion/motion.ts'
import { movesOf, onTheWay } from '../../../src/page/graph/motion/moves.ts'
import { rectOf } from '../../../src/page/graph/paint/hit-test.ts'
import { groupedGraph } from './generated-graphs.ts'

const { count, edges, group } = groupedGraph(120)
const groups = Math.max(...group) + 1
const request: ArrangeRequest = {
  groups,
  group,
  ...edges,
  shown: new Uint8Array(count).fill(1),
  open: new Uint8Array(groups),
  apart: new Uint8Array(count),
}
const withOpen = (...open: readonly number[]): Arrangement =>
  arrange({ ...request, open: Uint8Array.from({ length: groups }, (_, one) => Number(open.includes(one))) })
const still = { x: 0, y: 0, scale: 1 }

/** Every number of a drawing that says where something is. */
const placesIn = ({ x, y, w, h, frames, edges: { route } }: Arrangement) => [x, y, w, h, frames.x, frames.w, route]

describe('a drawing on its way to another one', () => {
  const before = withOpen()
  const after = withOpen(1)
  const moves = movesOf(before, after, [still, still])

  it('ends where it belongs', () => {
    expect(placesIn(onTheWay(after, moves, 0))).toEqual(placesIn(after))
  })

  it('begins where boxes were, and with the boxes of a group that is opened within its own', () => {
    const start = onTheWay(after, moves, 1)
    const opened = rectOf(
      before,
      before.kind.findIndex((kind, box) => kind === boxKind.group && before.of[box] === 1),
    )
    for (const box of after.kind.keys()) {
      const { x, y, w, h } = rectOf(start, box)
      if (after.kind[box] === boxKind.group) {
        const old = rectOf(before, before.boxOf[after.members[after.memberStart[box]!]!]!)
        expect({ x, y, w, h }).toEqual(old)
      } else {
        expect(x).toBeGreaterThanOrEqual(opened.x)
        expect(y).toBeGreaterThanOrEqual(opened.y)
        expect(x + w).toBeLessThanOrEqual(opened.x + opened.w)
        expect(y + h).toBeLessThanOrEqual(opened.y + opened.h)
      }
    }
    expect(rectOf(start.frames, 0)).toEqual(opened)
  })

  it('keeps edges at their boxes', () => {
    for (const left of [1, 0.4, 0]) {
      const { edges: drawn, ...places } = onTheWay(after, moves, left)
      drawn.from.forEach((from, edge) => {
        const box = rectOf(places, from)
        const first = drawn.routeStart[edge]! * 2
        expect(drawn.route[first]).toBeCloseTo(box.x + box.w, 1)
        expect(drawn.route[first + 1]).toBeCloseTo(box.y + box.h / 2, 1)
        const last = drawn.routeStart[edge + 1]! * 2 - 2
        expect(drawn.route[last]).toBeCloseTo(rectOf(places, drawn.to[edge]!).x, 1)
        expect(drawn.bounds[edge * 4]).toBeLessThanOrEqual(box.x + box.w + 0.1)
      })
    }
  })

  it('begins at the same place of the screen, however it is looked at by then', () => {
    const then = { x: -200, y: 90, scale: 0.5 }
    const now = { x: 30, y: -400, scale: 0.8 }
    const start = onTheWay(before, movesOf(before, before, [then, now]), 1)
    for (const box of before.kind.keys()) {
      expect(start.x[box]! * now.scale + now.x).toBeCloseTo(before.x[box]! * then.scale + then.x, 1)
      expect(start.w[box]! * now.scale).toBeCloseTo(before.w[box]! * then.scale, 1)
    }
  })

  it('is there after a fifth of a second', () => {
    const motion = new Motion(before, after, still)
    expect(motion.at(1000, still)?.x).toEqual(onTheWay(after, moves, 1).x)
    expect(motion.at(1000 + motionMs / 2, still)?.x).toEqual(onTheWay(after, moves, 0.125).x)
    expect(motion.at(1000 + motionMs, still)).toBeUndefined()
  })
})

describe('what stays in its place', () => {
  const middle = { x: 0, y: 0 }

  it('is the group that was opened: its title stands where its box did', () => {
    const before = withOpen()
    const after = withOpen(3)
    const box = rectOf(
      before,
      before.kind.findIndex((_, one) => before.of[one] === 3),
    )
    const frame = rectOf(after.frames, 0)
    expect(keptPlace(before, after, middle)).toEqual({ x: frame.x - box.x, y: frame.y - box.y })
    expect(keptPlace(after, before, middle)).toEqual({ x: box.x - frame.x, y: box.y - frame.y })
  })

  it('is the stack that was unfolded', () => {
    // One asset that six others read.
    const fan = {
      groups: 0,
      group: new Int32Array(7).fill(-1),
      from: new Int32Array(6),
      to: Int32Array.of(1, 2, 3, 4, 5, 6),
      shown: new Uint8Array(7).fill(1),
      open: new Uint8Array(0),
    }
    const folded = arrange({ ...fan, apart: new Uint8Array(7) })
    const unfolded = arrange({ ...fan, apart: Uint8Array.of(0, 1, 0, 0, 0, 0, 0) })
    const stack = rectOf(folded, folded.boxOf[1]!)
    const first = rectOf(unfolded, unfolded.boxOf[1]!)
    expect(folded.kind[folded.boxOf[1]!]).toBe(boxKind.stack)
    expect(keptPlace(folded, unfolded, middle)).toEqual({ x: first.x - stack.x, y: first.y - stack.y })
  })

  it('is what is nearest to the middle where several were opened, and nothing where nothing is in both', () => {
    const before = withOpen()
    const after = withOpen(0, 1, 2)
    const old = rectOf(before, before.boxOf[count - 1]!)
    const last = rectOf(after, after.boxOf[count - 1]!)
    const near = { x: old.x + old.w / 2, y: old.y + old.h / 2 }
    expect(keptPlace(before, after, near)).toEqual({ x: last.x - old.x, y: last.y - old.y })
    const none = arrange({ ...request, shown: new Uint8Array(count) })
    expect(keptPlace(before, none, middle)).toBeUndefined()
  })
})
