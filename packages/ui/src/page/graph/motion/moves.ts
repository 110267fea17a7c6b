import { at, drawnAt, itemAt } from '../layout/adjacency.ts'
import { type Arrangement, boxKind, type Places } from '../layout/arrangement.ts'
import type { Camera, Rect } from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'

/** Where the boxes and frames of a drawing come from, in its own coordinates. */
export interface Moves {
  readonly boxes: Places
  readonly frames: Places
}

/** What was not drawn by itself before comes out of its group so much smaller than life. */
const bornSmaller = 0.4

/** From one drawing to the next: everything begins where it is on the screen, seen by a camera, and ends under another one. */
export function movesOf(before: Arrangement, after: Arrangement, [then, now]: readonly [Camera, Camera]): Moves {
  const grown = then.scale / now.scale
  const seen = ({ x, y, w, h }: Rect): Rect => ({
    x: x * grown + (then.x - now.x) / now.scale,
    y: y * grown + (then.y - now.y) / now.scale,
    w: w * grown,
    h: h * grown,
  })
  const frameOf = new Map(Array.from(before.frames.group, (group, frame) => [group, frame]))
  const boxOfGroup = boxesOfGroups(before)
  const places = (count: number, place: (index: number) => Rect) => {
    const made = {
      x: new Float32Array(count),
      y: new Float32Array(count),
      w: new Float32Array(count),
      h: new Float32Array(count),
    }
    for (let index = 0; index < count; index += 1) {
      const { x, y, w, h } = place(index)
      made.x[index] = x
      made.y[index] = y
      made.w[index] = w
      made.h[index] = h
    }
    return made
  }
  return {
    boxes: places(after.kind.length, (box) => {
      const own = rectOf(after, box)
      const frame = after.kind[box] === boxKind.group ? frameOf.get(at(after.of, box)) : undefined
      if (frame !== undefined) {
        const { x, y } = seen(rectOf(before.frames, frame))
        return { x, y, w: own.w * grown, h: own.h * grown }
      }
      const old = at(before.boxOf, at(after.members, at(after.memberStart, box)))
      if (old < 0) return own
      const rect = seen(rectOf(before, old))
      return before.kind[old] === after.kind[box] ? rect : bornIn(rect, own, grown * bornSmaller)
    }),
    frames: places(after.frames.group.length, (frame) => {
      const group = at(after.frames.group, frame)
      const old = frameOf.get(group)
      const box = boxOfGroup.get(group)
      if (old !== undefined) return seen(rectOf(before.frames, old))
      return box === undefined ? rectOf(after.frames, frame) : seen(rectOf(before, box))
    }),
  }
}

function bornIn({ x, y, w, h }: Rect, own: Rect, scale: number): Rect {
  return { x: x + (w - own.w * scale) / 2, y: y + (h - own.h * scale) / 2, w: own.w * scale, h: own.h * scale }
}

function boxesOfGroups({ kind, of }: Arrangement): ReadonlyMap<number, number> {
  const boxes = new Map<number, number>()
  kind.forEach((ofKind, box) => {
    if (ofKind === boxKind.group) boxes.set(at(of, box), box)
  })
  return boxes
}

/** The drawing on its way: `left` is how much of the way is left, from 1 to 0. */
export function onTheWay(after: Arrangement, { boxes, frames }: Moves, left: number): Arrangement {
  const placed = blended(after, boxes, left)
  return {
    ...after,
    ...placed,
    frames: { ...after.frames, ...blended(after.frames, frames, left) },
    edges: { ...after.edges, ...routesAlong(after, placed) },
  }
}

function blended(end: Places, start: Places, left: number): Places {
  const blend = (to: Float32Array, from: Float32Array) =>
    to.map((value, index) => value + (drawnAt(from, index) - value) * left)
  return { x: blend(end.x, start.x), y: blend(end.y, start.y), w: blend(end.w, start.w), h: blend(end.h, start.h) }
}

/** Edges hold on to their boxes at both ends, and in between follow the nearer end the more. */
function routesAlong({ edges, ...end }: Arrangement, placed: Places): Pick<Arrangement['edges'], 'route' | 'bounds'> {
  const route = new Float32Array(edges.route.length)
  const bounds = new Float32Array(edges.bounds.length)
  for (let edge = 0; edge < edges.from.length; edge += 1) {
    const from = at(edges.from, edge)
    const to = at(edges.to, edge)
    const head = { x: right(placed, from) - right(end, from), y: middle(placed, from) - middle(end, from) }
    const tail = { x: drawnAt(placed.x, to) - drawnAt(end.x, to), y: middle(placed, to) - middle(end, to) }
    const start = at(edges.routeStart, edge)
    const last = at(edges.routeStart, edge + 1) - 1 - start
    const rim = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let point = 0; point <= last; point += 1) {
      const part = last === 0 ? 0 : point / last
      const index = (start + point) * 2
      const x = drawnAt(edges.route, index) + head.x * (1 - part) + tail.x * part
      const y = drawnAt(edges.route, index + 1) + head.y * (1 - part) + tail.y * part
      route[index] = x
      route[index + 1] = y
      rim[0] = Math.min(itemAt(rim, 0), x)
      rim[1] = Math.min(itemAt(rim, 1), y)
      rim[2] = Math.max(itemAt(rim, 2), x)
      rim[3] = Math.max(itemAt(rim, 3), y)
    }
    bounds.set(rim, edge * 4)
  }
  return { route, bounds }
}

function right({ x, w }: Places, box: number): number {
  return drawnAt(x, box) + drawnAt(w, box)
}

function middle({ y, h }: Places, box: number): number {
  return drawnAt(y, box) + drawnAt(h, box) / 2
}
