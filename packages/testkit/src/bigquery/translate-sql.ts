import { GoogleError } from '../google/google-error.ts'
import { quoted, scalarType, textLiteral } from './data-types.ts'
import { partOf, writeCall } from './sql-functions.ts'
import { closingIndex, isSymbol, isWord, keywordIndex, splitAt, type Token } from './sql-tokens.ts'

/** What a translation must know of its query. */
export interface Names {
  readonly projectId: string
  /** A parameter's value as DuckDB's SQL, by its name or its place. Throws 400 where there is none. */
  readonly parameter: (name: string | number) => string
}

/** Words that stand before a bracket without being functions. */
const beforeBracket = wordsOf(`all and any as between by case cross distinct else except exists from having in insert
  intersect join like limit not offset on or over partition qualify replace select set then union using values when where
  with`)

/** Words that may come after a table, and are no alias of it. */
const afterTable = wordsOf(`on using where group order having limit join left right full inner cross union except
  intersect when qualify with`)

/** Types that may stand before a quoted literal: DATE '2026-01-02'. */
const literalTypes = ['DATE', 'DATETIME', 'TIME', 'TIMESTAMP', 'NUMERIC', 'BIGNUMERIC', 'JSON'] as const

/** Translates expressions and queries of GoogleSQL to DuckDB's SQL, piece by piece. */
export class Translation {
  readonly #names: Names
  #positions = 0

  constructor(names: Names) {
    this.#names = names
  }

  /** Throws 400 `invalidQuery` for what has no translation. */
  translate(tokens: readonly Token[]): string {
    const written: string[] = []
    for (let at = 0; at < tokens.length; ) {
      const { sql, next } = this.#piece(tokens, at)
      written.push(sql)
      at = next
    }
    return written.join(' ')
  }

  /** A table's name, as it stands at the start of the tokens. */
  path(tokens: readonly Token[], at = 0): { readonly parts: readonly string[]; readonly next: number } {
    const parts: string[] = []
    let next = at
    for (;;) {
      const token = tokens[next]
      if (token?.kind === 'name') parts.push(...token.text.split('.'))
      else if (token?.kind === 'word') parts.push(token.text)
      else throw new GoogleError(400, 'invalidQuery', `Syntax error: Unexpected "${token?.text ?? 'end of statement'}"`)
      next += 1
      const goesOn =
        isSymbol(tokens[next], '.') && (tokens[next + 1]?.kind === 'word' || tokens[next + 1]?.kind === 'name')
      if (!goesOn) return { parts: this.#withoutProject(parts, token.kind === 'name'), next }
      next += 1
    }
  }

  #piece(tokens: readonly Token[], at: number): Piece {
    const token = tokens[at]
    const next = at + 1
    switch (token?.kind) {
      case 'text':
        return { sql: textLiteral(token.text), next }
      case 'bytes':
        return { sql: `unhex('${Buffer.from(token.text, 'latin1').toString('hex')}')`, next }
      case 'number':
        return { sql: numberOf(token.text), next }
      case 'parameter':
        return { sql: this.#names.parameter(token.text), next }
      case 'position':
        this.#positions += 1
        return { sql: this.#names.parameter(this.#positions), next }
      case 'word':
      case 'name':
        return this.#worded(tokens, at)
      default:
        return { sql: token?.text ?? '', next }
    }
  }

  #worded(tokens: readonly Token[], at: number): Piece {
    const { parts, next } = this.path(tokens, at)
    const [word = ''] = parts
    const isAlone = parts.length === 1 && tokens[at]?.kind === 'word'
    if (!isAlone) {
      if (isSymbol(tokens[next], '(')) return this.#call(parts.join('.'), tokens, next)
      return { sql: parts.map(quoted).join('.'), next }
    }
    return (
      this.#phrase(tokens, at) ??
      (isSymbol(tokens[next], '(') && !beforeBracket.has(word.toLowerCase())
        ? this.#call(word, tokens, next)
        : { sql: word, next })
    )
  }

  /** Phrases of several words that DuckDB writes otherwise. */
  #phrase(tokens: readonly Token[], at: number): Piece | undefined {
    const [token, after] = [tokens[at], tokens[at + 1]]
    if (isWord(token, 'EXCEPT') && isSymbol(tokens[at - 1], '*')) return { sql: 'exclude', next: at + 1 }
    if (isWord(token, 'EXCEPT', 'UNION', 'INTERSECT') && isWord(after, 'DISTINCT')) {
      return { sql: token?.text ?? '', next: at + 2 }
    }
    if (isWord(token, 'INTERVAL')) return this.#interval(tokens, at)
    if (isSymbol(after, '(')) return this.#bracketed(tokens, at)
    if (isWord(token, ...literalTypes) && after?.kind === 'text') {
      return { sql: `cast(${textLiteral(after.text)} as ${scalarType(token?.text ?? '')})`, next: at + 2 }
    }
    return undefined
  }

