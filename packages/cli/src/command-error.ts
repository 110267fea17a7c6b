import type { ErrorCode, HeadwaterError } from '@headwater/core'

const brand = Symbol.for('headwater.error')

/**
 * What the command itself refuses. It bears the library's brand and not its class: the user's project brings the
 * library, and most mistakes are found before that is loaded.
 */
export class CommandError extends Error {
  override readonly name = 'HeadwaterError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(
    code: ErrorCode,
    details: { readonly message: string; readonly hint?: string; readonly cause?: unknown },
  ) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether this was thrown by Headwater, whichever copy of it the project brought. */
export function isHeadwaterError(thrown: unknown): thrown is HeadwaterError {
  return typeof thrown === 'object' && thrown !== null && (thrown as { [brand]?: true })[brand] === true
}
