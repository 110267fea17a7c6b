import type { ArrangeRequest } from '../layout/arrangement.ts'
import { foldSiblings } from '../layout/fold-siblings.ts'
import type { GraphModel } from './graph-model.ts'
import { stackPrefix } from './graph-terms.ts'
import { commonName } from './scene.ts'

/** A stack that somebody unfolded. */
export interface Unfolded {
  /** What it is in `open`. */
  readonly term: string
  readonly title: string
  readonly assets: readonly number[]
}

/** The stacks that are unfolded in a drawing, in the order in which that was done. */
export function unfoldedStacks(
  model: GraphModel,
  request: ArrangeRequest,
  open: Iterable<string>,
): readonly Unfolded[] {
  const terms = [...open].filter((name) => name.startsWith(stackPrefix))
  if (terms.length === 0) return []
  const stacks = foldSiblings({ ...request, apart: new Uint8Array(model.count) })
  return terms.flatMap((term) => {
    const stack = stacks[model.numberOf.get(term.slice(stackPrefix.length)) ?? -1] ?? -1
    if (stack < 0) return []
    const assets = Array.from(stacks.keys()).filter((asset) => stacks[asset] === stack)
    return [{ term, title: commonName(assets.map((asset) => model.nameOf(asset))), assets }]
  })
}
