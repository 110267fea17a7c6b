import { type ErrorCode, fail } from '../../errors/index.ts'

/** The characters of a selection that are meant, from `start` up to, and without, `end` (UTF-16 units from 0). */
export interface SelectionSpan {
  readonly start: number
  readonly end: number
}

interface SelectionMistake {
  readonly text: string
  readonly span: SelectionSpan
  readonly message: string
  readonly hint: string | undefined
}

/** Throws with the selection under the message and a caret under the character; `cause` is the span, for underlining. */
export function failSelection(code: ErrorCode, { text, span, message, hint }: SelectionMistake): never {
  const shown = text.replaceAll(/\s/g, ' ')
  const indent = ' '.repeat(Array.from(text.slice(0, span.start)).length)
  return fail(code, { message: `${message}\n  ${shown}\n  ${indent}^`, hint, cause: span })
}
