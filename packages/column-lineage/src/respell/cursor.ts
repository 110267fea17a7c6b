import { isSymbol, isWord, type Token } from '../scan/tokens.ts'

/** Words that start a clause after a select list or a FROM clause. */
const clauseStarts = [
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'LATERAL',
  'CLUSTER',
  'DISTRIBUTE',
  'SORT',
  'WINDOW',
  'QUALIFY',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'INSERT',
  'OFFSET',
]

/** Tokens of one statement, with the places of the statement's own text. */
export class Cursor {
  readonly text: string
  readonly tokens: readonly Token[]

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text
    this.tokens = tokens
  }

  at(index: number): Token | undefined {
    return this.tokens[index]
  }

  /** The text from one token up to another one. */
  slice(from: number, to: number): string {
    const start = this.tokens[from]?.start
    const end = this.tokens[to - 1]?.end
    return start === undefined || end === undefined || to <= from ? '' : this.text.slice(start, end)
  }

  /** The first of the words and symbols from here on that no bracket of its own encloses; else where the brackets around end. */
  find(from: number, ...words: readonly string[]): number {
    let depth = 0
    for (let index = from; index < this.tokens.length; index += 1) {
      const token = this.tokens[index]
      if (isSymbol(token, '(') || isSymbol(token, '[') || isSymbol(token, '{')) depth += 1
      else if (isSymbol(token, ')') || isSymbol(token, ']') || isSymbol(token, '}')) {
        if (depth === 0) return index
        depth -= 1
      } else if (depth === 0 && isOneOf(token, words)) return index
    }
    return this.tokens.length
  }

  /** Where the next clause of a query starts. */
  findClause(from: number): number {
    return this.find(from, ...clauseStarts)
  }

  /** The index after the bracket that closes the one here. */
  afterBrackets(open: number): number {
    return this.find(open + 1) + 1
  }

  /** Whether the innermost bracket around is one of these. */
  isIn(index: number, ...brackets: readonly string[]): boolean {
    let depth = 0
    for (let at = index - 1; at >= 0; at -= 1) {
      const token = this.tokens[at]
      if (isSymbol(token, ')') || isSymbol(token, ']') || isSymbol(token, '}')) depth += 1
      else if (isSymbol(token, '(') || isSymbol(token, '[') || isSymbol(token, '{')) {
        if (depth === 0) return brackets.includes(token?.text ?? '')
        depth -= 1
      }
    }
    return false
  }

  /** Whether a query may start here: at the start, in brackets, after AS, a WITH clause, a set operation, an INSERT. */
  startsQuery(index: number): boolean {
    const before = this.tokens[index - 1]
    if (before === undefined || isWord(before, 'AS', 'ALL', 'UNION', 'EXCEPT', 'INTERSECT')) return true
    if (isWord(before, 'NAME')) return isWord(this.tokens[index - 2], 'BY')
    if (isSymbol(before, '(')) return !isWord(this.tokens[index - 2], 'TRIM', 'EXTRACT', 'SUBSTRING', 'OVERLAY')
    if (!isSymbol(before, ')')) return this.#endsInsertTarget(index)
    const open = this.openOf(index - 1)
    return isWord(this.tokens[open - 1], 'AS', 'MATERIALIZED')
      ? this.#hasBefore(open, 'WITH')
      : this.#endsInsertTarget(open)
  }

  /** Whether `INSERT INTO name` stands right before. */
  #endsInsertTarget(index: number): boolean {
    return isWord(this.tokens[0], 'INSERT') && index < 9 && !this.#hasBefore(index, 'SELECT', 'FROM', 'VALUES', 'WITH')
  }

  #hasBefore(index: number, ...words: readonly string[]): boolean {
    return this.tokens.slice(0, index).some((token) => isWord(token, ...words))
  }

  /** The bracket that the one here closes. */
  openOf(close: number): number {
    let depth = 0
    for (let index = close; index >= 0; index -= 1) {
      if (isSymbol(this.tokens[index], ')')) depth += 1
      else if (isSymbol(this.tokens[index], '(')) depth -= 1
      if (depth === 0) return index
    }
    return 0
  }

  /** The items of a list up to an index, parted by commas. */
  items(from: number, to: number): readonly (readonly [from: number, to: number])[] {
    const items: (readonly [number, number])[] = []
    let start = from
    while (start < to) {
      const end = Math.min(to, this.find(start, ','))
      items.push([start, end])
      start = end + 1
    }
    return items
  }
}

/** Whether a token is one of some words and symbols. */
function isOneOf(token: Token | undefined, words: readonly string[]): boolean {
  return token?.kind === 'symbol' ? words.includes(token.text) : isWord(token, ...words)
}
