import type { AssetGraph } from '../asset-graph.ts'
import { formatLiteral } from './format-selection.ts'
import { selectionAttributes } from './selection-node.ts'
import { type Token, tokenize } from './tokenize.ts'
import { knownTagValues, knownValues } from './vocabulary.ts'

/** What can stand at the cursor. */
export interface SelectionCompletion {
  /** The characters that a candidate replaces, from `start` up to, and without, `end` (UTF-16 units from 0). */
  readonly start: number
  readonly end: number
  /** Up to 50, quoted where need be: those that begin with what is typed, then those with a segment that does, then those that contain it. */
  readonly candidates: readonly string[]
}

/** What may be written at `cursor` (UTF-16 units from 0) of a selection, finished or not: keys, attributes, values, keywords. */
export function completeSelection(graph: AssetGraph, text: string, cursor: number): SelectionCompletion {
  const tokens = tokenize(text)
  const typed = tokens.find((token) => token.start < cursor && cursor <= token.end && isWord(token))
  const start = typed?.start ?? cursor
  const before = tokens.filter((token) => token.end <= start)
  const candidates = rank(possibleAfter(graph, before), text.slice(start, cursor))
  return { start, end: typed?.end ?? cursor, candidates: candidates.slice(0, 50) }
}

function isWord({ kind }: Token): boolean {
  return ['word', 'quoted', 'unclosed', 'and', 'or', 'not'].includes(kind)
}

function possibleAfter(graph: AssetGraph, before: readonly Token[]): readonly string[] {
  const last = before.at(-1)
  switch (last?.kind) {
    case 'attribute':
      return attributeCandidates(graph, last.text.toLowerCase())
    case 'equals':
      return [...knownTagValues(graph, (name) => name === before.at(-2)?.text)].map(formatLiteral)
    case 'word':
    case 'quoted':
    case 'close':
    case 'down':
      return ['and', 'or']
    default:
      return [...selectionAttributes.map((name) => `${name}:`), 'not', ...graph.keys.map(formatLiteral)]
  }
}

function attributeCandidates(graph: AssetGraph, name: string): readonly string[] {
  const attribute = selectionAttributes.find((known) => known === name)
  return attribute === undefined ? [] : [...knownValues(graph, attribute)].map(formatLiteral)
}

/** The candidates that contain what is typed, the likeliest first; quotes and case ignored. */
function rank(candidates: readonly string[], typed: string): readonly string[] {
  const goal = bare(typed)
  const found = candidates.filter((candidate) => bare(candidate).includes(goal))
  const {
    begins = [],
    within = [],
    rest = [],
  } = Object.groupBy(found, (candidate) => {
    if (bare(candidate).startsWith(goal)) return 'begins'
    return bare(candidate).includes(`/${goal}`) ? 'within' : 'rest'
  })
  return [...begins, ...within, ...rest]
}

function bare(text: string): string {
  return text.replace(/^["']/, '').toLowerCase()
}
