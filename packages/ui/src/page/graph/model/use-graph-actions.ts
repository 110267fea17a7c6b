import { useNavigate } from '@tanstack/react-router'
import { at } from '../layout/adjacency.ts'
import { boxKind } from '../layout/arrangement.ts'
import type { Hit } from '../paint/hit-test.ts'
import { groupPrefix, stackPrefix } from './graph-terms.ts'
import type { Unfolded } from './unfolded.ts'
import type { Drawn } from './use-arrangement.ts'
import type { GraphState } from './use-graph-state.ts'

/** What opening, folding and the keys do. */
export function useGraphActions(drawn: Drawn | undefined, state: GraphState, unfolded: readonly Unfolded[]) {
  const navigate = useNavigate()
  const nameOf = (box: number) => {
    if (!drawn) return ''
    const of = at(drawn.arrangement.of, box)
    const isGroup = drawn.arrangement.kind[box] === boxKind.group
    return isGroup ? groupPrefix + drawn.model.groupName(of) : drawn.model.keyOf(of)
  }
  const open = (hit: Hit) => {
    if (!drawn) return
    const { arrangement, model } = drawn
    if (hit.kind === 'frame') state.toggle(model.groupName(at(arrangement.frames.group, hit.frame)))
    else if (arrangement.kind[hit.box] === boxKind.group) state.toggle(model.groupName(at(arrangement.of, hit.box)))
    else if (arrangement.kind[hit.box] === boxKind.stack) unfold(nameOf(hit.box))
    else void navigate({ to: '/assets/$asset', params: { asset: nameOf(hit.box) } })
  }
  /** What the address has to say of groups and stacks; of all assets it names no groups. */
  const opened = () => [...state.open].filter((name) => state.view !== 'assets' || name.startsWith(stackPrefix))
  const unfold = (first: string) => state.change({ open: [...opened(), stackPrefix + first] }, true)
  /** What is selected in a stack would keep it from being folded. */
  const fold = (stacks: readonly Unfolded[]) => {
    const terms = new Set(stacks.map(({ term }) => term))
    const inside = new Set(stacks.flatMap(({ assets }) => assets.map((asset) => drawn?.model.keyOf(asset))))
    state.change(
      {
        open: opened().filter((name) => !terms.has(name)),
        sel: state.selected.filter((one) => !inside.has(one)),
      },
      true,
    )
  }
  const press = (key: string) => {
    const [first] = state.selected
    if (key === 'Escape' && first !== undefined) state.select(undefined)
    else if (key === 'e') openOrClose(first)
    else if (key === 'u') state.change({ dir: state.direction === 'up' ? undefined : 'up' })
    else if (key === 'd') state.change({ dir: state.direction === 'down' ? undefined : 'down' })
    else return false
    return true
  }
  /** Of what is selected the stack is folded first, then the group; with nothing selected the last stack. */
  const openOrClose = (one: string | undefined) => {
    const asset = drawn?.model.numberOf.get(one ?? '')
    const stack = unfolded.findLast(({ assets }) => one === undefined || assets.includes(asset ?? -1))
    if (stack) fold([stack])
    else if (one !== undefined) toggleGroupOf(one, asset)
  }
  const toggleGroupOf = (one: string, asset: number | undefined) => {
    const group =
      asset === undefined ? one.slice(groupPrefix.length) : drawn?.model.groupName(drawn.model.group[asset] ?? -1)
    if (group) state.toggle(group)
  }
  return { nameOf, open, fold, press }
}
