import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** What `CREATE TABLE .. AS` says of storage: `USING delta PARTITIONED BY (day)`, `BACKUP NO`. Spark needs no AS. */
export function createOptions(cursor: Cursor, index: number, edits: Edits): void {
  if (index !== 0 || !isWord(cursor.at(0), 'CREATE')) return
  let name = cursor.find(1, 'TABLE', 'VIEW') + 1
  while (isWord(cursor.at(name), 'IF', 'NOT', 'EXISTS')) name += 1
  let end = name + 1
  while (isSymbol(cursor.at(end), '.')) end += 2
  if (isSymbol(cursor.at(end), '(')) end = cursor.afterBrackets(end)
  let as = cursor.find(end, 'AS', 'SELECT', 'WITH')
  const isOther = () => isWord(cursor.at(as - 1), 'STORED') || isWord(cursor.at(as + 1), 'SCHEMA')
  while (as < cursor.tokens.length && isOther()) as = cursor.find(as + 1, 'AS', 'SELECT', 'WITH')
  const [first, last, start] = [cursor.at(end), cursor.at(as - 1), cursor.at(as)]
  if (!start || !isWord(start, 'AS', 'SELECT', 'WITH')) return
  if (end < as && first && last) edits.remove(first.start, last.end)
  if (!isWord(start, 'AS')) edits.replace(start.start, start.end, `AS ${cursor.slice(as, as + 1)}`)
}

/** What `CREATE MATERIALIZED VIEW` of BigQuery says of storage. */
export function viewOptions(cursor: Cursor, index: number, edits: Edits): void {
  if (isWord(cursor.at(index), 'CREATE') && isWord(cursor.at(cursor.find(1, 'VIEW') - 1), 'MATERIALIZED'))
    createOptions(cursor, index, edits)
}

/** `CREATE TABLE a COPY b` is CLONE to the columns. */
export function copiedTable(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (token && isWord(token, 'COPY') && isWord(cursor.at(0), 'CREATE') && index < 12)
    edits.replace(token.start, token.end, 'CLONE')
}
