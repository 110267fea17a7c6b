import { GoogleError } from '../google/google-error.ts'
import { quoted, textLiteral } from './data-types.ts'
import { closingIndex, isSymbol, isWord, keywordIndex, splitAt, type Token } from './sql-tokens.ts'
import { typeOf } from './translate-sql.ts'

/** What follows the name in ALTER TABLE, as statements of DuckDB, which takes one change each. `table` is its SQL. */
export function alterTable(table: string, tokens: readonly Token[]): string {
  return splitAt(tokens, ',')
    .map((action) => changeOf(table, action))
    .join('; ')
}

function changeOf(table: string, action: readonly Token[]): string {
  const [verb, noun] = action
  if (isWord(verb, 'SET')) return commentOn(`table ${table}`, descriptionIn(action.slice(1)))
  const isLenient = isWord(action[2], 'IF')
  const at = !isLenient ? 2 : isWord(verb, 'ADD') ? 5 : 4
  const name = quoted(action[at]?.text ?? '')
  const rest = action.slice(at + 1)
  if (isWord(verb, 'ALTER') && isWord(noun, 'COLUMN') && isWord(rest[0], 'SET') && isWord(rest[1], 'OPTIONS'))
    return commentOn(`column ${table}.${name}`, descriptionIn(rest.slice(1)))
  if (isWord(verb, 'DROP') && isWord(noun, 'COLUMN') && rest.length === 0)
    return `alter table ${table} drop column ${isLenient ? 'if exists ' : ''}${name}`
  if (isWord(verb, 'ADD') && isWord(noun, 'COLUMN')) {
    const { type, isRequired, description } = columnParts(rest)
    if (isRequired)
      throw new GoogleError(400, 'invalid', 'Adding a REQUIRED column to an existing table is not supported')
    const added = `alter table ${table} add column ${isLenient ? 'if not exists ' : ''}${name} ${type}`
    return description === undefined ? added : `${added}; ${commentOn(`column ${table}.${name}`, description)}`
  }
  const words = action.slice(0, 3).map(({ text }) => text)
  throw new GoogleError(400, 'invalidQuery', `This emulator does not run ALTER TABLE ... ${words.join(' ')} ...`)
}

/** What follows the name of a column where it is defined: `STRING NOT NULL OPTIONS(description = 'The ticker')`. */
export function columnParts(tokens: readonly Token[]): {
  readonly type: string
  readonly isRequired: boolean
  readonly description: string | undefined
} {
  if (keywordIndex(tokens, 'DEFAULT') >= 0) throw new GoogleError(400, 'invalidQuery', 'This emulator has no DEFAULT')
  const [not, options] = [keywordIndex(tokens, 'NOT'), keywordIndex(tokens, 'OPTIONS')]
  const end = [not, options].filter((index) => index >= 0)
  return {
    type: typeOf(tokens.slice(0, Math.min(tokens.length, ...end))),
    isRequired: not >= 0,
    description: options < 0 ? undefined : descriptionIn(tokens.slice(options)),
  }
}

/** The text of `OPTIONS(description = 'text')`, empty where there is none. Throws 400 `invalidQuery` for other options. */
export function descriptionIn(tokens: readonly Token[]): string {
  const close = isWord(tokens[0], 'OPTIONS') && isSymbol(tokens[1], '(') ? closingIndex(tokens, 1) : -1
  const [name, , value, ...more] = tokens.slice(2, close)
  if (close === tokens.length - 1 && name === undefined) return ''
  const isDescription = isWord(name, 'DESCRIPTION') && more.length === 0
  if (close === tokens.length - 1 && isDescription && (value?.kind === 'text' || isWord(value, 'NULL')))
    return value?.kind === 'text' ? value.text : ''
  throw new GoogleError(400, 'invalidQuery', 'This emulator has no OPTIONS but description')
}

/** DuckDB keeps descriptions as comments; it tells an empty one from none, and BigQuery does not. */
export function commentOn(what: string, description: string): string {
  return `comment on ${what} is ${description === '' ? 'null' : textLiteral(description)}`
}
