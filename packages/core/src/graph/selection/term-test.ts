import type { AssetGraph } from '../asset-graph.ts'
import type { GraphAsset } from '../graph-asset.ts'
import { keyGlob, textGlob } from './glob.ts'
import type { AttributeTerm, NameTerm, SelectionPattern } from './selection-node.ts'
import { attributeValues, lastSegment } from './vocabulary.ts'

/** Whether an asset is what the term asks for, as `select` tells; no asset is, for a status. */
export function termTest(graph: AssetGraph, term: NameTerm | AttributeTerm): (asset: GraphAsset) => boolean {
  const { pattern } = term
  if (term.kind === 'name') {
    const matches = nameTest(graph, pattern)
    return (asset) => matches(asset.key)
  }
  const { attribute, value } = term
  const matches = patternTest(pattern, attribute === 'key' ? keyGlob : textGlob)
  if (value === undefined) return (asset) => attributeValues(asset, attribute).some(matches)
  const matchesValue = patternTest(value, textGlob)
  return (asset) => Object.entries(asset.tags).some(([name, found]) => matches(name) && matchesValue(found))
}

/** Whether a text is what the pattern says, with `glob` for its asterisks. */
export function patternTest({ text, glob }: SelectionPattern, makeGlob: typeof textGlob): (found: string) => boolean {
  return glob ? makeGlob(text) : (found) => found === text
}

function nameTest(graph: AssetGraph, { text, glob }: SelectionPattern): (key: string) => boolean {
  if (glob && text.includes('/')) return keyGlob(text)
  if (!glob && graph.has(text)) return (key) => key === text
  const matches = patternTest({ text, glob }, textGlob)
  return (key) => matches(lastSegment(key))
}
