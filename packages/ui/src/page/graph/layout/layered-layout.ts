import { withoutCycles } from './acyclic.ts'
import { at, type Edges, floatAt, itemAt } from './adjacency.ts'
import { centresOf } from './coordinates.ts'
import { type Layers, layersOf } from './layers.ts'
import { orderColumns } from './order.ts'
import { ranksOf } from './ranks.ts'

export interface LayoutInput {
  readonly count: number
  readonly edges: Edges
  readonly widths: Float64Array
  readonly heights: Float64Array
  /** Who has to be in the first or the last column: see `pin`. */
  readonly pins?: Uint8Array
  readonly gapX: number
  readonly gapY: number
}

export interface Layout {
  /** Left and top edges. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Where the column of every node begins and ends: a node in it may be narrower. */
  readonly columns: { readonly left: Float64Array; readonly right: Float64Array }
  readonly width: number
  readonly height: number
  /** Where an edge passes columns on its way from `from` to `to`: `x, y, x, y...`, two points for each column. */
  readonly routes: readonly (readonly number[])[]
}

/** An edge that passes a column needs less room than a node. */
const passingRoom = 8

/** Draws a graph in columns from left to right (Sugiyama, Tagawa and Toda, 1981). The same input gives the same drawing. */
export function layeredLayout(input: LayoutInput): Layout {
  const { count, edges, widths, heights, pins, gapX, gapY } = input
  const acyclic = withoutCycles(count, edges)
  const layers = layersOf(count, acyclic, ranksOf(count, acyclic, pins))
  orderColumns(layers)
  const rooms = new Float64Array(layers.count).fill(passingRoom)
  heights.forEach((height, node) => (rooms[node] = height === 0 ? passingRoom : height + gapY))
  const centres = centresOf(layers, rooms)
  const columns = columnsOf(layers, widths, gapX)
  let top = Number.POSITIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  centres.forEach((centre, member) => {
    const half = member < count ? floatAt(heights, member) / 2 : 0
    top = Math.min(top, centre - half)
    bottom = Math.max(bottom, centre + half)
  })
  if (count === 0) top = bottom = 0
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  const left = new Float64Array(count)
  const right = new Float64Array(count)
  for (let node = 0; node < count; node += 1) {
    const rank = at(layers.rank, node)
    const wide = floatAt(columns.width, rank)
    left[node] = floatAt(columns.left, rank)
    right[node] = floatAt(left, node) + wide
    x[node] = floatAt(left, node) + (wide - floatAt(widths, node)) / 2
    y[node] = floatAt(centres, node) - top - floatAt(heights, node) / 2
  }
  const routes: number[][] = Array.from(edges.from, () => [])
  acyclic.kept.forEach((edge, k) => {
    const route = routeOf(layers, k, { columns, centres, top })
    routes[edge] = acyclic.turned[k] === 1 ? backwards(route) : route
  })
  return { x, y, columns: { left, right }, width: columns.end, height: bottom - top, routes }
}

interface Columns {
  readonly left: Float64Array
  readonly width: Float64Array
  readonly end: number
}

function columnsOf(layers: Layers, widths: Float64Array, gapX: number): Columns {
  const many = layers.columns.length
  const width = new Float64Array(many)
  const left = new Float64Array(many)
  widths.forEach((wide, node) => {
    const rank = at(layers.rank, node)
    width[rank] = Math.max(floatAt(width, rank), wide)
  })
  let x = 0
  for (let rank = 0; rank < many; rank += 1) {
    left[rank] = x
    x += floatAt(width, rank) + gapX
  }
  return { left, width, end: Math.max(0, x - gapX) }
}

function routeOf(
  { chain, rank }: Layers,
  edge: number,
  { columns, centres, top }: { columns: Columns; centres: Float64Array; top: number },
): number[] {
  const route: number[] = []
  for (let standIn = at(chain, edge); standIn < at(chain, edge + 1); standIn += 1) {
    const left = floatAt(columns.left, at(rank, standIn))
    const y = floatAt(centres, standIn) - top
    route.push(left, y, left + floatAt(columns.width, at(rank, standIn)), y)
  }
  return route
}

function backwards(route: readonly number[]): number[] {
  const turned: number[] = []
  for (let i = route.length - 2; i >= 0; i -= 2) turned.push(itemAt(route, i), itemAt(route, i + 1))
  return turned
}
