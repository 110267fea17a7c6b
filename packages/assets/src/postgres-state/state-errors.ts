import { HeadwaterError } from '@headwater/core/io'
import { codeOf, explainedConnection } from '../postgres/connection-errors.ts'
import { explainedQuery } from '../postgres/query-errors.ts'

/** SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states = {
  lockNotAvailable: '55P03',
  readOnly: '25006',
  duplicateTable: '42P07',
  undefinedTable: '42P01',
  undefinedColumn: '42703',
} as const

const sqlState = /^[0-9A-Z]{5}$/

/** A state store, as far as errors speak of it. */
export interface Named {
  /** The address of the database without its password, and the schema. */
  readonly name: string
  readonly schema: string
  readonly url: string
}

/** What was thrown, as an error that says what to do, where it is about the database; otherwise itself. */
export function explained(thrown: unknown, store: Named): unknown {
  switch (codeOf(thrown)) {
    case states.lockNotAvailable:
      return busy(store, thrown)
    case states.readOnly:
      return readOnly(store, thrown)
    case states.undefinedTable:
    case states.undefinedColumn:
      return corrupt(store, thrown)
    default:
      return otherwise(thrown, store)
  }
}

/** What the server did not report is not about the database. */
function otherwise(thrown: unknown, { url }: Named): unknown {
  const known = explainedConnection(thrown, url)
  if (known !== thrown) return known
  return sqlState.test(codeOf(thrown) ?? '') ? explainedQuery(thrown, url) : thrown
}

/** What a migration threw, where a table of another program was in its way or passed for ours. */
export function explainedMigration(thrown: unknown, store: Named): unknown {
  const code = codeOf(thrown)
  if (code !== states.duplicateTable && code !== states.undefinedColumn) return explained(thrown, store)
  return new HeadwaterError('STATE_PATH_INVALID', {
    message: `\`${store.name}\` cannot be a state store: schema \`${store.schema}\` has tables of another program`,
    hint: 'Name a schema that does not exist yet, or one that Headwater made: `postgresState({ schema })`.',
    cause: thrown,
  })
}

function busy({ name }: Named, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_BUSY', {
    message: `state store \`${name}\` stays locked by another process`,
    hint: 'Look in pg_stat_activity for a session that keeps a transaction open on the table `log` of its schema, and end it.',
    cause,
  })
}

function readOnly({ name }: Named, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_READ_ONLY', {
    message: `state store \`${name}\` cannot be written: the server is a standby, or its transactions are read-only`,
    hint: 'Give the address of the primary server, or turn off `default_transaction_read_only`.',
    cause,
  })
}

function corrupt({ name, schema }: Named, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_CORRUPT', {
    message: `state store \`${name}\` cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: `The tables in schema \`${schema}\` were changed by something other than Headwater: put them back from a backup.`,
    cause,
  })
}
