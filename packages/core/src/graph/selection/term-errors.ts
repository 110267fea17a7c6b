import { didYouMean, nearestNames } from '../../keys/index.ts'
import type { AssetGraph } from '../asset-graph.ts'
import { textGlob } from './glob.ts'
import type { ParsedSelection } from './parse-selection.ts'
import { failSelection, type SelectionSpan } from './selection-error.ts'
import type { AttributeTerm, NameTerm, SelectionNode } from './selection-node.ts'
import { patternTest } from './term-test.ts'
import { knownTagValues, knownValues, lastSegment } from './vocabulary.ts'

/** Throws SELECTION_UNKNOWN: nothing in the graph is what the term asks for. */
export function failUnknownTerm(graph: AssetGraph, parsed: ParsedSelection, term: NameTerm | AttributeTerm): never {
  const span = spanOf(parsed, term)
  const wanted = `\`${parsed.text.slice(span.start, span.end)}\``
  const offer = didYouMean(nearestTo(graph, term))
  return failSelection('SELECTION_UNKNOWN', {
    text: parsed.text,
    span,
    message: `the selection asks for ${wanted}, and no asset of ${graph.keys.length} is that`,
    hint: offer ?? 'See what there is with `headwater list`.',
  })
}

/** Throws SELECTION_AMBIGUOUS: a bare word ends several keys. */
export function failAmbiguousName(parsed: ParsedSelection, term: NameTerm, keys: readonly string[]): never {
  const { text } = term.pattern
  const shown = keys.slice(0, 3).map((key) => `\`${key}\``)
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : ''
  return failSelection('SELECTION_AMBIGUOUS', {
    text: parsed.text,
    span: spanOf(parsed, term),
    message: `the selection asks for \`${text}\`, which ends several keys: ${shown.join(', ')}${more}`,
    hint: `Write the whole key, or \`**/${text}\` for all of them.`,
  })
}

/** Throws SELECTION_INVALID: nobody said what the status of assets is. */
export function failStatusUnavailable(parsed: ParsedSelection, term: AttributeTerm): never {
  return failSelection('SELECTION_INVALID', {
    text: parsed.text,
    span: spanOf(parsed, term),
    message: 'the selection asks for a status, and none is known where it is used',
    hint: 'Leave `status:` out here.',
  })
}

function spanOf(parsed: ParsedSelection, term: SelectionNode): SelectionSpan {
  return parsed.spans.get(term) ?? { start: 0, end: parsed.text.length }
}

function nearestTo(graph: AssetGraph, term: NameTerm | AttributeTerm): readonly string[] {
  const { text } = term.pattern
  if (term.kind === 'name')
    return text.includes('/') ? nearestNames(text, graph.keys) : nearestLastSegments(graph, text)
  const { attribute, pattern, value } = term
  const names = knownValues(graph, attribute)
  if (value === undefined) return nearestNames(text, names).map((name) => `${attribute}:${name}`)
  const isName = patternTest(pattern, textGlob)
  if (![...names].some(isName)) return nearestNames(text, names).map((name) => `tag:${name}`)
  return nearestNames(value.text, knownTagValues(graph, isName)).map((found) => `tag:${text}=${found}`)
}

/** Whole keys whose last segment is near the word. */
function nearestLastSegments(graph: AssetGraph, word: string): readonly string[] {
  const near = nearestNames(word, graph.keys.map(lastSegment))
  return near.flatMap((name) => graph.keys.filter((key) => lastSegment(key) === name)).slice(0, 3)
}
