import type { Problem } from '../events/index.ts'
import { isHeadwaterError } from '../errors/index.ts'

/** An error as it is kept in the event log: with the user's own stack where there is one. */
export function problemOf(error: unknown): Problem {
  const cause = error instanceof Error ? error.cause : undefined
  const stack =
    cause instanceof Error
      ? cause.stack
      : isHeadwaterError(error)
        ? undefined
        : error instanceof Error
          ? error.stack
          : undefined
  const known = isHeadwaterError(error)
  return {
    code: known ? error.code : 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    ...(stack === undefined ? {} : { stack }),
  }
}
