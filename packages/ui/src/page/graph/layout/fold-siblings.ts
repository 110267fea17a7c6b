import { at, downstreamOf, itemAt, type Neighbours, upstreamOf } from './adjacency.ts'
import type { ArrangeRequest } from './arrangement.ts'

/** Fewer than this are easier to read one by one. */
const fewest = 5

/**
 * Finds assets that look the same in a drawing: of one group, with the same upstream and the same downstream. For every asset
 * the first of its stack; -1 for those that stand alone.
 */
export function foldSiblings({ group, from, to, shown, open, apart }: ArrangeRequest): Int32Array {
  const count = group.length
  const edges = shownEdges(from, to, shown)
  const up = upstreamOf(count, edges)
  const down = downstreamOf(count, edges)
  const alike = new Map<string, number[]>()
  for (let asset = 0; asset < count; asset += 1) {
    const isOpen = at(group, asset) < 0 || open[at(group, asset)] === 1
    if (shown[asset] !== 1 || !isOpen) continue
    const look = `${at(group, asset)}|${listed(up, asset)}|${listed(down, asset)}`
    const others = alike.get(look)
    if (others) others.push(asset)
    else alike.set(look, [asset])
  }
  const stack = new Int32Array(count).fill(-1)
  for (const assets of alike.values()) {
    if (assets.length < fewest || assets.some((asset) => apart[asset] === 1)) continue
    for (const asset of assets) stack[asset] = itemAt(assets, 0)
  }
  return stack
}

function shownEdges(from: Int32Array, to: Int32Array, shown: Uint8Array) {
  const drawn = (_: number, edge: number) => shown[at(from, edge)] === 1 && shown[at(to, edge)] === 1
  return { from: from.filter(drawn), to: to.filter(drawn) }
}

function listed({ start, ends }: Neighbours, asset: number): string {
  return ends
    .slice(at(start, asset), at(start, asset + 1))
    .sort()
    .join(',')
}
