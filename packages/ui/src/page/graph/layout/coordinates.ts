import { at, floatAt } from './adjacency.ts'
import type { Layers } from './layers.ts'

/** How strongly a stand-in follows the next one of its edge, so that long edges are straight. */
const straightness = 8
const sweeps = 8

/**
 * Heights of centres, with every column in its order and nobody overlapping: again and again, everyone goes as near to the mean
 * of its neighbours as order and room allow. For one column that is an isotonic regression, solved exactly by pooling
 * adjacent violators (Barlow et al., 1972).
 */
export function centresOf(layers: Layers, rooms: Float64Array): Float64Array {
  const centre = new Float64Array(layers.count)
  for (const column of layers.columns) stackUp(column, rooms, centre)
  const last = layers.columns.length - 1
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const both = sweep === sweeps - 1
    const toRight = both || sweep % 2 === 0
    for (let step = 0; step <= last; step += 1) {
      const column = layers.columns[toRight ? step : last - step] ?? new Int32Array()
      fit(column, { rooms, centre, ...wishesOf(layers, column, { centre, left: toRight, right: both || !toRight }) })
    }
  }
  return centre
}

function stackUp(column: Int32Array, rooms: Float64Array, centre: Float64Array): void {
  let top = 0
  for (const node of column) {
    centre[node] = top + floatAt(rooms, node) / 2
    top += floatAt(rooms, node)
  }
  for (const node of column) centre[node] = floatAt(centre, node) - top / 2
}

interface Wishes {
  readonly wish: Float64Array
  readonly weight: Float64Array
}

interface Sides {
  readonly centre: Float64Array
  readonly left: boolean
  readonly right: boolean
}

/** Where everyone in a column wants to be, and how much. */
function wishesOf({ nodes, up, down }: Layers, column: Int32Array, { centre, left, right }: Sides): Wishes {
  const wish = new Float64Array(column.length)
  const weight = new Float64Array(column.length)
  column.forEach((node, i) => {
    let sum = 0
    let pull = 0
    for (const { start, ends } of left && right ? [up, down] : [left ? up : down]) {
      for (let k = at(start, node); k < at(start, node + 1); k += 1) {
        const other = at(ends, k)
        const force = node >= nodes && other >= nodes ? straightness : 1
        sum += floatAt(centre, other) * force
        pull += force
      }
    }
    wish[i] = pull > 0 ? sum / pull : floatAt(centre, node)
    weight[i] = pull === 0 ? 0.05 : node >= nodes ? 4 : 1 + pull * 0.2
  })
  return { wish, weight }
}

/** Pools neighbours that want to pass one another, and puts every pool at the weighted mean of what it wants. */
function fit(
  column: Int32Array,
  { rooms, centre, wish, weight }: Wishes & { readonly rooms: Float64Array; readonly centre: Float64Array },
): void {
  const size = column.length
  const offset = new Float64Array(size)
  const sums = new Float64Array(size)
  const weights = new Float64Array(size)
  const ends = new Int32Array(size)
  let pools = 0
  for (let i = 0; i < size; i += 1) {
    const between = i === 0 ? 0 : (floatAt(rooms, at(column, i - 1)) + floatAt(rooms, at(column, i))) / 2
    offset[i] = (i === 0 ? 0 : floatAt(offset, i - 1)) + between
    let pull = floatAt(weight, i)
    let sum = (floatAt(wish, i) - floatAt(offset, i)) * pull
    while (pools > 0 && floatAt(sums, pools - 1) / floatAt(weights, pools - 1) > sum / pull) {
      pools -= 1
      sum += floatAt(sums, pools)
      pull += floatAt(weights, pools)
    }
    sums[pools] = sum
    weights[pools] = pull
    ends[pools] = i + 1
    pools += 1
  }
  for (let pool = 0, i = 0; pool < pools; pool += 1) {
    const mean = floatAt(sums, pool) / floatAt(weights, pool)
    for (; i < at(ends, pool); i += 1) centre[at(column, i)] = mean + floatAt(offset, i)
  }
}
