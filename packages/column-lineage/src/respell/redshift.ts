import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `FROM t, UNPIVOT t.object AS value AT key`: the parts of an object, as those of an array. */
export function unpivotedObject(cursor: Cursor, index: number, edits: Edits): void {
  const [word, next] = [cursor.at(index), cursor.at(index + 1)]
  const before = cursor.at(index - 1)
  if (!word || !isWord(word, 'UNPIVOT') || isSymbol(next, '(') || isWord(next, 'INCLUDE', 'EXCLUDE')) return
  if (isSymbol(before, ',') || isWord(before, 'FROM', 'JOIN')) edits.remove(word.start, word.end)
}

/** `UNLOAD ('SELECT ..') TO ..`: the query whose rows it writes into files. */
export function unload(cursor: Cursor, index: number, edits: Edits): void {
  const [word, query, last] = [cursor.at(index), cursor.at(2), cursor.tokens.at(-1)]
  if (index !== 0 || !word || !isWord(word, 'UNLOAD') || query?.kind !== 'string' || !last) return
  edits.replace(word.start, last.end, contentOf(query.text))
}

function contentOf(text: string): string {
  if (text.startsWith('$')) return text.replace(/^\$\w*\$/, '').replace(/\$\w*\$$/, '')
  return text.slice(1, -1).replaceAll("''", "'").replaceAll("\\'", "'")
}

/** Redshift's `APPROXIMATE COUNT(DISTINCT a)`. */
export function approximate(cursor: Cursor, index: number, edits: Edits): void {
  const word = cursor.at(index)
  if (!word || !isWord(word, 'APPROXIMATE')) return
  if (cursor.at(index + 1)?.kind === 'word' && isSymbol(cursor.at(index + 2), '(')) edits.remove(word.start, word.end)
}

/** `?` is a parameter. */
export function questionMark(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (token && isSymbol(token, '?')) edits.replace(token.start, token.end, '$1')
}

/** `DELETE t WHERE ..` without FROM. */
export function deleteWithoutFrom(cursor: Cursor, index: number, edits: Edits): void {
  const word = cursor.at(index)
  if (index === 0 && word && isWord(word, 'DELETE') && !isWord(cursor.at(1), 'FROM'))
    edits.replace(word.start, word.end, 'DELETE FROM')
}

/** `MERGE .. REMOVE DUPLICATES`: all columns of the target become those of the source. */
export function removeDuplicates(cursor: Cursor, index: number, edits: Edits): void {
  const [token, last] = [cursor.at(index), cursor.at(index + 1)]
  if (token && last && isWord(token, 'REMOVE') && isWord(last, 'DUPLICATES') && isWord(cursor.at(0), 'MERGE'))
    edits.replace(token.start, last.end, 'WHEN NOT MATCHED THEN INSERT (__star) VALUES (1)')
}
