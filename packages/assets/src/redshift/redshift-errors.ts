import { type ErrorCode, HeadwaterError, isHeadwaterError } from '@headwater/core/io'
import { codeOf, isConnectionFault } from '../postgres/connection-errors.ts'
import { maskedUrl } from '../postgres/connection-url.ts'

/** Whether a transaction failed only because it met another one. Redshift's own number for it is all its message. */
export function isConflict(thrown: unknown): boolean {
  const error = isHeadwaterError(thrown) ? thrown.cause : thrown
  if (!(error instanceof Error)) return false
  return /^(?:40001|40P01)$/.test(codeOf(error) ?? '') || /^1023\b/.test(error.message)
}

/** What a statement threw, as an error that says what to do. The password of `url` is not repeated. */
export function explainedRedshift(thrown: unknown, url: string): unknown {
  if (!(thrown instanceof Error) || isHeadwaterError(thrown)) return thrown
  const detail = 'detail' in thrown && typeof thrown.detail === 'string' ? thrown.detail.trim() : ''
  const words = [thrown.message || codeOf(thrown), ...(detail === '' ? [] : [detail])].join('. ')
  const { code, failed, hint } = kindOf(thrown)
  return new HeadwaterError(code, {
    message: `Redshift \`${maskedUrl(url)}\` ${failed}: ${words}`,
    hint,
    cause: thrown,
  })
}

/** The same for what was thrown before there was a connection. */
export function explainedConnecting(thrown: unknown, url: string): unknown {
  const explained = explainedRedshift(thrown, url)
  if (!isHeadwaterError(explained) || explained.code !== 'REDSHIFT_QUERY_FAILED') return explained
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  const { code, failed, hint } = unreachable
  return new HeadwaterError(code, {
    message: `Redshift \`${maskedUrl(url)}\` ${failed}: ${words}`,
    hint,
    cause: thrown,
  })
}

interface Kind {
  readonly code: ErrorCode
  readonly failed: string
  readonly hint: string
}

const unreachable: Kind = {
  code: 'REDSHIFT_UNREACHABLE',
  failed: 'cannot be reached',
  hint: 'Look whether the cluster runs and is not paused, whether its security group lets this machine in, and at host, port and `ssl`.',
}

function kindOf(thrown: Error): Kind {
  const state = codeOf(thrown) ?? ''
  if (isConnectionFault(thrown)) return unreachable
  if (/^(?:28...|3D000|42501)$/.test(state)) {
    return {
      code: 'REDSHIFT_REFUSED',
      failed: 'refused',
      hint: 'Look at user, password and database, and at what that user is granted.',
    }
  }
  if (isConflict(thrown)) {
    return {
      code: 'REDSHIFT_CONFLICT',
      failed: 'undid a transaction that met another one, again and again',
      hint: 'Nothing was changed. Look in stv_transactions for who else writes these tables, and run again.',
    }
  }
  return {
    code: 'REDSHIFT_QUERY_FAILED',
    failed: 'refused a statement',
    hint: 'Look at the statement: the words are those of Redshift.',
  }
}
