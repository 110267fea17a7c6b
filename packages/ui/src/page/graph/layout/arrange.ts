import { at, drawnAt, type Edges, floatAt, itemAt } from './adjacency.ts'
import {
  type ArrangeRequest,
  type Arrangement,
  type BoxEdges,
  type Boxes,
  type Places,
  sizeOfKind,
} from './arrangement.ts'
import { boxEdgesOf, boxesOf } from './boxes.ts'
import { type FrameLayout, frameLayout } from './frame-layout.ts'
import type { Layout } from './layered-layout.ts'
import { looseLayout } from './loose-layout.ts'
import { type Units, unitsOf } from './units.ts'

const gapX = 72
const gapY = 28

/**
 * Arranges the graph on two levels: what is in an open group is laid out in the group's frame, then frames and closed groups
 * are laid out among themselves. The same request gives the same arrangement.
 */
export function arrange(request: ArrangeRequest): Arrangement {
  const boxes = boxesOf(request)
  const edges = boxEdgesOf(request, boxes)
  const units = unitsOf(request, boxes, edges)
  const frames = units.groups.map((_, frame) => frameLayout(edges, units, frame))
  const outer = outerLayout(boxes, { units, frames, edges })
  const places = placesOf(boxes, { units, frames, layout: outer.layout })
  const routes = Array.from(edges.from, (_, edge) => routeOf(edge, { edges, places, units, frames, outer }))
  return {
    ...boxes,
    ...places,
    frames: framePlaces(units, frames, outer.layout),
    edges: { ...edges, ...flattened(routes) },
    order: leftToRight(places),
    degrees: { in: degrees(edges.to, boxes), out: degrees(edges.from, boxes) },
    width: outer.layout.width,
    height: outer.layout.height,
  }
}

function leftToRight({ x, y }: Places): Int32Array {
  return Int32Array.from(x.keys()).sort((a, b) => drawnAt(x, a) - drawnAt(x, b) || drawnAt(y, a) - drawnAt(y, b))
}

function degrees(ends: Int32Array, { kind }: Boxes): Int32Array {
  const counts = new Int32Array(kind.length)
  for (const box of ends) counts[box] = at(counts, box) + 1
  return counts
}

interface Outer {
  readonly layout: Layout
  /** The edge between units that an edge between boxes goes along; -1: it stays in its frame. */
  readonly along: Int32Array
}

function outerLayout(
  boxes: Boxes,
  { units, frames, edges }: { units: Units; frames: readonly FrameLayout[]; edges: BoxEdges },
): Outer {
  const from: number[] = []
  const to: number[] = []
  const known = new Map<number, number>()
  const along = edges.from.map((box, edge) => {
    const a = at(units.unitOf, box)
    const b = at(units.unitOf, at(edges.to, edge))
    if (a === b) return -1
    const pair = a * units.boxOf.length + b
    const index = known.get(pair) ?? from.push(a) - 1
    known.set(pair, index)
    to[index] = b
    return index
  })
  const sizes = units.boxOf.map((box, unit) => frames[unit] ?? sizeOf(boxes, box))
  const layout = looseLayout({
    count: sizes.length,
    edges: { from: Int32Array.from(from), to: Int32Array.from(to) } satisfies Edges,
    widths: Float64Array.from(sizes, ({ width }) => width),
    heights: Float64Array.from(sizes, ({ height }) => height),
    gapX,
    gapY,
  })
  return { layout, along }
}

function sizeOf({ kind }: Boxes, box: number): { width: number; height: number } {
  return sizeOfKind(itemAt(kind, box))
}

interface Placing {
  readonly units: Units
  readonly frames: readonly FrameLayout[]
  readonly layout: Layout
}

