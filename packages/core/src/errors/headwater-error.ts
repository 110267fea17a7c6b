import type { ErrorCode } from './codes.ts'

/** What an error says beside its message. */
export interface ErrorDetails {
  /** What failed and why, with the value found and the values allowed. */
  readonly message: string
  /** What to do about it, as an instruction. */
  readonly hint?: string | undefined
  readonly asset?: string | undefined
  /** The partition key as text. */
  readonly partition?: string | undefined
  readonly cause?: unknown
}

const brand = Symbol.for('headwater.error')

/** Everything that Headwater throws. `code` is stable; `message` and `hint` are for people and may be reworded. */
export class HeadwaterError extends Error {
  override readonly name = 'HeadwaterError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly asset: string | undefined
  readonly partition: string | undefined

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.asset = details.asset
    this.partition = details.partition
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether a thrown value is a HeadwaterError, also one of another copy of the package. */
export function isHeadwaterError(thrown: unknown): thrown is HeadwaterError {
  return typeof thrown === 'object' && thrown !== null && (thrown as { [brand]?: true })[brand] === true
}

/** Throws: `throw` is in here so that call sites read as one sentence and narrow types. */
export function fail(code: ErrorCode, details: ErrorDetails): never {
  throw new HeadwaterError(code, details)
}
