import { HeadwaterError, isHeadwaterError } from '@headwater/core/io'
import { codeOf, explainedConnection } from './connection-errors.ts'
import { maskedUrl } from './connection-url.ts'

/** SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const sqlStates = {
  cancelled: '57014',
  dependentObjects: '2BP01',
  undefinedTable: '42P01',
} as const

/** Of transactions that met another one, which could all be well when they are run again. */
const conflicts = /^(?:40001|40P01)$/

/** Whether a transaction failed only because it met another one. */
export function isConflict(thrown: unknown): boolean {
  return conflicts.test(stateOf(thrown) ?? '')
}

/** The SQLSTATE of what the server reported, also where it is the cause of an error of ours. */
export function stateOf(thrown: unknown): string | undefined {
  return codeOf(isHeadwaterError(thrown) ? thrown.cause : thrown)
}

/** What a statement threw, as an error that says what to do, unless it is one already. The password of `url` is not repeated. */
export function explainedQuery(thrown: unknown, url: string): unknown {
  if (isHeadwaterError(thrown)) return thrown
  const known = explainedConnection(thrown, url)
  if (known !== thrown || !(thrown instanceof Error)) return known
  const database = `PostgreSQL \`${maskedUrl(url)}\``
  const state = codeOf(thrown)
  if (state === sqlStates.cancelled) {
    return new HeadwaterError('POSTGRES_TIMEOUT', {
      message: `${database} ended a statement: ${thrown.message}`,
      hint: 'Raise `statement_timeout` of the database or its user, or let the statement do less.',
      cause: thrown,
    })
  }
  if (isConflict(thrown)) {
    return new HeadwaterError('POSTGRES_CONFLICT', {
      message: `${database} undid a transaction that met another one, again and again: ${thrown.message}`,
      hint: 'Nothing was changed. Look in pg_stat_activity for who else writes these tables, and run again.',
      cause: thrown,
    })
  }
  return new HeadwaterError('POSTGRES_QUERY_FAILED', {
    message: `${database} refused a statement: ${[thrown.message, ...detailsOf(thrown)].join('. ')}`,
    hint:
      state === sqlStates.dependentObjects
        ? 'Drop what depends on it first, or let that read other columns.'
        : 'Look at the statement: the words are those of PostgreSQL.',
    cause: thrown,
  })
}

/** PostgreSQL tells more in a detail and a hint of its own. */
function detailsOf(thrown: Error): readonly string[] {
  const more = thrown as { readonly detail?: unknown; readonly hint?: unknown }
  return [more.detail, more.hint].filter((part) => typeof part === 'string')
}
