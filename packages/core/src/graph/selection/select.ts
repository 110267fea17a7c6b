import type { AssetGraph } from '../asset-graph.ts'
import { type Mask, reach } from '../reach.ts'
import { type ParsedSelection, readSelection } from './parse-selection.ts'
import type { AroundNode, AssetStatus, AttributeTerm, ChainNode, NameTerm, SelectionNode } from './selection-node.ts'
import { failAmbiguousName, failStatusUnavailable, failUnknownTerm } from './term-errors.ts'
import { termTest } from './term-test.ts'

/** What a selection may ask about that the graph does not know. */
export interface SelectionContext {
  /** All that an asset is. Absent: `status:` is refused with SELECTION_INVALID. */
  readonly statuses?: ((key: string) => readonly AssetStatus[]) | undefined
}

/**
 * The keys that a selection names, in topological order. `parseSelection` tells how it is written. Its terms:
 *
 * - `market/prices`: that key. `prices`: that key, or else the one key whose last segment it is.
 * - `market/*`, `market/**`: a glob over the whole key, where `*` stays within a segment, `**` is any number of segments,
 *   also none. `stg_*`: a glob without `/` is over the last segment, in any folder, so that `*` is everything.
 * - `key:prices`, `key:stg_*`: always the whole key.
 * - `group:market`, `kind:sql`, `owner:ann@example.com`, `tag:slow`, `tag:cost=high`: what the asset says of itself; `*`
 *   is any characters.
 * - `status:stale`: missing, stale, fresh or failed, or late beside, as `context.statuses` tells.
 * - `+x`, `2+x`, `x+`, `x+2`, `+(a or b)+`: also what lies upstream, downstream, so many edges away.
 * - `not a`, `a and b`, `a or b`, `a, b`.
 *
 * @throws SELECTION_INVALID as `parseSelection`; SELECTION_UNKNOWN for a term that matches nothing in the graph (a
 * status may), with the nearest names; SELECTION_AMBIGUOUS for a bare word that ends several keys.
 */
export function select(graph: AssetGraph, text: string, context: SelectionContext = {}): ReadonlySet<string> {
  const selector = new Selector(graph, readSelection(text), context)
  return new Set(graph.keysIn(selector.run()))
}

class Selector {
  readonly #graph: AssetGraph
  readonly #parsed: ParsedSelection
  readonly #context: SelectionContext

  constructor(graph: AssetGraph, parsed: ParsedSelection, context: SelectionContext) {
    this.#graph = graph
    this.#parsed = parsed
    this.#context = context
  }

  run(): Mask {
    return this.#evaluate(this.#parsed.node)
  }

  #evaluate(node: SelectionNode): Mask {
    switch (node.kind) {
      case 'name':
        return this.#term(node)
      case 'attribute':
        return node.attribute === 'status' ? this.#status(node) : this.#term(node)
      case 'around':
        return this.#around(node)
      case 'not':
        return this.#evaluate(node.of).map((selected) => 1 - selected)
      case 'and':
      case 'or':
        return this.#chain(node)
      default:
        return node satisfies never
    }
  }

  #chain({ kind, of }: ChainNode): Mask {
    const masks = of.map((part) => this.#evaluate(part))
    return masks.reduce(kind === 'and' ? intersection : union)
  }

  #around({ of, up, down }: AroundNode): Mask {
    const mask = this.#evaluate(of)
    const upstream = reach(this.#graph.upstreamIds, mask, up)
    const downstream = reach(this.#graph.downstreamIds, mask, down)
    return union(mask, union(upstream, downstream))
  }

  #term(node: NameTerm | AttributeTerm): Mask {
    const key = wholeKey(node)
    // Programs list thousands of keys one by one.
    if (key !== undefined && this.#graph.has(key)) return this.#graph.maskOf([key])
    const matches = termTest(this.#graph, node)
    const mask = Uint8Array.from(this.#graph.assets(), (asset) => Number(matches(asset)))
    if (!mask.includes(1)) failUnknownTerm(this.#graph, this.#parsed, node)
    if (node.kind === 'name' && !node.pattern.glob) this.#assertOne(node, this.#graph.keysIn(mask))
    return mask
  }

  #assertOne(node: NameTerm, keys: readonly string[]): void {
    if (keys.length > 1) failAmbiguousName(this.#parsed, node, keys)
  }

  #status(node: AttributeTerm): Mask {
    const { statuses } = this.#context
    if (statuses === undefined) return failStatusUnavailable(this.#parsed, node)
    return this.#graph.maskOf(
      this.#graph.keys.filter((key) => statuses(key).some((status) => status === node.pattern.text)),
    )
  }
}

/** The key that a term is, if it names one as it is. */
function wholeKey(node: NameTerm | AttributeTerm): string | undefined {
  if (node.pattern.glob) return undefined
  return node.kind === 'name' || node.attribute === 'key' ? node.pattern.text : undefined
}

function union(left: Mask, right: Mask): Mask {
  const both = left.slice()
  for (let id = 0; id < both.length; id += 1) if (right[id] === 1) both[id] = 1
  return both
}

function intersection(left: Mask, right: Mask): Mask {
  const both = left.slice()
  for (let id = 0; id < both.length; id += 1) if (right[id] === 0) both[id] = 0
  return both
}
