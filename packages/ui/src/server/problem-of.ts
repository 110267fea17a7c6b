import { STATUS_CODES } from 'node:http'
import { type HeadwaterError, isHeadwaterError } from '@headwater/core'
import type { ErrorBody } from '../contract/words.ts'
import { httpStatusOf } from './http-status.ts'
import { masked } from './masked.ts'

/** What was thrown, as the body of an answer (RFC 9457). */
export function problemOf(thrown: unknown): ErrorBody {
  if (!isHeadwaterError(thrown)) return internal(thrown)
  const { code, message, hint } = thrown
  const status = httpStatusOf(code)
  const at = placeOf(thrown)
  return {
    type: `urn:headwater:error:${code}`,
    title: titleOf(status),
    status,
    code,
    detail: masked(message),
    ...(hint === undefined ? {} : { hint: masked(hint) }),
    ...(at ? { at } : {}),
  }
}

/** A field of a request, and the characters in it that are meant: as the cause of an error. */
export interface Place {
  readonly field: string
  readonly start?: number
  readonly end?: number
}

/** Mistakes in a selection carry the span of their characters as the cause. */
function placeOf({ code, cause }: HeadwaterError): Place | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined
  if ('field' in cause) return cause as Place
  if (!code.startsWith('SELECTION_') || !('start' in cause) || !('end' in cause)) return undefined
  return { field: 'selection', start: Number(cause.start), end: Number(cause.end) }
}

function internal(thrown: unknown): ErrorBody {
  return {
    type: 'urn:headwater:error:INTERNAL',
    title: titleOf(500),
    status: 500,
    code: 'INTERNAL',
    detail: masked(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)),
    hint: 'This is a mistake in Headwater: please report it.',
  }
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error'
}
