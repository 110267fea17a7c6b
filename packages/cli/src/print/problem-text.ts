import type { Screen } from './screen.ts'
import { userFrames } from './user-frames.ts'
import { indented } from './words.ts'

/** What there is to say about something that went wrong. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly stack?: string | undefined
}

/** A code with its message, the hint below, and the user's own frames. */
export function problemText(screen: Screen, { code, message, hint, stack }: Problem): string {
  const frames = userFrames(stack)
  // A hint that announces a stack says nothing where none of the frames is the user's.
  const told = hint !== undefined && (frames.length > 0 || !hint.startsWith('The stack below'))
  return [
    `${screen.paint('bold', code)}: ${message}`,
    ...(told ? [indented(screen.paint('cyan', hint))] : []),
    ...frames.map((frame) => indented(screen.paint('dim', frame), '    ')),
  ].join('\n')
}
