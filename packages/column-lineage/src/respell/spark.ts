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

/** `struct(*)`, the row as a struct. */
export function structOfAll(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (token && isWord(token, 'STRUCT') && isSymbol(cursor.at(index + 1), '(') && isSymbol(cursor.at(index + 2), '*'))
    edits.replace(token.start, token.end, 'to_row')
}

/** `CROSS JOIN b ON ..`: a join as others. */
export function crossJoinOn(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'CROSS') || !isWord(cursor.at(index + 1), 'JOIN')) return
  const end = Math.min(cursor.findClause(index + 2), cursor.find(index + 2, 'ON', 'USING', 'JOIN', ','))
  if (isWord(cursor.at(end), 'ON', 'USING')) edits.replace(token.start, token.end, 'INNER')
}

/** `MERGE WITH SCHEMA EVOLUTION INTO ..`: columns that only the source has are added. */
export function schemaEvolution(cursor: Cursor, index: number, edits: Edits): void {
  const [first, last] = [cursor.at(1), cursor.at(3)]
  if (index === 0 && first && last && isEvolving(cursor)) edits.remove(first.start, last.end)
}

function isEvolving(cursor: Cursor): boolean {
  return isWord(cursor.at(0), 'MERGE') && isWord(cursor.at(1), 'WITH') && isWord(cursor.at(2), 'SCHEMA')
}

/** `UPDATE SET *` and `INSERT *` in a MERGE. */
export function mergeStar(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isSymbol(token, '*') || !isWord(cursor.at(0), 'MERGE', 'WITH')) return
  const marker = isEvolving(cursor) ? '__star_adding' : '__star'
  if (isWord(cursor.at(index - 1), 'SET')) edits.replace(token.start, token.end, `${marker} = 1`)
  if (isWord(cursor.at(index - 1), 'INSERT')) edits.replace(token.start, token.end, `(${marker}) VALUES (1)`)
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
