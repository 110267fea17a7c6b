import { isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `FROM t WHERE ..` without a select list: `SELECT * FROM t WHERE ..` (DuckDB, BigQuery's pipes). */
export function addSelect(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'FROM') || !cursor.startsQuery(index)) return
  const next = cursor.find(index + 1, 'SELECT', '|>', 'UNION', 'EXCEPT', 'INTERSECT')
  if (!isWord(cursor.at(next), 'SELECT')) {
    edits.replace(token.start, token.end, `SELECT * ${cursor.text.slice(token.start, token.end)}`)
  }
}

/**
 * Spark's `FROM t SELECT a WHERE b` and `FROM t INSERT INTO u SELECT a INSERT INTO v SELECT b`: each part with the FROM
 * clause at its place, and several as so many statements.
 */
export function moveFrom(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'FROM') || !cursor.startsQuery(index)) return
  const first = cursor.find(index + 1, 'SELECT', 'INSERT', '|>')
  if (!isWord(cursor.at(first), 'SELECT', 'INSERT')) return
  const from = cursor.slice(index, first)
  const isInsert = isWord(cursor.at(first), 'INSERT')
  const end = isInsert ? cursor.tokens.length : cursor.find(first + 1, 'UNION', 'EXCEPT', 'INTERSECT')
  const start = isInsert ? cursor.at(0)?.start : token.start
  const last = cursor.at(end - 1)?.end
  if (start === undefined || last === undefined) return
  const before = isInsert ? cursor.slice(0, index) : ''
  const parts = isInsert ? insertsOf(cursor, first) : [[first, end] as const]
  edits.replace(
    start,
    last,
    parts.map(([start, end]) => `${before} ${rearranged(cursor, start, end, from)}`).join('; '),
  )
}

function insertsOf(cursor: Cursor, first: number): readonly (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = []
  for (let start = first; start < cursor.tokens.length; ) {
    const end = cursor.find(start + 1, 'INSERT')
    parts.push([start, end])
    start = Math.max(end, start + 1)
  }
  return parts
}

/** `INSERT .. SELECT list FROM t WHERE ..` of `INSERT .. SELECT list WHERE ..`. */
function rearranged(cursor: Cursor, start: number, end: number, from: string): string {
  const select = isWord(cursor.at(start), 'SELECT') ? start : cursor.find(start, 'SELECT')
  const rest = Math.min(end, cursor.findClause(select + 1))
  return `${cursor.slice(start, rest)} ${from} ${cursor.slice(rest, end)}`
}
