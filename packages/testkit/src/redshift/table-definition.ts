import { RedshiftError } from './redshift-error.ts'
import { areWords, closing, isSymbol, isWord, listed, nameValue, type Token, tokensOf, word } from './sql-tokens.ts'

/**
 * A `create table` of Redshift as PostgreSQL takes it: without distribution, sorting and compression; with the lengths that
 * VARCHAR and TEXT have where none is given; with keys that are known and not enforced, as in Redshift.
 */
export function tableDefinition(tokens: readonly Token[]): readonly Token[] {
  const open = tokens.findIndex((token) => isSymbol(token, '(') || isWord(token, 'as', 'like'))
  const isList = isSymbol(tokens[open], '(') && !isLayout(tokens[open - 1])
  const end = isList ? closing(tokens, open) : open - 1
  const head = tokens.slice(0, isList ? open : 0)
  const columns = isList ? listed(tokens.slice(open + 1, end)) : []
  const names = columns.map(([first]) => (first ? nameValue(first) : ''))
  const rest = withoutLayout(tokens.slice(isList ? end + 1 : 0), names)
  if (!isList) return rest
  const kept = columns.flatMap((column) => keptColumn(column, names))
  const body = kept.flatMap((column, at) => (at === 0 ? column : [{ kind: 'symbol', text: ',' } as const, ...column]))
  return [...head, { kind: 'symbol', text: '(' }, ...body, { kind: 'symbol', text: ')' }, ...rest]
}

function isLayout(token: Token | undefined): boolean {
  return isWord(token, 'distkey', 'sortkey')
}

/** What follows the columns, up to a query. */
function withoutLayout(tokens: readonly Token[], names: readonly string[]): readonly Token[] {
  const kept: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]]
    if (!token) break
    if (isWord(token, 'as', 'select', 'with')) return [...kept, ...tokens.slice(at)]
    if (isWord(token, 'diststyle', 'backup', 'encode')) at += 1
    else if (isWord(token, 'compound', 'interleaved')) continue
    else if (isWord(token, 'sortkey') && isWord(next, 'auto')) at += 1
    else if (isLayout(token)) at = requireColumns(tokens, at + 1, names)
    else kept.push(token)
  }
  return kept
}

function requireColumns(tokens: readonly Token[], open: number, names: readonly string[]): number {
  const end = closing(tokens, open)
  for (const [column] of listed(tokens.slice(open + 1, end))) {
    if (names.length > 0 && column && !names.includes(nameValue(column))) {
      throw new RedshiftError(`column "${nameValue(column)}" named in key does not exist`, { state: '42703' })
    }
  }
  return end
}

/** Keys of several columns are left out. */
function keptColumn(tokens: readonly Token[], names: readonly string[]): readonly (readonly Token[])[] {
  const [first] = tokens
  if (isLayout(first)) {
    requireColumns(tokens, 1, names)
    return []
  }
  if (isWord(first, 'primary', 'unique', 'foreign', 'constraint', 'diststyle')) return []
  return [columnDefinition(tokens)]
}

/** A column as it stands in `create table` and `alter table ... add column`. */
export function columnDefinition(tokens: readonly Token[]): readonly Token[] {
  const [name] = tokens
  const kept: Token[] = name ? [name] : []
  refuseType(tokens)
  for (let at = 1; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]]
    if (!token) break
    if (isWord(token, 'encode')) at += 1
    else if (isLayout(token) || isWord(token, 'unique')) continue
    else if (areWords(tokens, at, 'primary', 'key')) {
      kept.push(word('not'), word('null'))
      at += 1
    } else if (isWord(token, 'references')) at = isSymbol(tokens[at + 2], '(') ? closing(tokens, at + 2) : at + 1
    else if (isWord(token, 'identity') && isSymbol(next, '(')) {
      const isAlways = !isWord(tokens[at - 1], 'as')
      kept.push(...identity(tokens.slice(at + 2, closing(tokens, at + 1)), isAlways))
      at = closing(tokens, at + 1)
    } else if (at === 1 && isWord(token, 'text', 'varchar', 'nvarchar') && !isSymbol(next, '('))
      kept.push(...tokensOf('varchar(256)'))
    else if (at === 1 && isWord(token, 'numeric', 'decimal') && !isSymbol(next, '('))
      kept.push(...tokensOf('numeric(18, 0)'))
    else kept.push(token)
  }
  return kept
}

function identity(bounds: readonly Token[], isAlways: boolean): readonly Token[] {
  const [start = '1', step = '1'] = listed(bounds).map((part) => part.map(({ text }) => text).join(''))
  const words = `identity (start with ${start} increment by ${step} minvalue ${start})`
  return tokensOf(isAlways ? `generated always as ${words}` : words)
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-datatypes.html */
const unsupported = new Set(
  `bytea bit uuid json jsonb xml money cidr inet macaddr tsvector tsquery serial bigserial smallserial serial4 serial8
  point box path polygon circle lseg`.split(/\s+/),
)

function refuseType([name, type, ...rest]: readonly Token[]): void {
  const isArray = rest.some((token) => isSymbol(token, '['))
  if (!name || !type || (!isArray && !unsupported.has(type.text.toLowerCase()))) return
  const spelled = `${type.text.toLowerCase()}${isArray ? '[]' : ''}`
  throw new RedshiftError(`Column "${nameValue(name)}" has unsupported type "${spelled}".`, { state: '0A000' })
}
