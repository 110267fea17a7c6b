import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `SAFE.SUBSTR(a, 1)`: null where the function would fail. */
export function safePrefix(cursor: Cursor, index: number, edits: Edits): void {
  const [word, dot] = [cursor.at(index), cursor.at(index + 1)]
  if (word && dot && isWord(word, 'SAFE') && isSymbol(dot, '.') && isSymbol(cursor.at(index + 3), '('))
    edits.remove(word.start, dot.end)
}

/** The pipe operators DISTINCT and WINDOW are a SELECT (whose first item says so) and an EXTEND; GROUP AND ORDER BY sorts by the keys as well. */
export function pipeOperators(cursor: Cursor, index: number, edits: Edits): void {
  const [word, before] = [cursor.at(index), cursor.at(index - 1)]
  if (!word) return
  const isPiped = isSymbol(before, '|>')
  if (isPiped && isWord(word, 'DISTINCT')) edits.replace(word.start, word.end, 'SELECT __distinct, *')
  const isSelect = isWord(before, 'SELECT') && isSymbol(cursor.at(index - 2), '|>')
  if (isSelect && isWord(word, 'DISTINCT')) edits.replace(word.start, word.end, '__distinct,')
  if (isPiped && isWord(word, 'WINDOW')) edits.replace(word.start, word.end, 'EXTEND')
  const [order, by] = [cursor.at(index + 2), cursor.at(index + 3)]
  if (!isWord(word, 'GROUP') || !isWord(cursor.at(index + 1), 'AND') || !isWord(order, 'ORDER') || !by) return
  edits.replace(word.start, by.end, 'GROUP BY')
  for (const [, to] of cursor.items(index + 4, cursor.find(index + 4, '|>'))) {
    const last = cursor.at(to - 1)
    if (last && !isWord(last, 'ASC', 'DESC')) edits.replace(last.start, last.end, `${cursor.slice(to - 1, to)} ASC`)
  }
}

/**
 * BigQuery's `ARRAY<STRUCT<a INT64, b STRING>>[(1, 'x')]`, which sqlparser-rs takes for a comparison: without the type, and
 * with the names that it gives to the fields at each of them.
 */
export function typedArray(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'ARRAY') || !isSymbol(cursor.at(index + 1), '<')) return
  const open = afterType(cursor, index + 1)
  if (!isSymbol(cursor.at(open), '[')) return
  const typeEnd = cursor.at(open - 1)?.end ?? token.end
  edits.remove(token.start, typeEnd)
  if (!isWord(cursor.at(index + 2), 'STRUCT') || !isSymbol(cursor.at(index + 3), '<')) return
  const names = fieldNames(cursor, index + 3, afterType(cursor, index + 3) - 1)
  for (const [from] of cursor.items(open + 1, cursor.afterBrackets(open) - 1)) nameFields(cursor, from, names, edits)
}

/** `FULL OUTER UNION ALL BY NAME` keeps all columns, as UNION BY NAME is read. */
export function fullUnion(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'FULL')) return
  const last = isWord(cursor.at(index + 1), 'OUTER') ? index + 1 : index
  if (isWord(cursor.at(last + 1), 'UNION')) edits.remove(token.start, cursor.at(last)?.end ?? token.end)
}

/** The index after the bracket that closes the type here. */
function afterType(cursor: Cursor, open: number): number {
  let depth = 0
  for (let index = open; index < cursor.tokens.length; index += 1) {
    if (isSymbol(cursor.at(index), '<')) depth += 1
    else if (isSymbol(cursor.at(index), '>')) depth -= 1
    if (depth === 0) return index + 1
  }
  return cursor.tokens.length
}

/** The names of a struct's fields, from its `<` to its `>`; undefined for one without. */
function fieldNames(cursor: Cursor, open: number, close: number): readonly (string | undefined)[] {
  const names: (string | undefined)[] = []
  let start = open + 1
  let depth = 0
  for (let index = start; index <= close; index += 1) {
    const token = cursor.at(index)
    if (isSymbol(token, '<') || isSymbol(token, '(')) depth += 1
    else if ((isSymbol(token, ',') || index === close) && depth === 0) {
      const isNamed = index - start > 1 && !isSymbol(cursor.at(start + 1), '<') && !isSymbol(cursor.at(start + 1), '(')
      names.push(isNamed ? cursor.slice(start, start + 1) : undefined)
      start = index + 1
    } else if (isSymbol(token, '>') || isSymbol(token, ')')) depth -= 1
  }
  return names
}

/** `(1, 'x')` and `STRUCT(1, 'x')` as `STRUCT(1 AS a, 'x' AS b)`. */
function nameFields(cursor: Cursor, from: number, names: readonly (string | undefined)[], edits: Edits): void {
  const isStruct = isWord(cursor.at(from), 'STRUCT')
  const open = isStruct ? from + 1 : from
  const bracket = cursor.at(open)
  if (!bracket || !isSymbol(bracket, '(')) return
  if (!isStruct) edits.replace(bracket.start, bracket.start, 'STRUCT')
  for (const [place, [start, end]] of cursor.items(open + 1, cursor.afterBrackets(open) - 1).entries()) {
    const last = cursor.at(end - 1)
    const name = names[place]
    if (last && name !== undefined && !isWord(cursor.at(cursor.find(start, 'AS')), 'AS'))
      edits.replace(last.end, last.end, ` AS ${name}`)
  }
}
