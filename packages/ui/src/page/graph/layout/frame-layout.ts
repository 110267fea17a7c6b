import { at, floatAt, itemAt } from './adjacency.ts'
import { type BoxEdges, cardSize, framePadding } from './arrangement.ts'
import type { Layout } from './layered-layout.ts'
import { looseLayout } from './loose-layout.ts'
import { pin } from './ranks.ts'
import type { Units } from './units.ts'

/** What is inside an open group, from the top left of the room that it takes. */
export interface FrameLayout {
  /** Of the boxes in the frame, in their order. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly width: number
  readonly height: number
  /** Where the frame itself begins and ends: edges come together outside of it. */
  readonly rim: { readonly left: number; readonly right: number }
  /** Points of edges between its boxes, by edge. */
  readonly within: ReadonlyMap<number, readonly number[]>
  /** The way from a box out of the frame, and from outside to a box, by box: all of its edges go along it. */
  readonly leaving: ReadonlyMap<number, readonly number[]>
  readonly entering: ReadonlyMap<number, readonly number[]>
}

const gapX = 52
const gapY = 14

/**
 * Lays out an open group. Every box that has edges to other groups gets a gate in a last column, or a first one for edges from
 * other groups, so that these edges find their way between the cards.
 */
export function frameLayout(edges: BoxEdges, units: Units, frame: number): FrameLayout {
  const boxes = units.inside[frame] ?? []
  const inner = innerEdges(edges, units, frame)
  const { entries, exits } = inner
  const gates = boxes.length + entries.length
  const count = gates + exits.length
  const pins = new Uint8Array(count)
  pins.fill(pin.first, boxes.length, gates)
  pins.fill(pin.last, gates)
  const sized = (size: number) => new Float64Array(count).fill(size, 0, boxes.length)
  const layout = looseLayout({
    count,
    edges: {
      from: Int32Array.from([...inner.from, ...entries.map((_, gate) => boxes.length + gate), ...exits]),
      to: Int32Array.from([...inner.to, ...entries, ...exits.map((_, gate) => gates + gate)]),
    },
    widths: sized(cardSize.width),
    heights: sized(cardSize.height),
    ...(count > boxes.length ? { pins } : {}),
    gapX,
    gapY,
  })
  return framed(layout, { boxes, inner, gates })
}

interface Inner {
  /** Numbers of edges within the frame, with the places of their boxes in it. */
  readonly edges: readonly number[]
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** Places of boxes that edges lead to from outside, and from which edges lead outside. */
  readonly entries: readonly number[]
  readonly exits: readonly number[]
}

function innerEdges({ from, to }: BoxEdges, { inside, touching, unitOf }: Units, frame: number): Inner {
  const index = new Map(inside[frame]?.map((box, i) => [box, i]))
  const inner = { edges: [] as number[], from: [] as number[], to: [] as number[] }
  const entries = new Set<number>()
  const exits = new Set<number>()
  for (const edge of touching[frame] ?? []) {
    const a = at(from, edge)
    const b = at(to, edge)
    const leaves = at(unitOf, a) === frame ? index.get(a) : undefined
    const enters = at(unitOf, b) === frame ? index.get(b) : undefined
    if (leaves !== undefined && enters !== undefined) {
      inner.edges.push(edge)
      inner.from.push(leaves)
      inner.to.push(enters)
    } else if (leaves !== undefined) exits.add(leaves)
    else if (enters !== undefined) entries.add(enters)
  }
  return { ...inner, entries: [...entries], exits: [...exits] }
}

interface Framed {
  readonly boxes: readonly number[]
  readonly inner: Inner
  /** The number of the first gate to the outside, after those from the outside. */
  readonly gates: number
}

/** Makes room for the frame around the cards and its title above them. */
function framed(layout: Layout, { boxes, inner, gates }: Framed): FrameLayout {
  const cards = layout.x.subarray(0, boxes.length)
  const left = Math.min(...cards)
  const right = Math.max(...cards) + cardSize.width
  const before = Math.max(0, framePadding.side - left)
  const after = Math.max(0, right + framePadding.side - layout.width)
  const move = (points: readonly number[]) =>
    points.map((value, i) => value + (i % 2 === 0 ? before : framePadding.top))
  const gateAt = (gate: number) => [floatAt(layout.x, gate), floatAt(layout.y, gate)]
  const { edges, entries, exits } = inner
  const route = (edge: number) => layout.routes[edge] ?? []
  const exitWay = (gate: number) => [...route(edges.length + entries.length + gate), ...gateAt(gates + gate)]
  const entryWay = (gate: number) => [...gateAt(boxes.length + gate), ...route(edges.length + gate)]
  return {
    x: cards.map((x) => x + before),
    y: layout.y.subarray(0, boxes.length).map((y) => y + framePadding.top),
    width: layout.width + before + after,
    height: layout.height + framePadding.top + framePadding.bottom,
    rim: { left: left + before - framePadding.side, right: right + before + framePadding.side },
    within: new Map(edges.map((edge, i) => [edge, move(route(i))])),
    leaving: new Map(exits.map((place, gate) => [itemAt(boxes, place), move(exitWay(gate))])),
    entering: new Map(entries.map((place, gate) => [itemAt(boxes, place), move(entryWay(gate))])),
  }
}
