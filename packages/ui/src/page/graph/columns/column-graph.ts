import type { ColumnLineageBody } from '../../../contract/graph.ts'
import { layeredLayout } from '../layout/layered-layout.ts'

/** A column of an asset, as one text: keys have no line breaks. */
export type ColumnId = string

export interface ColumnCard {
  readonly asset: string
  readonly columns: readonly string[]
  readonly x: number
  readonly y: number
  readonly height: number
}

export interface ColumnEdge {
  readonly from: ColumnId
  readonly to: ColumnId
  readonly bearing: ColumnLineageBody['edges'][number]['bearing']
  readonly kinds: readonly string[]
}

export interface ColumnGraph {
  readonly cards: readonly ColumnCard[]
  readonly edges: readonly ColumnEdge[]
  readonly width: number
  readonly height: number
}

export const cardWidth = 220
export const headHeight = 36
export const rowHeight = 26
const footHeight = 6

/** What stands for the rows as a whole where a column decides which there are. */
export const wholeRows = '*'

export function columnId(asset: string, column: string): ColumnId {
  return `${asset}\n${column}`
}

/** Assets as cards with the columns that are known of, laid out from left to right. `own` are the columns of the asset itself. */
export function columnGraph(body: ColumnLineageBody, own: readonly string[]): ColumnGraph {
  const columns = new Map<string, Set<string>>([[body.of.asset, new Set(own)]])
  for (const { from, to } of body.edges) {
    for (const { asset, column } of [from, to]) columns.set(asset, (columns.get(asset) ?? new Set()).add(column))
  }
  const assets = [...columns.keys()]
  const numberOf = new Map(assets.map((asset, number) => [asset, number]))
  const pairs = new Map(
    body.edges.map(({ from, to }) => [`${from.asset}\n${to.asset}`, [from.asset, to.asset] as const]),
  )
  const heights = assets.map((asset) => headHeight + (columns.get(asset)?.size ?? 0) * rowHeight + footHeight)
  const ends = (side: 0 | 1) => Int32Array.from(pairs.values(), (pair) => numberOf.get(pair[side]) ?? 0)
  const layout = layeredLayout({
    count: assets.length,
    edges: { from: ends(0), to: ends(1) },
    widths: new Float64Array(assets.length).fill(cardWidth),
    heights: Float64Array.from(heights),
    gapX: 96,
    gapY: 24,
  })
  const cards = assets.map((asset, number) => ({
    asset,
    columns: [...(columns.get(asset) ?? [])],
    x: layout.x[number] ?? 0,
    y: layout.y[number] ?? 0,
    height: heights[number] ?? 0,
  }))
  const edges = body.edges.map(({ from, to, bearing, kinds }) => ({
    from: columnId(from.asset, from.column),
    to: columnId(to.asset, to.column),
    bearing,
    kinds,
  }))
  return { cards, edges, width: layout.width, height: layout.height }
}

/** Everything that a column is made of and that is made of it, with it. */
export function columnPath(edges: readonly ColumnEdge[], start: ColumnId): ReadonlySet<ColumnId> {
  const path = new Set([start])
  for (const [near, far] of [
    ['to', 'from'],
    ['from', 'to'],
  ] as const) {
    const reached = new Set([start])
    for (const id of reached) for (const edge of edges) if (edge[near] === id) reached.add(edge[far])
    for (const id of reached) path.add(id)
  }
  return path
}

/** Where edges leave and arrive: the middle of the rows, at the sides of the cards. */
export function rowPlaces(cards: readonly ColumnCard[]): ReadonlyMap<ColumnId, { x: number; y: number }> {
  return new Map(
    cards.flatMap(({ asset, columns, x, y }) =>
      columns.map(
        (column, row) => [columnId(asset, column), { x, y: y + headHeight + row * rowHeight + rowHeight / 2 }] as const,
      ),
    ),
  )
}

/** A curve from the right of a row to the left of another. */
export function edgePath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const start = from.x + cardWidth
  const reach = Math.max(30, (to.x - start) / 2)
  return `M${start} ${from.y}C${start + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`
}
