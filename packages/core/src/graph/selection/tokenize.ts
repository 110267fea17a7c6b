export type TokenKind =
  | 'word'
  | 'quoted'
  | 'unclosed'
  | 'attribute'
  | 'equals'
  | 'up'
  | 'down'
  | 'open'
  | 'close'
  | 'comma'
  | 'and'
  | 'or'
  | 'not'
  | 'end'

/** A piece of a selection, from `start` up to, and without, `end` (UTF-16 units from 0). */
export interface Token {
  readonly kind: TokenKind
  /** What it says: without quotes and escapes, without the colon of an attribute or the `+` of a depth. */
  readonly text: string
  readonly start: number
  readonly end: number
}

type Rule = readonly [kind: TokenKind, pattern: RegExp]

const fixed: readonly Rule[] = [
  ['quoted', /"([^"\\]*(?:\\.[^"\\]*)*)"/sy],
  ['quoted', /'([^'\\]*(?:\\.[^'\\]*)*)'/sy],
  ['unclosed', /["'](.*)/sy],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y],
  ['equals', /=/y],
]
const beforeTerm: readonly Rule[] = [...fixed, ['attribute', /([A-Za-z_][\w-]*):/y], ['up', /(\d*)\+/y]]
const afterTerm: readonly Rule[] = [...fixed, ['down', /\+(\d*)/y]]

/** What ends a word. */
const delimiter = /[\s()"',+=]/g
const keywords: ReadonlyMap<string, TokenKind> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
])

/** Cuts a selection into pieces. Never fails: what fits nowhere is the parser's to report. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let start = skipSpace(text, 0)
  while (start < text.length) {
    const token = readToken(text, start, tokens.at(-1)?.kind)
    tokens.push(token)
    start = skipSpace(text, token.end)
  }
  return tokens
}

/** What stands before a `+` tells whether it leads a term or follows one, and where `not` and `team:data` are values. */
function readToken(text: string, start: number, previous: TokenKind | undefined): Token {
  const isValue = previous === 'attribute' || previous === 'equals'
  const endsTerm = previous === 'word' || previous === 'quoted' || previous === 'close' || previous === 'down'
  for (const [kind, pattern] of isValue || endsTerm ? afterTerm : beforeTerm) {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    if (found === null) continue
    const said = found[1] ?? ''
    const meaning = kind === 'quoted' ? said.replaceAll(/\\(.)/gs, '$1') : said
    return { kind, text: meaning, start, end: pattern.lastIndex }
  }
  delimiter.lastIndex = start
  const end = delimiter.exec(text)?.index ?? text.length
  const word = text.slice(start, end)
  const keyword = isValue ? undefined : keywords.get(word.toLowerCase())
  return { kind: keyword ?? 'word', text: word, start, end }
}

function skipSpace(text: string, from: number): number {
  const space = /\s*/y
  space.lastIndex = from
  space.exec(text)
  return space.lastIndex
}
