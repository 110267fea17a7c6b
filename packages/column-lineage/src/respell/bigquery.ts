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
