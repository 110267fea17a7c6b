import { at, floatAt, itemAt, type Neighbours } from './adjacency.ts'
import { crossings } from './crossings.ts'
import type { Layers } from './layers.ts'

const sweeps = 100
/** Sweeps that bring nothing before it is given up. The last percents are not seen in what has thousands of edges. */
const patience = { small: 12, large: 5 }
const large = 3000

/**
 * Orders the columns so that few edges cross: sweeps to the right and to the left put everyone at the median of its neighbours
 * (Eades and Wormald), and neighbours in a column change places where that helps (Gansner et al., "A technique for drawing
 * directed graphs", 1993). The best order that was seen is kept. Returns places within columns.
 */
export function orderColumns(layers: Layers): Int32Array {
  const { columns } = layers
  const place = new Int32Array(layers.count)
  const median = new Float64Array(layers.count)
  const most = layers.count < large ? patience.small : patience.large
  columns.forEach((column) => number(column, place))
  let best = columns.map((column) => column.slice())
  let fewest = crossings(layers, place)
  for (let sweep = 0, vain = 0; sweep < sweeps && vain < most && fewest > 0; sweep += 1) {
    sweepOver(layers, { place, median, toRight: sweep % 2 === 0 })
    for (const column of columns) exchange(layers, column, place)
    const now = crossings(layers, place)
    vain = now < fewest ? 0 : vain + 1
    if (now >= fewest) continue
    fewest = now
    best = columns.map((column) => column.slice())
  }
  best.forEach((column, rank) => {
    columns[rank] = column
    number(column, place)
  })
  return place
}

function number(column: Int32Array, place: Int32Array): void {
  for (let i = 0; i < column.length; i += 1) place[at(column, i)] = i
}

interface Sweep {
  readonly place: Int32Array
  readonly median: Float64Array
  readonly toRight: boolean
}

function sweepOver({ columns, up, down }: Layers, { place, median, toRight }: Sweep): void {
  for (let step = 1; step < columns.length; step += 1) {
    const column = columns[toRight ? step : columns.length - 1 - step] ?? new Int32Array()
    for (const node of column) median[node] = medianOf(toRight ? up : down, node, place)
    column.sort((a, b) => floatAt(median, a) - floatAt(median, b) || at(place, a) - at(place, b))
    number(column, place)
  }
}

/** The middle place of its neighbours; where it stands if it has none. */
function medianOf({ start, ends }: Neighbours, node: number, place: Int32Array): number {
  const first = at(start, node)
  const many = at(start, node + 1) - first
  if (many === 0) return at(place, node)
  if (many === 1) return at(place, at(ends, first))
  if (many === 2) return (at(place, at(ends, first)) + at(place, at(ends, first + 1))) / 2
  const places = Array.from({ length: many }, (_, k) => at(place, at(ends, first + k))).sort((a, b) => a - b)
  const middle = many >> 1
  if (many % 2 === 1) return itemAt(places, middle)
  // Between the two in the middle, nearer to where the others are denser.
  const below = itemAt(places, middle - 1)
  const above = itemAt(places, middle)
  const spreadBelow = below - itemAt(places, 0)
  const spread = spreadBelow + itemAt(places, many - 1) - above
  return spread === 0 ? (below + above) / 2 : below + ((above - below) * spreadBelow) / spread
}

/**
 * Lets neighbours in a column change places while that removes crossings, three times over at most. At first also where it
 * changes nothing, since that finds ways out of orders that no single exchange improves.
 */
function exchange({ up, down }: Layers, column: Int32Array, place: Int32Array): void {
  for (let pass = 0, changed = true; changed && pass < 3; pass += 1) {
    changed = false
    for (let i = 0; i + 1 < column.length; i += 1) {
      const a = at(column, i)
      const b = at(column, i + 1)
      if (surplus(up, place, a, b) + surplus(down, place, a, b) < (pass === 0 ? 0 : 1)) continue
      column[i] = b
      column[i + 1] = a
      place[b] = i
      place[a] = i + 1
      changed = true
    }
  }
}

/** How many crossings fewer there are, on one side, with `b` above `a` than with `a` above `b`. */
function surplus({ start, ends }: Neighbours, place: Int32Array, a: number, b: number): number {
  let more = 0
  for (let k = at(start, a); k < at(start, a + 1); k += 1) {
    const mine = at(place, at(ends, k))
    for (let q = at(start, b); q < at(start, b + 1); q += 1) more += Math.sign(mine - at(place, at(ends, q)))
  }
  return more
}
