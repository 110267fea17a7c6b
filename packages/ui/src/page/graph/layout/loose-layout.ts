import { at, floatAt, itemAt } from './adjacency.ts'
import { type Layout, type LayoutInput, layeredLayout } from './layered-layout.ts'

/** A layered layout with those that have no edges in rows below it, rather than in one long column. */
export function looseLayout(input: LayoutInput): Layout {
  const { count, edges } = input
  const linked = new Uint8Array(count)
  for (const ends of [edges.from, edges.to]) for (const node of ends) linked[node] = 1
  const nodes = Int32Array.from({ length: count }, (_, node) => node)
  const bound = nodes.filter((node) => linked[node] === 1)
  if (bound.length === count) return layeredLayout(input)
  const layered = layeredLayout(partOf(input, bound))
  const loose = nodes.filter((node) => linked[node] === 0)
  return withRows(input, { bound, loose, layered })
}

function partOf(input: LayoutInput, nodes: Int32Array): LayoutInput {
  const index = new Int32Array(input.count)
  nodes.forEach((node, i) => (index[node] = i))
  const numbered = (node: number) => at(index, node)
  const pins = input.pins
  return {
    ...input,
    count: nodes.length,
    edges: { from: input.edges.from.map(numbered), to: input.edges.to.map(numbered) },
    widths: Float64Array.from(nodes, (node) => floatAt(input.widths, node)),
    heights: Float64Array.from(nodes, (node) => floatAt(input.heights, node)),
    ...(pins ? { pins: Uint8Array.from(nodes, (node) => itemAt(pins, node)) } : {}),
  }
}

interface Parts {
  readonly bound: Int32Array
  readonly loose: Int32Array
  readonly layered: Layout
}

function withRows({ count, widths, heights, gapX, gapY }: LayoutInput, { bound, loose, layered }: Parts): Layout {
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  // What has no edges is in no column.
  const columns = { left: new Float64Array(count), right: new Float64Array(count) }
  bound.forEach((node, i) => {
    columns.left[node] = floatAt(layered.columns.left, i)
    columns.right[node] = floatAt(layered.columns.right, i)
    x[node] = floatAt(layered.x, i)
    y[node] = floatAt(layered.y, i)
  })
  const widest = loose.reduce((most, node) => Math.max(most, floatAt(widths, node)), 0)
  const near = Math.min(gapX, 32)
  const squarish = Math.ceil(Math.sqrt(loose.length / 2)) * (widest + near)
  const room = Math.max(layered.width, squarish)
  let left = 0
  let top = bound.length > 0 ? layered.height + gapY * 2 : 0
  let width = layered.width
  let bottom = layered.height
  for (const node of loose) {
    if (left > 0 && left + floatAt(widths, node) > room) {
      left = 0
      top = bottom + gapY
    }
    x[node] = left
    y[node] = top
    left += floatAt(widths, node) + near
    width = Math.max(width, left - near)
    bottom = Math.max(bottom, top + floatAt(heights, node))
  }
  return { x, y, columns, width, height: bottom, routes: layered.routes }
}
