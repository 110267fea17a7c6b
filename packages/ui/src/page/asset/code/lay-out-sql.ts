import { tokensOf } from './tokens.ts'

/** Words that begin a part of a query. */
const begins = new Set([
  'from',
  'where',
  'group',
  'order',
  'having',
  'limit',
  'qualify',
  'union',
  'intersect',
  'except',
])
const joins = new Set(['inner', 'left', 'right', 'full', 'cross', 'natural', 'asof', 'join', 'lateral', 'outer'])

/** Lists of columns that are longer than this have a line for each column. */
const longest = 100

/**
 * A query that was built on one line, with a line for each of its parts; one that was written over lines stays as it is. Only
 * blanks are changed, and only where no bracket is open.
 */
export function layOutSql(sql: string): string {
  if (sql.trim().includes('\n')) return sql
  let depth = 0
  let wasJoin = false
  let isList = sql.length > longest
  let laidOut = ''
  for (const { kind, text } of tokensOf(sql, 'sql')) {
    const word = kind === 'keyword' ? text.toLowerCase() : ''
    const isJoin = joins.has(word)
    if (depth === 0 && word === 'from') isList = false
    const isPart = depth === 0 && (begins.has(word) || (isJoin && !wasJoin))
    if (isPart) laidOut = laidOut.replace(/ $/, '\n')
    laidOut += isList && kind === 'other' ? brokenAtCommas(text, depth) : text
    if (kind === 'other') depth += opened(text)
    if (kind !== 'other' || text.trim() !== '') wasJoin = isJoin
  }
  return laidOut
}

/** The commas of a list end lines; those between brackets do not. */
function brokenAtCommas(text: string, depth: number): string {
  let now = depth
  return text.replace(/[()]|, /g, (found) => {
    if (found !== ', ') now += opened(found)
    return found === ', ' && now === 0 ? ',\n  ' : found
  })
}

/** How many more brackets a text opens than it closes. */
function opened(text: string): number {
  return text.split('(').length - text.split(')').length
}
