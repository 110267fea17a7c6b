/** Edges of a graph whose nodes are numbered: edge `j` goes from `from[j]` to `to[j]`. */
export interface Edges {
  readonly from: Int32Array
  readonly to: Int32Array
}

/** Neighbours of node `v`: `ends[start[v]]` up to, and without, `ends[start[v + 1]]`. */
export interface Neighbours {
  readonly start: Int32Array
  readonly ends: Int32Array
}

/** Neighbours by one end of the edges, in the order of the edges. */
export function neighboursBy(count: number, by: Int32Array, ends: Int32Array): Neighbours {
  const start = new Int32Array(count + 1)
  for (const node of by) start[node + 1] = at(start, node + 1) + 1
  for (let node = 0; node < count; node += 1) start[node + 1] = at(start, node + 1) + at(start, node)
  const next = start.slice()
  const sorted = new Int32Array(ends.length)
  for (let edge = 0; edge < by.length; edge += 1) {
    const place = at(next, at(by, edge))
    sorted[place] = at(ends, edge)
    next[at(by, edge)] = place + 1
  }
  return { start, ends: sorted }
}

export function downstreamOf(count: number, { from, to }: Edges): Neighbours {
  return neighboursBy(count, from, to)
}

export function upstreamOf(count: number, { from, to }: Edges): Neighbours {
  return neighboursBy(count, to, from)
}

export function degree({ start }: Neighbours, node: number): number {
  return at(start, node + 1) - at(start, node)
}

/**
 * Numbers out of arrays whose index is known to be within them: what a layout does millions of times. One function for each
 * kind of array, since a function that gets several kinds is five times slower.
 */
export function at(numbers: Int32Array, index: number): number {
  return numbers[index] as number
}

export function floatAt(numbers: Float64Array, index: number): number {
  return numbers[index] as number
}

/** Of what is drawn. */
export function drawnAt(numbers: Float32Array, index: number): number {
  return numbers[index] as number
}

/** Out of anything else, where it is rare. */
export function itemAt(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] as number
}
