import type { Pool, PoolClient } from 'pg'
import { isHeadwaterError, type Probe } from '@headwater/core/io'
import { maskedUrl } from '../postgres/connection-url.ts'
import { loadPg, type PgApi } from '../postgres/load-pg.ts'
import { PostgresConnection } from '../postgres/postgres-connection.ts'
import { connect } from '../postgres/postgres-database.ts'
import { ledgerSchema, ledgerTables } from '../tables/ledger.ts'
import type { TableDatabase, UseOptions } from '../tables/table-session.ts'
import { RowLoader } from './load-rows.ts'
import { probeRedshift } from './probe-redshift.ts'
import { type RedshiftAccess, redshiftAccess, type RedshiftAccessOptions } from './redshift-access.ts'
import { redshiftDialect } from './redshift-dialect.ts'
import { explainedConnecting, explainedRedshift } from './redshift-errors.ts'
import { RedshiftSession } from './redshift-session.ts'

/** Connections of a cluster are few. */
const mostConnections = 5

interface Opened {
  readonly api: PgApi
  readonly pool: Pool
  readonly version: string
}

const databases = new Map<string, RedshiftDatabase>()

/**
 * A Redshift database with its folder in S3, and a pool of connections that are made when they are needed and closed when
 * they are idle. Throws what `redshift` says.
 */
export class RedshiftDatabase implements TableDatabase {
  readonly dialect = redshiftDialect
  readonly #access: RedshiftAccess
  readonly #loader: RowLoader
  #opening: Promise<Opened> | undefined

  private constructor(access: RedshiftAccess) {
    this.#access = access
    this.#loader = new RowLoader(access)
  }

  /** The database that options and environment name: one object each. Opens nothing. Throws REDSHIFT_OPTIONS_MISSING. */
  static at(options: RedshiftAccessOptions): RedshiftDatabase {
    const access = redshiftAccess(options)
    const { url, iamRoleArn, bucket, prefix, s3 } = access
    const key = JSON.stringify([url, iamRoleArn, bucket, prefix, s3.endpoint, s3.region, s3.credentials?.accessKeyId])
    const database = databases.get(key) ?? new RedshiftDatabase(access)
    databases.set(key, database)
    return database
  }

  /** The address without its password. */
  get place(): string {
    return maskedUrl(this.#access.url)
  }

  get name(): string {
    return this.place
  }

  probe(signal: AbortSignal): Promise<readonly Probe[]> {
    return probeRedshift((work) => this.use(work, { signal }))
  }

  /** Runs work on a connection of its own. When all are busy it waits for one, until the signal is aborted. */
  async use<T>(work: (session: RedshiftSession) => Promise<T>, { signal }: UseOptions = {}): Promise<T> {
    const { url } = this.#access
    const { api, pool, version } = await this.#open()
    const client = await connect(pool, url, signal, explainedConnecting)
    const connection = new PostgresConnection({ api, client, url, signal, explain: explainedRedshift })
    const ask = (sql: string) => this.use((session) => session.rows(sql))
    try {
      await connection.send(settings)
      return await work(new RedshiftSession({ api, connection, loader: this.#loader, version, ask }))
    } finally {
      client.release(connection.isBroken)
    }
  }

  sweepLoads(prefixes: readonly string[], kept: ReadonlySet<unknown>): Promise<number> {
    return this.#loader.sweep(prefixes, kept)
  }

  /** Whether the connection was lost, and with it the answer to a commit that may have been under way. */
  isUnanswered(error: unknown): boolean {
    return isHeadwaterError(error) && error.code === 'REDSHIFT_UNREACHABLE'
  }

  /** Closes all connections once they are given back. A later use opens others. */
  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    await (await opening)?.pool.end()
  }

  #open(): Promise<Opened> {
    this.#opening ??= open(this.#access.url).catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }
}

/** What names, moments and numbers depend on. Without the first, names in quotes are folded too. */
const settings = [
  'set enable_case_sensitive_identifier to true',
  "set timezone to 'UTC'",
  "set datestyle to 'ISO, YMD'",
  'set extra_float_digits to 2',
].join('; ')

async function open(url: string): Promise<Opened> {
  const api = await loadPg('redshift()')
  const pool = new api.Pool({
    connectionString: url,
    max: mostConnections,
    application_name: 'headwater',
    keepAlive: true,
    allowExitOnIdle: true,
  })
  // Whoever uses a connection that breaks is told by its query; of idle ones the pool makes new ones.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    return { api, pool, version: await prepare(pool, url) }
  } catch (error) {
    await pool.end()
    throw error
  }
}

/** Makes the ledger where it is missing, and asks the server what it is: `1.0`. */
async function prepare(pool: Pool, url: string): Promise<string> {
  const client = await connect(pool, url, undefined, explainedConnecting)
  try {
    const { rows } = await client.query<{ readonly version: string }>('select version() as version')
    if (!(await hasLedger(client))) await makeLedger(client)
    return /Redshift (\d+\.\d+)/.exec(rows[0]?.version ?? '')?.[1] ?? '1.0'
  } catch (error) {
    throw explainedRedshift(error, url)
  } finally {
    client.release()
  }
}

async function hasLedger(client: PoolClient): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from information_schema.tables where table_schema = '${ledgerSchema}' and table_name = 'fences'`,
  )
  return rowCount === 1
}

/** Of two that make it at once one fails, and finds it made by the other. */
async function makeLedger(client: PoolClient): Promise<void> {
  try {
    for (const statement of ['begin', ...ledgerTables(redshiftDialect), 'commit']) await client.query(statement)
  } catch (error) {
    await client.query('rollback')
    if (!(await hasLedger(client))) throw error
  }
}
