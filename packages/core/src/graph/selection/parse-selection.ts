import { didYouMean, nearestNames } from '../../keys/index.ts'
import { failSelection, type SelectionSpan } from './selection-error.ts'
import { assetStatuses, type SelectionNode, type SelectionPattern, selectionAttributes } from './selection-node.ts'
import { type Token, type TokenKind, tokenize } from './tokenize.ts'

/** A selection and, for errors, where in its text each term stands. */
export interface ParsedSelection {
  readonly text: string
  readonly node: SelectionNode
  readonly spans: ReadonlyMap<SelectionNode, SelectionSpan>
}

/**
 * Reads a selection into a frozen tree. The language, the loosest first (keywords in any case):
 *
 *     either   = both { ("or" | ",") both }
 *     both     = denied { "and" denied }
 *     denied   = { "not" } around
 *     around   = [ [depth] "+" ] term [ "+" [depth] ]
 *     term     = "(" either ")" | word | attribute ":" word | "tag:" word "=" word
 *     attribute = "key" | "group" | "kind" | "owner" | "tag" | "status"
 *
 * A word is anything without spaces, parentheses, commas, quotes, `+` and `=`; in quotes it may hold all of these, with
 * `\` before a quote or a `\`. Outside quotes `*` stands for any characters. What terms mean is told at `select`.
 * @throws SELECTION_INVALID with the text, a caret under the character and what was expected there.
 */
export function parseSelection(text: string): SelectionNode {
  return readSelection(text).node
}

/** Keeps hostile nesting from exhausting the stack. */
const deepest = 100

/** As `parseSelection`, with the positions. */
export function readSelection(text: string): ParsedSelection {
  return new SelectionParser(text).read()
}

class SelectionParser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #spans = new Map<SelectionNode, SelectionSpan>()
  #next = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  read(): ParsedSelection {
    const node = this.#either()
    this.#require('`and`, `or` or the end', 'end')
    return { text: this.#text, node, spans: this.#spans }
  }

  #either(): SelectionNode {
    return this.#chain('or', () => this.#both(), 'or', 'comma')
  }

  #both(): SelectionNode {
    return this.#chain('and', () => this.#denied(), 'and')
  }

  #chain(kind: 'and' | 'or', part: () => SelectionNode, ...separators: readonly TokenKind[]): SelectionNode {
    const first = part()
    const rest: SelectionNode[] = []
    while (this.#take(...separators)) rest.push(part())
    return rest.length === 0 ? first : Object.freeze({ kind, of: Object.freeze([first, ...rest]) })
  }

  #denied(): SelectionNode {
    if (!this.#take('not')) return this.#around()
    return this.#nested(() => Object.freeze({ kind: 'not', of: this.#denied() }))
  }

  #around(): SelectionNode {
    const up = depthOf(this.#take('up'))
    const of = this.#term()
    const down = depthOf(this.#take('down'))
    return up === 0 && down === 0 ? of : Object.freeze({ kind: 'around', of, up, down })
  }

  #term(): SelectionNode {
    if (this.#take('open')) {
      const inner = this.#nested(() => this.#either())
      this.#require('`and`, `or` or `)`', 'close')
      return inner
    }
    const attribute = this.#take('attribute')
    if (attribute !== undefined) return this.#attribute(attribute)
    const name = this.#require('a key, `group:` or the like, `not` or `(`', 'word', 'quoted')
    return this.#placed(Object.freeze({ kind: 'name', pattern: patternOf(name) }), name, name)
  }

  #attribute(head: Token): SelectionNode {
    const attribute = selectionAttributes.find((known) => known === head.text.toLowerCase())
    if (attribute === undefined) return this.#failUnknownAttribute(head)
    const word = this.#require(`a value after \`${attribute}:\``, 'word', 'quoted')
    if (attribute === 'status') this.#requireStatus(word)
    const term = { kind: 'attribute' as const, attribute, pattern: patternOf(word) }
    if (attribute !== 'tag' || !this.#take('equals')) return this.#placed(Object.freeze(term), head, word)
    const value = this.#require('the value of the tag', 'word', 'quoted')
    return this.#placed(Object.freeze({ ...term, value: patternOf(value) }), head, value)
  }

  #placed<N extends SelectionNode>(node: N, first: Token, last: Token): N {
    this.#spans.set(node, { start: first.start, end: last.end })
    return node
  }

  #nested<T>(inner: () => T): T {
    this.#depth += 1
    if (this.#depth > deepest) this.#fail(this.#peek(), `is nested more than ${deepest} deep`, 'Take some of it apart.')
    const result = inner()
    this.#depth -= 1
    return result
  }

  #peek(): Token {
    const end = this.#text.length
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', start: end, end }
  }

  #take(...kinds: readonly TokenKind[]): Token | undefined {
    const token = this.#peek()
    if (!kinds.includes(token.kind)) return undefined
    this.#next += 1
    return token
  }

  #require(expected: string, ...kinds: readonly TokenKind[]): Token {
    const token = this.#take(...kinds)
    return token ?? this.#failUnexpected(this.#peek(), expected)
  }

  #requireStatus(word: Token): void {
    if (assetStatuses.some((status) => status === word.text)) return
    const nearest = didYouMean(nearestNames(word.text, assetStatuses))
    this.#fail(word, `asks for the status \`${word.text}\`; there are ${quotedList(assetStatuses)}`, nearest)
  }

  #failUnknownAttribute(head: Token): never {
    const nearest = didYouMean(nearestNames(head.text, selectionAttributes).map((name) => `${name}:`))
    const known = quotedList(selectionAttributes.map((name) => `${name}:`))
    return this.#fail(head, `has the unknown attribute \`${head.text}:\`; there are ${known}`, nearest)
  }

  #failUnexpected(token: Token, expected: string): never {
    if (token.kind === 'unclosed') return this.#fail(token, 'has a quote that is not closed', 'Close it.')
    if (token.kind === 'end') {
      return this.#fail(token, `cannot be read: expected ${expected}, found the end`, 'Finish it; every asset is `*`.')
    }
    const found = this.#text.slice(token.start, token.end)
    const startsTerm = token.kind === 'word' || token.kind === 'quoted' || token.kind === 'open'
    const hint = startsTerm ? 'Put `and`, `or` or a comma between terms.' : 'Put words with odd characters in quotes.'
    return this.#fail(token, `cannot be read: expected ${expected}, found \`${found}\``, hint)
  }

  #fail(span: SelectionSpan, problem: string, hint: string | undefined): never {
    const message = `the selection ${problem}`
    return failSelection('SELECTION_INVALID', {
      text: this.#text,
      span: { start: span.start, end: span.end },
      message,
      hint,
    })
  }
}

/** The edges that a `+` asks for: none without it, all without a number. */
function depthOf(token: Token | undefined): number {
  if (token === undefined) return 0
  const depth = token.text === '' ? Infinity : Number(token.text)
  return Number.isSafeInteger(depth) ? depth : Infinity
}

function patternOf(token: Token): SelectionPattern {
  return Object.freeze({ text: token.text, glob: token.kind === 'word' && token.text.includes('*') })
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