  /** Calls whose brackets hold more than arguments. */
  #bracketed(tokens: readonly Token[], at: number): Piece | undefined {
    const [token] = tokens.slice(at)
    if (isWord(token, 'UNNEST')) return this.#unnest(tokens, at)
    if (isWord(token, 'CAST', 'SAFE_CAST')) return this.#cast(tokens, at)
    if (isWord(token, 'EXTRACT')) return this.#extract(tokens, at)
    return isWord(token, 'STRUCT') ? this.#struct(tokens, at) : undefined
  }

  #call(name: string, tokens: readonly Token[], open: number): Piece {
    const close = closingIndex(tokens, open)
    const inner = tokens.slice(open + 1, close)
    const given = () => {
      const parts = inner.length === 0 ? [] : splitAt(inner, ',')
      return parts.map((part) => ({ tokens: part, sql: this.translate(part) }))
    }
    return { sql: writeCall(name, { inside: () => this.translate(inner), given }), next: close + 1 }
  }

  #cast(tokens: readonly Token[], at: number): Piece {
    const close = closingIndex(tokens, at + 1)
    const inner = tokens.slice(at + 2, close)
    const as = keywordIndex(inner, 'AS')
    const keyword = isWord(tokens[at], 'SAFE_CAST') ? 'try_cast' : 'cast'
    const sql = `${keyword}(${this.translate(inner.slice(0, as))} as ${typeOf(inner.slice(as + 1))})`
    return { sql, next: close + 1 }
  }

  #extract(tokens: readonly Token[], at: number): Piece {
    const close = closingIndex(tokens, at + 1)
    const inner = tokens.slice(at + 2, close)
    const from = keywordIndex(inner, 'FROM')
    const part = partOf('EXTRACT', { tokens: inner.slice(0, from) })
    return { sql: `extract(${part} from ${this.translate(inner.slice(from + 1))})`, next: close + 1 }
  }

  /** `STRUCT(1 AS a, b)`: a member without a name is called as the column that it is. */
  #struct(tokens: readonly Token[], at: number): Piece {
    const close = closingIndex(tokens, at + 1)
    const members = splitAt(tokens.slice(at + 2, close), ',').map((member) => {
      const as = keywordIndex(member, 'AS')
      const name = as < 0 ? member.at(-1) : member[as + 1]
      return `${quoted(name?.text ?? '')} := ${this.translate(as < 0 ? member : member.slice(0, as))}`
    })
    return { sql: `struct_pack(${members.join(', ')})`, next: close + 1 }
  }

  #interval(tokens: readonly Token[], at: number): Piece {
    const isBracketed = isSymbol(tokens[at + 1], '(')
    const end = isBracketed ? closingIndex(tokens, at + 1) + 1 : at + (isSymbol(tokens[at + 1], '-') ? 3 : 2)
    const amount = this.translate(tokens.slice(at + 1, end))
    const unit = partOf('INTERVAL', { tokens: tokens.slice(end, end + 1) })
    return { sql: `(interval (${amount}) ${unit})`, next: end + 1 }
  }

  /** Names what comes out of an array as BigQuery does: the alias is the element, not the table. */
  #unnest(tokens: readonly Token[], at: number): Piece {
    const close = closingIndex(tokens, at + 1)
    const array = `unnest(${this.translate(tokens.slice(at + 2, close))})`
    if (isWord(tokens[at - 1], 'IN')) return { sql: `(select ${array})`, next: close + 1 }
    const named = isWord(tokens[close + 1], 'AS') ? close + 2 : close + 1
    const alias = tokens[named]
    const isAlias =
      alias?.kind === 'name' ||
      (alias?.kind === 'word' && (named === close + 2 || !afterTable.has(alias.text.toLowerCase())))
    if (!isAlias) return { sql: array, next: close + 1 }
    return { sql: `${array} as ${quoted(alias.text)}(${quoted(alias.text)})`, next: named + 1 }
  }

  /** There is one project: another one's tables are not here. */
  #withoutProject(parts: readonly string[], isQuoted: boolean): readonly string[] {
    const [project, ...rest] = parts
    if (parts.some((part) => part.toUpperCase() === 'INFORMATION_SCHEMA')) {
      throw new GoogleError(400, 'invalidQuery', 'This emulator has no INFORMATION_SCHEMA')
    }
    if (rest.length < 2) return parts
    if (project === this.#names.projectId) return rest
    if (!isQuoted) return parts
    throw new GoogleError(
      404,
      'notFound',
      `Not found: Project ${project}; this emulator has ${this.#names.projectId} alone`,
    )
  }
}

/** A number with a point is FLOAT64, but a DECIMAL to DuckDB, which has no hexadecimal ones. */
function numberOf(text: string): string {
  if (/^0x/i.test(text)) return String(BigInt(text))
  return /^\d+$|e/i.test(text) ? text : `${text}e0`
}

interface Piece {
  readonly sql: string
  /** The token that comes after it. */
  readonly next: number
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/))
}

/** A type as it stands in CAST and in definitions of columns: `NUMERIC(10, 2)`, `ARRAY<INT64>`. */
export function typeOf(tokens: readonly Token[]): string {
  const [name, open] = tokens
  const inner = tokens.slice(2, -1)
  if (isWord(name, 'ARRAY') && isSymbol(open, '<')) return `${typeOf(inner)}[]`
  if (isWord(name, 'STRUCT') && isSymbol(open, '<')) {
    const fields = splitAt(inner, ',').map(([field, ...type]) => `${quoted(field?.text ?? '')} ${typeOf(type)}`)
    return `struct(${fields.join(', ')})`
  }
  if (name?.kind !== 'word')
    throw new GoogleError(400, 'invalidQuery', `Syntax error: Unexpected "${name?.text ?? ')'}"`)
  const [precision, scale] = splitAt(inner, ',').map(([digits]) => (digits ? Number(digits.text) : undefined))
  return scalarType(name.text, precision, scale)
}
