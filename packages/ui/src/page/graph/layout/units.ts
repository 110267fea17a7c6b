import { at } from './adjacency.ts'
import { type ArrangeRequest, type BoxEdges, type Boxes, boxKind } from './arrangement.ts'

/** What is laid out on the outer level: frames first, then boxes that are in none. */
export interface Units {
  /** The group of every frame. */
  readonly groups: readonly number[]
  /** The boxes in every frame. */
  readonly inside: readonly (readonly number[])[]
  /** Edges that begin or end in every frame. */
  readonly touching: readonly (readonly number[])[]
  /** The unit of every box. */
  readonly unitOf: Int32Array
  /** The box that a unit is; -1: a frame. */
  readonly boxOf: readonly number[]
}

export function unitsOf({ group, open }: ArrangeRequest, { kind, of }: Boxes, edges: BoxEdges): Units {
  const frameOf = new Map<number, number>()
  const inside: number[][] = []
  const alone: number[] = []
  const unitOf = new Int32Array(kind.length).fill(-1)
  kind.forEach((ofKind, box) => {
    const mine = ofKind === boxKind.group ? -1 : at(group, at(of, box))
    if (mine < 0 || open[mine] !== 1) {
      alone.push(box)
      return
    }
    const frame = frameOf.get(mine) ?? inside.push([]) - 1
    frameOf.set(mine, frame)
    inside[frame]?.push(box)
    unitOf[box] = frame
  })
  for (const [index, box] of alone.entries()) unitOf[box] = inside.length + index
  const boxOf = [...inside.map(() => -1), ...alone]
  return { groups: [...frameOf.keys()], inside, touching: touchingOf(edges, unitOf, inside.length), unitOf, boxOf }
}

function touchingOf({ from, to }: BoxEdges, unitOf: Int32Array, frames: number): number[][] {
  const touching = Array.from({ length: frames }, (): number[] => [])
  from.forEach((box, edge) => {
    const a = at(unitOf, box)
    const b = at(unitOf, at(to, edge))
    touching[a]?.push(edge)
    if (a !== b) touching[b]?.push(edge)
  })
  return touching
}
