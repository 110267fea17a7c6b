import { isSymbol, isWord } from '../scan/tokens.ts'
import type { Cursor } from './cursor.ts'
import type { Edits } from './edits.ts'

/** `a ** b` is `a ^ b`. */
export function power(cursor: Cursor, index: number, edits: Edits): void {
  const [first, second] = [cursor.at(index), cursor.at(index + 1)]
  if (first && second && isSymbol(first, '*') && isSymbol(second, '*') && first.end === second.start)
    edits.replace(first.start, second.end, '^')
}

/** `f(*COLUMNS(..))` in the brackets of a function that the front end knows. */
export function unpacked(cursor: Cursor, index: number, edits: Edits): void {
  const [star, word] = [cursor.at(index), cursor.at(index + 1)]
  if (!star || !word || !isSymbol(star, '*') || !isWord(word, 'COLUMNS')) return
  const before = cursor.at(index - 1)
  const last = cursor.at(cursor.afterBrackets(index + 2) - 1)
  if (last && (isSymbol(before, '(') || isSymbol(before, ',')))
    edits.replace(star.start, last.end, `__unpack(${cursor.text.slice(word.start, last.end)})`)
}

/** `sum(a) FILTER (b > 0)` without WHERE. */
export function filterWithoutWhere(cursor: Cursor, index: number, edits: Edits): void {
  const open = cursor.at(index + 1)
  if (!open || !isWord(cursor.at(index), 'FILTER') || !isSymbol(open, '(')) return
  if (isSymbol(cursor.at(index - 1), ')') && !isWord(cursor.at(index + 2), 'WHERE'))
    edits.replace(open.start, open.end, '(WHERE ')
}

/** `lag(a IGNORE NULLS)`: which rows count, not which columns. */
export function nullsInBrackets(cursor: Cursor, index: number, edits: Edits): void {
  const [word, nulls, next] = [cursor.at(index), cursor.at(index + 1), cursor.at(index + 2)]
  if (word && nulls && isWord(word, 'IGNORE', 'RESPECT') && isWord(nulls, 'NULLS') && isSymbol(next, ')'))
    edits.remove(word.start, nulls.end)
}

/** A comma after the last item of a list. */
export function lastComma(cursor: Cursor, index: number, edits: Edits): void {
  const [comma, next] = [cursor.at(index), cursor.at(index + 1)]
  if (
    comma &&
    isSymbol(comma, ',') &&
    (next === undefined || isSymbol(next, ')') || isWord(next, 'WHERE', 'GROUP', 'ORDER'))
  )
    edits.remove(comma.start, comma.end)
}

/** `EXCLUDE CURRENT ROW` of a frame: which rows count, not which columns. */
export function frameExclusion(cursor: Cursor, index: number, edits: Edits): void {
  const [word, what, last] = [cursor.at(index), cursor.at(index + 1), cursor.at(index + 2)]
  if (!word || !what || !isWord(word, 'EXCLUDE') || !isWord(what, 'CURRENT', 'GROUP', 'TIES', 'NO')) return
  const end = isWord(last, 'ROW', 'OTHERS') ? last?.end : what.end
  edits.remove(word.start, end ?? what.end)
}

/** `SET VARIABLE a = (SELECT ..)`: as a variable of a script. */
export function setVariable(cursor: Cursor, index: number, edits: Edits): void {
  const word = cursor.at(1)
  if (index === 0 && word && isWord(cursor.at(0), 'SET') && isWord(word, 'VARIABLE')) edits.remove(word.start, word.end)
}

/** `SELECT * LIKE 'a%'`: the columns whose names are like that. */
export function starLike(cursor: Cursor, index: number, edits: Edits): void {
  const [star, before] = [cursor.at(index), cursor.at(index - 1)]
  if (!star || !isSymbol(star, '*') || !(isSymbol(before, ',') || isWord(before, 'SELECT', 'DISTINCT'))) return
  const isSimilar = isWord(cursor.at(index + 1), 'SIMILAR') && isWord(cursor.at(index + 2), 'TO')
  const pattern = cursor.at(index + (isSimilar ? 3 : 2))
  const word = cursor.at(index + 1)?.word ?? ''
  const made = pattern?.kind === 'string' ? regexOf(isSimilar ? 'SIMILAR' : word, pattern.text.slice(1, -1)) : undefined
  if (pattern && made !== undefined) edits.replace(star.start, pattern.end, `COLUMNS('^(?:${made})$')`)
}

function regexOf(word: string, pattern: string): string | undefined {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  switch (word) {
    case 'LIKE':
      return escaped
        .replaceAll('*', String.raw`\*`)
        .replaceAll('?', String.raw`\?`)
        .replaceAll('%', '.*')
        .replaceAll('_', '.')
    case 'GLOB':
      return escaped.replaceAll('*', '.*').replaceAll('?', '.')
    case 'SIMILAR':
      return pattern
    default:
      return undefined
  }
}
