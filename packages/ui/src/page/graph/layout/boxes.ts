import { at, itemAt } from './adjacency.ts'
import { type ArrangeRequest, type BoxEdges, type Boxes, boxKind } from './arrangement.ts'
import { foldSiblings } from './fold-siblings.ts'

/** Puts every asset that is drawn into a box: of a closed group, of a stack, or of its own. */
export function boxesOf(request: ArrangeRequest): Boxes {
  const { group, shown, open } = request
  const stack = foldSiblings(request)
  const boxOf = new Int32Array(group.length).fill(-1)
  const boxOfGroup = new Int32Array(request.groups).fill(-1)
  const boxOfStack = new Map<number, number>()
  const kind: number[] = []
  const of: number[] = []
  const add = (ofKind: number, what: number) => {
    of.push(what)
    return kind.push(ofKind) - 1
  }
  for (let asset = 0; asset < group.length; asset += 1) {
    if (shown[asset] !== 1) continue
    const mine = at(group, asset)
    const first = at(stack, asset)
    if (mine >= 0 && open[mine] !== 1) {
      if (boxOfGroup[mine] === -1) boxOfGroup[mine] = add(boxKind.group, mine)
      boxOf[asset] = at(boxOfGroup, mine)
    } else if (first >= 0) {
      const box = boxOfStack.get(first) ?? add(boxKind.stack, first)
      boxOfStack.set(first, box)
      boxOf[asset] = box
    } else boxOf[asset] = add(boxKind.asset, asset)
  }
  return { kind: Uint8Array.from(kind), of: Int32Array.from(of), boxOf, ...membersOf(boxOf, kind.length) }
}

function membersOf(boxOf: Int32Array, boxes: number): Pick<Boxes, 'memberStart' | 'members'> {
  const memberStart = new Int32Array(boxes + 1)
  for (const box of boxOf) if (box >= 0) memberStart[box + 1] = at(memberStart, box + 1) + 1
  for (let box = 0; box < boxes; box += 1) memberStart[box + 1] = at(memberStart, box + 1) + at(memberStart, box)
  const next = memberStart.slice()
  const members = new Int32Array(at(memberStart, boxes))
  boxOf.forEach((box, asset) => {
    if (box < 0) return
    members[at(next, box)] = asset
    next[box] = at(next, box) + 1
  })
  return { memberStart, members }
}

/** Edges between boxes; what stays within a box is not drawn. */
export function boxEdgesOf({ from, to }: ArrangeRequest, { boxOf, kind }: Boxes): BoxEdges {
  const source: number[] = []
  const target: number[] = []
  const weight: number[] = []
  const known = new Map<number, number>()
  for (let edge = 0; edge < from.length; edge += 1) {
    const a = at(boxOf, at(from, edge))
    const b = at(boxOf, at(to, edge))
    if (a < 0 || b < 0 || a === b) continue
    const pair = a * kind.length + b
    const index = known.get(pair)
    if (index === undefined) {
      known.set(pair, source.push(a) - 1)
      target.push(b)
      weight.push(1)
    } else weight[index] = itemAt(weight, index) + 1
  }
  return { from: Int32Array.from(source), to: Int32Array.from(target), weight: Int32Array.from(weight) }
}
