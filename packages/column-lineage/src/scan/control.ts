import { isSymbol, isWord, type Token } from './tokens.ts'

/** What closes a condition before the statements that it is about. */
const closings: Readonly<Record<string, string>> = { IF: 'THEN', ELSEIF: 'THEN', WHILE: 'DO', EXCEPTION: 'THEN' }

/** What stands alone, and moves no data. */
const jumps = ['BREAK', 'CONTINUE', 'ITERATE', 'LEAVE', 'RETURN']

/** A part of a script. */
export interface Part {
  readonly tokens: readonly Token[]
  /** It only decides whether statements run. */
  readonly isCondition?: boolean
}

/**
 * The statement of a BigQuery script without the words of control before it (`IF .. THEN`, `LOOP`), after the conditions
 * of these that read tables. Empty for what is control alone (`END IF`).
 */
export function withoutControl(tokens: readonly Token[]): readonly Part[] {
  const [first, second] = tokens
  const opens = isWord(first, 'BEGIN') && second !== undefined && !isWord(second, 'TRANSACTION')
  if (opens || isWord(first, 'ELSE', 'LOOP', 'REPEAT')) return withoutControl(tokens.slice(1))
  const isEnd = isWord(first, 'END') && (!second || isWord(second, 'IF', 'WHILE', 'LOOP', 'REPEAT', 'FOR', 'CASE'))
  if (isEnd || (!second && isWord(first, ...jumps))) return []
  const closing = closings[first?.word ?? '']
  const end = closing === undefined ? -1 : closingOf(tokens, closing)
  if (end === -1) return [{ tokens }]
  const condition = tokens.slice(1, end)
  const rest = withoutControl(tokens.slice(end + 1))
  return condition.some((token) => isWord(token, 'SELECT', 'FROM'))
    ? [{ tokens: condition, isCondition: true }, ...rest]
    : rest
}

/** Where the word stands that closes a condition: not in brackets, and not a CASE's own. */
function closingOf(tokens: readonly Token[], word: string): number {
  let depth = 0
  return tokens.findIndex((token, index) => {
    if (isSymbol(token, '(') || isWord(token, 'CASE')) depth += 1
    else if (isSymbol(token, ')') || (isWord(token, 'END') && index > 0)) depth -= 1
    return depth === 0 && isWord(token, word)
  })
}
