/** What a piece of code is, for its colour. */
export type TokenKind = 'comment' | 'string' | 'number' | 'keyword' | 'name' | 'other'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

export type Language = 'typescript' | 'sql' | 'plain'

const words = {
  typescript:
    'abstract as async await break case catch class const continue default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace new null of private readonly return satisfies set static super switch this throw true try type typeof undefined unknown using void while yield',
  sql: 'all and any as asc asof between by case cast create cross current date delete desc distinct else end except exists extract false filter first following from full group having if ilike in inner insert intersect interval into is join last lateral left like limit natural not null nulls offset on or order outer over partition preceding qualify range recursive replace right row rows select set some table then timestamp true unbounded union unnest update using values when where window with',
} as const

const keywords = {
  typescript: new Set(words.typescript.split(' ')),
  sql: new Set(words.sql.split(' ')),
  plain: new Set<string>(),
} as const satisfies Record<Language, ReadonlySet<string>>

/** Comments, strings, numbers and words. What is not closed goes on until the end, so that no text is ever lost. */
const patterns = {
  typescript:
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[\s\S]|[^`\\])*`?)|(?<number>\b\d[\w.]*)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)/gu,
  sql: /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:''|[^'])*'?|"(?:""|[^"])*"?|\$\$[\s\S]*?(?:\$\$|$))|(?<number>\b\d[\w.]*)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)/gu,
} as const

/** The lines of a text, each in pieces of one kind. */
export function linesOf(text: string, language: Language): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]]
  for (const { kind, text: piece } of tokensOf(text, language)) {
    for (const [index, line] of piece.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (line !== '') lines.at(-1)?.push({ kind, text: line })
    }
  }
  return lines
}

/** A text in pieces of one kind, which put together are the text. */
export function tokensOf(text: string, language: Language): readonly Token[] {
  if (language === 'plain') return [{ kind: 'other', text }]
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(patterns[language])) {
    if (match.index > end) tokens.push({ kind: 'other', text: text.slice(end, match.index) })
    tokens.push({ kind: kindOf(match.groups ?? {}, language), text: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length) tokens.push({ kind: 'other', text: text.slice(end) })
  return tokens
}

function kindOf({ comment, string, number, word }: Partial<Record<string, string>>, language: Language): TokenKind {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (number !== undefined) return 'number'
  return keywords[language].has(language === 'sql' ? (word?.toLowerCase() ?? '') : (word ?? '')) ? 'keyword' : 'name'
}

/** The language of a file by its name. */
export function languageOf(file: string): Language {
  if (/\.[cm]?[jt]sx?$/.test(file)) return 'typescript'
  return file.endsWith('.sql') ? 'sql' : 'plain'
}
