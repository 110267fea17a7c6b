import { HeadwaterError } from '@headwater/core/io'
import { maskedUrl } from './connection-url.ts'

/** What the operating system says when there is no way to a server. */
const unreachable = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** SQLSTATEs of connections that broke, or for which there was no room: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const broken = /^(?:08...|57P0[1-5]|53300|25P0[34])$/

/** Of those who may not come in, of databases that do not exist, and of what a role may not do. */
const refused = /^(?:28...|3D000|42501)$/

/** What the `pg` package says about a connection of its own, without a code. */
const terminated =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered|was closed))/

/** What `node:tls` and the `pg` package say about an encrypted connection that did not come about. */
const unencrypted = /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED|EPROTO|ERR_(?:SSL|TLS)_|SELF_SIGNED_CERT|UNABLE_TO_)/
const withoutTls = /server does not support SSL/

/** Whether the server was gone or the way to it was, so that the same may go well on another connection a moment later. */
export function isConnectionFault(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (code !== undefined) return unreachable.has(code) || broken.test(code)
  return thrown instanceof Error && terminated.test(thrown.message)
}

/**
 * What was thrown as an error that says what to do, where it is about reaching a database, being let in, or room on its disk:
 * POSTGRES_UNREACHABLE, POSTGRES_TLS_FAILED, POSTGRES_REFUSED or DISK_FULL; otherwise itself. The password of `url` is not repeated.
 */
export function explainedConnection(thrown: unknown, url: string): unknown {
  const database = `PostgreSQL \`${maskedUrl(url)}\``
  const words = thrown instanceof Error ? thrown.message || codeOf(thrown) : String(thrown)
  const code = codeOf(thrown) ?? ''
  if (isConnectionFault(thrown)) {
    return new HeadwaterError('POSTGRES_UNREACHABLE', {
      message: `${database} cannot be reached: ${words}`,
      hint: 'Look whether the server runs, takes connections from here and has room for more of them, and whether host and port are right.',
      cause: thrown,
    })
  }
  if (unencrypted.test(code) || (thrown instanceof Error && withoutTls.test(thrown.message))) {
    return new HeadwaterError('POSTGRES_TLS_FAILED', {
      message: `${database} and this process did not agree on encryption: ${words}`,
      hint: 'Look at `sslmode` in the `url`, and at whether the certificate of the server is one that is trusted here (`sslrootcert`).',
      cause: thrown,
    })
  }
  if (refused.test(code)) {
    return new HeadwaterError('POSTGRES_REFUSED', {
      message: `${database} refused: ${words}`,
      hint: 'Look at user, password and database of the `url`, and at what that user is granted.',
      cause: thrown,
    })
  }
  if (code === '53100') {
    return new HeadwaterError('DISK_FULL', {
      message: `${database} cannot grow: the disk of its server is full`,
      hint: 'Free some space. What was written before is not lost, and nothing of the refused change was written.',
      cause: thrown,
    })
  }
  return thrown
}

/** The SQLSTATE of what a server reported, or the code of the operating system. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
}
