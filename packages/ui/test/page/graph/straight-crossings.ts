import type { Edges } from '../../../src/page/graph/layout/adjacency.ts'

/** How often straight lines between nodes cross: what drawings of different programs have in common. */
export function straightCrossings({ from, to }: Edges, x: Float64Array, y: Float64Array): number {
  const turn = (a: number, b: number, c: number) =>
    Math.sign((x[b]! - x[a]!) * (y[c]! - y[a]!) - (y[b]! - y[a]!) * (x[c]! - x[a]!))
  let crossings = 0
  for (let i = 0; i < from.length; i += 1) {
    const [a, b] = [from[i]!, to[i]!]
    for (let j = i + 1; j < from.length; j += 1) {
      const [c, d] = [from[j]!, to[j]!]
      if (a === c || a === d || b === c || b === d) continue
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) crossings += 1
    }
  }
  return crossings
}
