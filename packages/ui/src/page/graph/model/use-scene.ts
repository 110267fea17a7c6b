import { useMemo } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { at } from '../layout/adjacency.ts'
import { type Arrangement, boxKind } from '../layout/arrangement.ts'
import type { Highlight, Lit } from '../paint/highlight.ts'
import type { GraphModel } from './graph-model.ts'
import { groupPrefix } from './graph-terms.ts'
import { between, type Direction, reach } from './reach.ts'
import { type Scene, sceneOf } from './scene.ts'
import type { Drawn } from './use-arrangement.ts'

export function useScene(drawn: Drawn | undefined, status: StatusBody | undefined): Scene | undefined {
  return useMemo(() => drawn && sceneOf(drawn.model, drawn.arrangement, status), [drawn, status])
}

/** The boxes that are selected, and those that are in the light because of it. */
export function useHighlight(
  drawn: Drawn | undefined,
  { selected, direction }: { readonly selected: readonly string[]; readonly direction: Direction },
): Highlight {
  return useMemo(() => {
    const boxes = drawn ? boxesOf(drawn, selected) : []
    if (!drawn || boxes.length === 0) return { lit: undefined, selected: new Set<number>() }
    return { ...litBy(drawn, { boxes, selected, direction }), selected: new Set(boxes) }
  }, [drawn, selected, direction])
}

/** Boxes by what `sel` says: an asset's own box or the one that it is folded into, or the box of a closed group. */
export function boxesOf({ model, arrangement }: Drawn, selected: readonly string[]): readonly number[] {
  const boxes = selected.map((one) => {
    const asset = model.numberOf.get(one)
    if (asset !== undefined) return at(arrangement.boxOf, asset)
    const group = one.startsWith(groupPrefix) ? model.body.groups.indexOf(one.slice(groupPrefix.length)) : -1
    return arrangement.kind.findIndex((kind, box) => kind === boxKind.group && arrangement.of[box] === group)
  })
  return [...new Set(boxes)].filter((box) => box >= 0)
}

/** What is in the light when one box is pointed at: all that leads through it. Of a closed group, what is beside it. */
export function pathThrough(drawn: Drawn, box: number, direction: Direction = 'both'): Lit {
  const { model, arrangement } = drawn
  if (arrangement.kind[box] === boxKind.group) return { lit: besides(arrangement, box, direction), at: box }
  const keys = reach(model.linked, [model.keyOf(at(arrangement.of, box))], direction)
  return { lit: boxesWith(arrangement, model, keys) }
}

interface Selected {
  readonly boxes: readonly number[]
  readonly selected: readonly string[]
  readonly direction: Direction
}

function litBy(drawn: Drawn, { boxes, selected, direction }: Selected): Lit {
  const [first] = boxes
  if (boxes.length === 1 && first !== undefined) return pathThrough(drawn, first, direction)
  const { model, arrangement } = drawn
  const assets = selected.filter((one) => model.numberOf.has(one))
  const lit = boxesWith(arrangement, model, between(model.linked, assets))
  for (const box of boxes) lit[box] = 1
  return { lit }
}

function boxesWith({ kind, boxOf }: Arrangement, model: GraphModel, keys: Iterable<string>): Uint8Array {
  const lit = new Uint8Array(kind.length)
  for (const key of keys) {
    const box = boxOf[model.numberOf.get(key) ?? -1] ?? -1
    if (box >= 0) lit[box] = 1
  }
  return lit
}

function besides({ kind, edges }: Arrangement, box: number, direction: Direction): Uint8Array {
  const lit = new Uint8Array(kind.length)
  lit[box] = 1
  edges.from.forEach((from, edge) => {
    const to = at(edges.to, edge)
    if (from === box && direction !== 'up') lit[to] = 1
    if (to === box && direction !== 'down') lit[from] = 1
  })
  return lit
}
