import type { LineageBody } from '../../../contract/graph.ts'

export interface PlacedAsset {
  readonly asset: string
  readonly x: number
  readonly y: number
}

export interface LineagePicture {
  readonly nodes: readonly PlacedAsset[]
  /** From the right side of one node to the left side of another. */
  readonly edges: readonly { readonly from: PlacedAsset; readonly to: PlacedAsset }[]
  readonly width: number
  readonly height: number
}

export const card = { width: 216, height: 46 } as const
const between = { columns: 64, rows: 12 } as const
const sweeps = 8

/** Assets in columns so that every edge points to the right: upstream left, downstream right, with few crossings. */
export function lineagePicture({ asset, nodes, edges }: LineageBody): LineagePicture {
  const layers = layersOf(asset, nodes, edges)
  const columns = [...Map.groupBy([...layers.keys()].sort(), (key) => layers.get(key) ?? 0)]
    .sort(([one], [other]) => one - other)
    .map(([, keys]) => keys)
  const ordered = untangled(columns, edges)
  const tallest = Math.max(...ordered.map((keys) => keys.length))
  const step = card.height + between.rows
  const placed = new Map(
    ordered.flatMap((keys, column) =>
      keys.map((key, row) => {
        const x = column * (card.width + between.columns)
        return [key, { asset: key, x, y: ((tallest - keys.length) / 2 + row) * step }] as const
      }),
    ),
  )
  return {
    nodes: [...placed.values()],
    edges: edges.flatMap(({ from, to }) => {
      const [start, end] = [placed.get(from), placed.get(to)]
      return start && end ? [{ from: start, to: end }] : []
    }),
    width: ordered.length * (card.width + between.columns) - between.columns,
    height: tallest * step - between.rows,
  }
}

/** How far every asset is from the middle, along the longest way: negative upstream. */
function layersOf(asset: string, nodes: LineageBody['nodes'], edges: LineageBody['edges']): Map<string, number> {
  const distances = new Map(nodes.map((node) => [node.asset, node.distance]))
  const layers = new Map([[asset, 0]])
  for (const side of [-1, 1]) {
    const isHere = (key: string) => key === asset || Math.sign(distances.get(key) ?? 0) === side
    const next = Map.groupBy(
      edges.filter(({ from, to }) => isHere(from) && isHere(to)),
      ({ from, to }) => (side === 1 ? from : to),
    )
    let front = [asset]
    // A longer way to an asset pushes it further out: as often as the longest way has edges.
    for (let step = 1; front.length > 0 && step <= nodes.length; step++) {
      front = [
        ...new Set(front.flatMap((key) => (next.get(key) ?? []).map(({ from, to }) => (side === 1 ? to : from)))),
      ]
      for (const key of front) layers.set(key, step * side)
    }
  }
  return layers
}

/** Every column in the order of the middles of what its assets are linked with, forth and back. */
function untangled(
  columns: readonly (readonly string[])[],
  edges: LineageBody['edges'],
): readonly (readonly string[])[] {
  const linked = new Map<string, string[]>()
  for (const { from, to } of edges) {
    linked.set(from, [...(linked.get(from) ?? []), to])
    linked.set(to, [...(linked.get(to) ?? []), from])
  }
  const heights = new Map<string, number>()
  const place = (keys: readonly string[]) => {
    for (const [row, key] of keys.entries()) heights.set(key, row - (keys.length - 1) / 2)
  }
  for (const keys of columns) place(keys)
  let ordered = [...columns]
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const order = sweep % 2 === 0 ? ordered.keys() : [...ordered.keys()].reverse()
    for (const column of order) {
      const middle = (key: string) => meanOf((linked.get(key) ?? []).map((other) => heights.get(other) ?? 0))
      const sorted = [...(ordered[column] ?? [])].sort((one, other) => middle(one) - middle(other))
      place(sorted)
      ordered = ordered.with(column, sorted)
    }
  }
  return ordered
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
