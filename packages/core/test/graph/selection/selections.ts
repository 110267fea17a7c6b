import * as fc from 'fast-check'
import { assetStatuses, type SelectionNode, type SelectionPattern } from '../../../src/graph/index.ts'

const literals = fc.oneof(
  fc.constantFrom('m/a', 'b', 'and', 'NOT', '2', 'group:x', '', 'a b', 'a"b', "it's", '\\', 'stg_*', 'a=b', 'ä\n'),
  fc.string({ unit: 'binary' }),
)
const literalPatterns = literals.map((text): SelectionPattern => ({ text, glob: false }))
const globPatterns = fc.stringMatching(/^[a-z/_]{0,4}\*{1,2}[a-z/_]{0,4}$/).map((text) => ({ text, glob: true }))
const anyPattern = fc.oneof(literalPatterns, globPatterns)
const statusPattern = fc.constantFrom(...assetStatuses).map((text) => ({ text, glob: false }))

const anyTerm: fc.Arbitrary<SelectionNode> = fc.oneof(
  fc.record({ kind: fc.constant('name'), pattern: anyPattern } as const),
  fc.record({
    kind: fc.constant('attribute'),
    attribute: fc.constantFrom('key', 'group', 'kind', 'owner', 'tag'),
    pattern: anyPattern,
  } as const),
  fc.record({ kind: fc.constant('attribute'), attribute: fc.constant('status'), pattern: statusPattern } as const),
  fc.record({
    kind: fc.constant('attribute'),
    attribute: fc.constant('tag'),
    pattern: anyPattern,
    value: anyPattern,
  } as const),
)

/** Any tree that a selection can say, over any terms. */
export const anySelection = selectionsOver(anyTerm)

/** Any tree over these terms. */
export function selectionsOver(terms: fc.Arbitrary<SelectionNode>): fc.Arbitrary<SelectionNode> {
  const depth = fc.oneof(fc.nat(3), fc.constant(Infinity))
  return fc.letrec<{ node: SelectionNode }>((tie) => {
    const around = fc
      .record({ kind: fc.constant('around'), of: tie('node'), up: depth, down: depth } as const)
      .filter(({ up, down }) => up > 0 || down > 0)
    const chain = fc.record({
      kind: fc.constantFrom('and', 'or'),
      of: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
    } as const)
    const not = fc.record({ kind: fc.constant('not'), of: tie('node') } as const)
    return { node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, terms, around, not, chain) }
  }).node
}
