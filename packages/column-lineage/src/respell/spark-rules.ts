import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `OVER (DISTRIBUTE BY a SORT BY b)` and `OVER (CLUSTER BY a)`: as PARTITION BY and ORDER BY. */
export function windowKeys(cursor: Cursor, index: number, edits: Edits): void {
  if (!isWord(cursor.at(index), 'OVER', 'AS') || !isSymbol(cursor.at(index + 1), '(')) return
  for (let at = index + 2; at < cursor.tokens.length; at += 1) {
    at = cursor.find(at, 'DISTRIBUTE', 'CLUSTER', 'SORT', 'SELECT')
    const token = cursor.at(at)
    if (!token || !isWord(token, 'DISTRIBUTE', 'CLUSTER', 'SORT')) return
    if (isWord(cursor.at(at + 1), 'BY'))
      edits.replace(token.start, token.end, isWord(token, 'SORT') ? 'ORDER' : 'PARTITION')
  }
}

/** `exists(list, x -> x > 1)`, which is no `EXISTS (SELECT ..)`. */
export function existsCall(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'EXISTS') || !isSymbol(cursor.at(index + 1), '(')) return
  const isQuery =
    isWord(cursor.at(index + 2), 'SELECT', 'WITH', 'FROM', 'VALUES', 'TABLE') || isSymbol(cursor.at(index + 2), '(')
  if (!isQuery) edits.replace(token.start, token.end, 'any_match')
}

/** `struct(*)`, the row as a struct. */
export function structOfAll(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (token && isWord(token, 'STRUCT') && isSymbol(cursor.at(index + 1), '(') && isSymbol(cursor.at(index + 2), '*'))
    edits.replace(token.start, token.end, 'to_row')
}

/** Which version of a table is read: `t VERSION AS OF 3`, `t TIMESTAMP AS OF '2024-01-01'`. */
export function timeTravel(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'VERSION', 'TIMESTAMP', 'SYSTEM_VERSION', 'SYSTEM_TIME')) return
  if (!isWord(cursor.at(index + 1), 'AS') || !isWord(cursor.at(index + 2), 'OF')) return
  const first = isWord(cursor.at(index - 1), 'FOR') ? cursor.at(index - 1) : token
  const last = cursor.at(index + 3)
  if (first && last && (last.kind === 'string' || last.kind === 'number')) edits.remove(first.start, last.end)
}

/** `INSERT .. PARTITION (day = 1) IF NOT EXISTS` and `INSERT INTO t REPLACE WHERE day = 1`: which rows make place. */
export function insertOptions(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(cursor.at(0), 'INSERT', 'WITH')) return
  const isReplace = isWord(token, 'REPLACE') && isWord(cursor.at(index + 1), 'WHERE')
  const isUnless = isWord(token, 'IF') && isWord(cursor.at(index + 1), 'NOT') && isSymbol(cursor.at(index - 1), ')')
  const end = isReplace ? cursor.find(index, 'SELECT', 'WITH', 'VALUES', 'TABLE') : isUnless ? index + 3 : index
  const last = end > index ? cursor.at(end - 1) : undefined
  if (last) edits.remove(token.start, last.end)
}

/** `UPDATE SET *` and `INSERT *` in a MERGE. */
export function mergeStar(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isSymbol(token, '*') || !isWord(cursor.at(0), 'MERGE', 'WITH')) return
  if (isWord(cursor.at(index - 1), 'SET')) edits.replace(token.start, token.end, '__star = 1')
  if (isWord(cursor.at(index - 1), 'INSERT')) edits.replace(token.start, token.end, '(__star) VALUES (1)')
}

/** `INSERT INTO t PARTITION (day = 1) (a, b) SELECT ..`: the columns before the partition. */
export function columnsAfterPartition(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'PARTITION') || !isWord(cursor.at(0), 'INSERT') || !isSymbol(cursor.at(index + 1), '('))
    return
  const open = cursor.afterBrackets(index + 1)
  if (!isSymbol(cursor.at(open), '(') || isWord(cursor.at(open + 1), 'SELECT', 'WITH', 'VALUES', 'FROM')) return
  const close = cursor.afterBrackets(open)
  edits.replace(token.start, token.end, `${cursor.slice(open, close)} PARTITION`)
  edits.remove(cursor.at(open)?.start ?? token.end, cursor.at(close - 1)?.end ?? token.end)
}
