import { at } from '../layout/adjacency.ts'
import type { Scene } from '../model/scene.ts'

/** What stands out. */
export interface Highlight {
  /** By box, 1: in the light, while the rest is faded. Absent: everything is in the light. */
  readonly lit: Uint8Array | undefined
  /** The box that edges in the light begin or end at. Absent: any. */
  readonly at?: number | undefined
  readonly selected: ReadonlySet<number>
}

/** What is under the pointer or the keyboard, drawn over the rest. */
export interface Pointed {
  readonly box: number
  /** What is on a path through it. */
  readonly path: Lit
}

export type Lit = Omit<Highlight, 'selected'>

/** Whether an edge is in the light. */
export function litEdges({ arrangement }: Scene, { lit, at: only }: Lit): (edge: number) => boolean {
  const { from, to } = arrangement.edges
  return (edge) =>
    lit?.[at(from, edge)] === 1 &&
    lit[at(to, edge)] === 1 &&
    (only === undefined || from[edge] === only || to[edge] === only)
}
