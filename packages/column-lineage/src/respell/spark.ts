import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `exists(list, x -> ..)` under the name that other engines call it by: sqlparser-rs expects a query in the brackets. */
export function existsFunction(cursor: Cursor, index: number, edits: Edits): void {
  const [word, open, next] = [cursor.at(index), cursor.at(index + 1), cursor.at(index + 2)]
  if (!word || !isWord(word, 'EXISTS') || !isSymbol(open, '(') || isSymbol(next, '(')) return
  if (!isWord(next, 'SELECT', 'WITH', 'FROM', 'VALUES', 'TABLE')) edits.replace(word.start, word.end, 'any_match')
}

/** `INSERT .. PARTITION (..) IF NOT EXISTS` and `INSERT INTO t REPLACE WHERE ..`: which rows are kept in the target. */
export function insertConditions(cursor: Cursor, index: number, edits: Edits): void {
  const word = cursor.at(index)
  if (!word || !isWord(cursor.at(0), 'INSERT')) return
  const start = cursor.find(0, 'SELECT', 'WITH', 'FROM', 'VALUES')
  if (index > start) return
  const last = cursor.at(index + 2)
  if (isWord(word, 'IF') && isWord(cursor.at(index + 1), 'NOT') && last && isWord(last, 'EXISTS'))
    edits.remove(word.start, last.end)
  const end = cursor.at(start - 1)
  if (isWord(word, 'REPLACE') && isWord(cursor.at(index + 1), 'WHERE') && end) edits.remove(word.start, end.end)
}

/** `FROM t VERSION AS OF 3`, `TIMESTAMP AS OF '2024-01-01'`: the same columns of older rows. */
export function timeTravel(cursor: Cursor, index: number, edits: Edits): void {
  const word = cursor.at(index)
  const isTravel = isWord(word, 'VERSION', 'TIMESTAMP', 'SYSTEM_VERSION', 'SYSTEM_TIME')
  if (!word || !isTravel || !isWord(cursor.at(index + 1), 'AS') || !isWord(cursor.at(index + 2), 'OF')) return
  const isCall = cursor.at(index + 3)?.kind === 'word' && isSymbol(cursor.at(index + 4), '(')
  const last = cursor.at(isCall ? cursor.afterBrackets(index + 4) - 1 : index + 3)
  const before = cursor.at(index - 1)
  if (last) edits.remove(before && isWord(before, 'FOR') ? before.start : word.start, last.end)
}

/** `SELECT TRANSFORM (a, b) USING 'script' AS (p STRING, q)`: a function that makes several columns. */
export function transformUsing(cursor: Cursor, index: number, edits: Edits): void {
  if (!isWord(cursor.at(index), 'TRANSFORM') || !isSymbol(cursor.at(index + 1), '(')) return
  const using = cursor.afterBrackets(index + 1)
  const [word, script, as] = [cursor.at(using), cursor.at(using + 1), cursor.at(using + 2)]
  if (!word || !isWord(word, 'USING') || script?.kind !== 'string' || !isWord(as, 'AS')) return
  if (!isSymbol(cursor.at(using + 3), '(')) return
  edits.remove(word.start, script.end)
  for (const [from, to] of cursor.items(using + 4, cursor.find(using + 4))) {
    const [name, last] = [cursor.at(from), cursor.at(to - 1)]
    if (name && last && last.end > name.end) edits.remove(name.end, last.end)
  }
}
