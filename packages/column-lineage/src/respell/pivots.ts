import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

const ends = ['ORDER', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT', 'OFFSET']

/** DuckDB's statements `PIVOT t ON ..` and `UNPIVOT t ON ..`, written as the operators that SQL has. */
export function respellPivot(cursor: Cursor, index: number, edits: Edits): void {
  const isPivot = isWord(cursor.at(index), 'PIVOT', 'PIVOT_WIDER')
  if (!isPivot && !isWord(cursor.at(index), 'UNPIVOT', 'PIVOT_LONGER')) return
  if (!cursor.startsQuery(index) || (isSymbol(cursor.at(index - 1), ')') && isSymbol(cursor.at(index + 1), '('))) return
  const on = cursor.find(index + 1, 'ON')
  const start = cursor.at(index)?.start
  if (!isWord(cursor.at(on), 'ON') || start === undefined) return
  const source = cursor.slice(index + 1, on)
  const made = isPivot ? pivot(cursor, source, on) : unpivot(cursor, source, on)
  const end = cursor.at(made.end - 1)?.end
  if (end !== undefined) edits.replace(start, end, made.text)
}

/** `PIVOT (sum(a) FOR x IN (1, 2) y IN (3, 4) GROUP BY g)`: several keys, which SQL has as one row of them. */
export function respellPivotKeys(cursor: Cursor, index: number, edits: Edits): void {
  if (!isWord(cursor.at(index), 'FOR') || !cursor.isIn(index, '(')) return
  const close = cursor.find(index)
  const keys: (readonly [from: number, to: number])[] = []
  let end = index + 1
  while (end < close && !isWord(cursor.at(end), 'GROUP')) {
    const list = cursor.find(end, 'IN')
    if (!isWord(cursor.at(list), 'IN') || !isSymbol(cursor.at(list + 1), '(')) return
    keys.push([end, cursor.afterBrackets(list + 1)])
    end = cursor.afterBrackets(list + 1)
  }
  const [word, last] = [cursor.at(index), cursor.at(close - 1)]
  if (!word || !last || (keys.length === 1 && end === close)) return
  const group = end < close ? `, __group_by(${cursor.slice(end + 2, close)}) ` : ''
  edits.replace(word.start, last.end, `${group}${keysOf(keys.map(([from, to]) => keyOf(cursor, from, to)))}`)
}

interface Made {
  readonly text: string
  /** The index after the last token. */
  readonly end: number
}

function pivot(cursor: Cursor, source: string, on: number): Made {
  const using = cursor.find(on + 1, 'USING', 'GROUP', ...ends)
  const group = isWord(cursor.at(using), 'USING') ? cursor.find(using + 1, 'GROUP', ...ends) : using
  const end = isWord(cursor.at(group), 'GROUP') ? cursor.find(group + 2, ...ends) : group
  const aggregates = group > using ? cursor.slice(using + 1, group) : 'count(*)'
  const marker = end > group ? `, __group_by(${cursor.slice(group + 2, end)})` : ''
  const keys = cursor.items(on + 1, using).map(([from, to]) => keyOf(cursor, from, to))
  return { text: `SELECT * FROM ${source} PIVOT (${aggregates}${marker} ${keysOf(keys)})`, end }
}

interface Key {
  readonly name: string
  readonly values: readonly string[] | undefined
}

function keysOf(keys: readonly Key[]): string {
  const names = keys.map(({ name }) => name)
  const values = keys.every(({ values }) => values) ? crossed(keys.map(({ values }) => values ?? [])) : ['ANY']
  return `FOR ${names.length > 1 ? `(${names.join(', ')})` : names[0]} IN (${values.join(', ')})`
}

/** `key IN ('a', 'b')`. */
function keyOf(cursor: Cursor, from: number, to: number): Key {
  const list = Math.min(to, cursor.find(from, 'IN'))
  const name = cursor.slice(from, list)
  if (list === to) return { name, values: undefined }
  const items = cursor.items(list + 2, cursor.afterBrackets(list + 1) - 1)
  return { name, values: items.map(([start, end]) => cursor.slice(start, end)) }
}

/** Each value of the first key with each of the next one. */
function crossed(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists
  const rows = others.reduce<readonly (readonly string[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    first.map((value) => [value]),
  )
  return lists.length > 1 ? rows.map((row) => `(${row.join(', ')})`) : first
}

function unpivot(cursor: Cursor, source: string, on: number): Made {
  const end = cursor.find(on + 1, ...ends)
  const into = Math.min(end, cursor.find(on + 1, 'INTO'))
  const isNamed = isWord(cursor.at(into + 1), 'NAME')
  const value = isNamed ? cursor.find(into + 1, 'VALUE') : end
  const values = cursor.items(value + 1, end).map(([from, to]) => cursor.slice(from, to))
  const made = values.length > 1 ? `(${values.join(', ')})` : (values[0] ?? 'value')
  const name = isNamed ? cursor.slice(into + 2, value) : 'name'
  return { text: `SELECT * FROM ${source} UNPIVOT (${made} FOR ${name} IN (${cursor.slice(on + 1, into)}))`, end }
}
