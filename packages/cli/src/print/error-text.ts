import type { ErrorCode } from '@headwater/core'
import { isHeadwaterError } from '../command-error.ts'
import { masked } from './masked.ts'
import { type Problem, problemText } from './problem-text.ts'
import type { Screen } from './screen.ts'

/** A thrown error as data: `error` of the JSON answer. */
export interface ErrorData extends Problem {
  readonly code: ErrorCode
  readonly asset?: string | undefined
  readonly partition?: string | undefined
  /** The mistakes of a project, where there are several. */
  readonly problems?: readonly ErrorData[]
}

/** What a thrown value says, for people and for programs. */
export function errorData(thrown: unknown): ErrorData {
  if (!isHeadwaterError(thrown)) return internal(thrown)
  const { code, message, hint, asset, partition, cause } = thrown
  return {
    code,
    message: masked(message),
    hint: hint && masked(hint),
    asset,
    partition,
    ...(cause instanceof AggregateError ? { problems: cause.errors.map(errorData) } : {}),
    ...(cause instanceof Error && cause.stack !== undefined ? { stack: masked(cause.stack) } : {}),
  }
}

/** An error as it stands on the screen. */
export function errorText(screen: Screen, data: ErrorData): string {
  const text = `${screen.paint('red', screen.glyphs.bad)} ${problemText(screen, data)}\n`
  return data.code === 'INTERNAL' && data.stack !== undefined ? `${text}${screen.paint('dim', data.stack)}\n` : text
}

function internal(thrown: unknown): ErrorData {
  return {
    code: 'INTERNAL',
    message: masked(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)),
    hint: 'This is a mistake in Headwater: please report it with the stack.',
    stack: thrown instanceof Error && thrown.stack !== undefined ? masked(thrown.stack) : undefined,
  }
}
