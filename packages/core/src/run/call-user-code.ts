import { type ErrorCode, HeadwaterError, isHeadwaterError } from '../errors/index.ts'

/** Whose code is called: it stands in the error when that code throws. */
export interface Callee {
  readonly code: ErrorCode
  /** `asset \`a/b\``, `check \`one\` of asset \`a/b\``. */
  readonly what: string
  readonly asset?: string | undefined
  readonly partition?: string | null | undefined
}

/** The one place where user code is called. What it throws is wrapped, and kept with its stack as `cause`. */
export async function callUserCode<T>(callee: Callee, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (thrown) {
    if (isHeadwaterError(thrown)) throw thrown
    throw new HeadwaterError(callee.code, {
      asset: callee.asset,
      partition: callee.partition ?? undefined,
      message: `${callee.what}${callee.partition === null || callee.partition === undefined ? '' : ` partition \`${callee.partition}\``} threw ${wordsOf(thrown)}`,
      hint: 'The stack below is that of your code.',
      cause: thrown,
    })
  }
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `a ${typeof thrown}: ${String(thrown)}`
}