function placesOf(boxes: Boxes, { units, frames, layout }: Placing): Places {
  const places = emptyPlaces(boxes.kind.length)
  const put = (box: number, x: number, y: number) => {
    places.x[box] = x
    places.y[box] = y
    places.w[box] = sizeOf(boxes, box).width
    places.h[box] = sizeOf(boxes, box).height
  }
  units.boxOf.forEach((box, unit) => {
    const left = floatAt(layout.x, unit)
    const top = floatAt(layout.y, unit)
    if (box >= 0) put(box, left, top)
    const frame = frames[unit]
    units.inside[unit]?.forEach((inner, i) => {
      if (frame) put(inner, left + floatAt(frame.x, i), top + floatAt(frame.y, i))
    })
  })
  return places
}

function framePlaces(units: Units, frames: readonly FrameLayout[], layout: Layout): Arrangement['frames'] {
  const places = emptyPlaces(frames.length)
  frames.forEach(({ rim, height }, frame) => {
    places.x[frame] = floatAt(layout.x, frame) + rim.left
    places.y[frame] = floatAt(layout.y, frame)
    places.w[frame] = rim.right - rim.left
    places.h[frame] = height
  })
  return { ...places, group: Int32Array.from(units.groups) }
}

function emptyPlaces(count: number): Places {
  const numbers = () => new Float32Array(count)
  return { x: numbers(), y: numbers(), w: numbers(), h: numbers() }
}

interface Routing {
  readonly edges: BoxEdges
  readonly places: Places
  readonly units: Units
  readonly frames: readonly FrameLayout[]
  readonly outer: Outer
}

/**
 * From the right of a box, out of its frame, along the outer edge, into the other frame, to the left of the other box. In the
 * column of a unit an edge is level: what is wider there is above or below it.
 */
function routeOf(edge: number, { edges, places, units, frames, outer }: Routing): number[] {
  const { layout, along } = outer
  const a = at(edges.from, edge)
  const b = at(edges.to, edge)
  const unitA = at(units.unitOf, a)
  const unitB = at(units.unitOf, b)
  const route = [drawnAt(places.x, a) + drawnAt(places.w, a), middleOf(places, a)]
  const pass = (points: readonly number[] | undefined, unit?: number) => {
    for (let i = 0; points && i < points.length; i += 2) {
      const left = unit === undefined ? 0 : floatAt(layout.x, unit)
      const top = unit === undefined ? 0 : floatAt(layout.y, unit)
      route.push(itemAt(points, i) + left, itemAt(points, i + 1) + top)
    }
  }
  if (at(along, edge) < 0) pass(frames[unitA]?.within.get(edge), unitA)
  else {
    pass(frames[unitA]?.leaving.get(a), unitA)
    route.push(floatAt(layout.columns.right, unitA), route.at(-1) ?? 0)
    pass(layout.routes[at(along, edge)])
    const [, gate] = frames[unitB]?.entering.get(b) ?? []
    const entry = gate === undefined ? middleOf(places, b) : gate + floatAt(layout.y, unitB)
    route.push(floatAt(layout.columns.left, unitB), entry)
    pass(frames[unitB]?.entering.get(b), unitB)
  }
  route.push(drawnAt(places.x, b), middleOf(places, b))
  return route
}

function middleOf({ y, h }: Places, box: number): number {
  return drawnAt(y, box) + drawnAt(h, box) / 2
}

function flattened(
  routes: readonly (readonly number[])[],
): Pick<Arrangement['edges'], 'routeStart' | 'route' | 'bounds'> {
  const routeStart = new Int32Array(routes.length + 1)
  routes.forEach((route, edge) => (routeStart[edge + 1] = at(routeStart, edge) + route.length / 2))
  const flat = new Float32Array(at(routeStart, routes.length) * 2)
  const bounds = new Float32Array(routes.length * 4)
  routes.forEach((route, edge) => {
    flat.set(route, at(routeStart, edge) * 2)
    bounds.set(boundsOf(route), edge * 4)
  })
  return { routeStart, route: flat, bounds }
}

function boundsOf(route: readonly number[]): readonly [number, number, number, number] {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (let i = 0; i < route.length; i += 2) {
    left = Math.min(left, itemAt(route, i))
    right = Math.max(right, itemAt(route, i))
    top = Math.min(top, itemAt(route, i + 1))
    bottom = Math.max(bottom, itemAt(route, i + 1))
  }
  return [left, top, right, bottom]
}
