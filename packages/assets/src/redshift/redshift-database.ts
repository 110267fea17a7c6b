import type { Pool, PoolClient } from 'pg'
import { isHeadwaterError, type Probe } from '@headwater/core/io'
import { loadPg, type PgApi } from '../postgres/load-pg.ts'
import { newPool } from '../postgres/new-pool.ts'
import { PostgresConnection } from '../postgres/postgres-connection.ts'
import { connect } from '../postgres/postgres-database.ts'
import { ledgerSchema, ledgerTables } from '../tables/ledger.ts'
import type { TableDatabase, UseOptions } from '../tables/table-session.ts'
import { RowLoader } from './load-rows.ts'
import { probeRedshift } from './probe-redshift.ts'
import {
  accessKey,
  type RedshiftAccess,
  redshiftAccess,
  type RedshiftAccessOptions,
  redshiftPlace,
} from './redshift-access.ts'
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
 * they are idle. Throws, when used, what `redshift` says.
 */
export class RedshiftDatabase implements TableDatabase {
  readonly dialect = redshiftDialect
  readonly place: string
  readonly #options: RedshiftAccessOptions
  #access: RedshiftAccess | undefined
  #loader: RowLoader | undefined
  #opening: Promise<Opened> | undefined

  private constructor(options: RedshiftAccessOptions) {
    this.#options = options
    this.place = redshiftPlace(options)
  }

  /**
   * The database that options and environment name: one object each, unless a client of S3 is given. Opens nothing, and does
   * not look whether something is missing.
   */
  static at(options: RedshiftAccessOptions): RedshiftDatabase {
    if (options.staging?.client) return new RedshiftDatabase(options)
    const key = accessKey(options)
    const database = databases.get(key) ?? new RedshiftDatabase(options)
    databases.set(key, database)
    return database
  }

  get name(): string {
    return this.place
  }

  probe(signal: AbortSignal): Promise<readonly Probe[]> {
    return probeRedshift((work) => this.use(work, { signal }))
  }

  /** Runs work on a connection of its own. When all are busy it waits for one, until the signal is aborted. */
  async use<T>(work: (session: RedshiftSession) => Promise<T>, { signal }: UseOptions = {}): Promise<T> {
    const { access, loader } = this.#resolve()
    const { url } = access
    const { api, pool, version } = await this.#open(url)
    const client = await connect(pool, url, signal, explainedConnecting)
    const connection = new PostgresConnection({ api, client, url, signal, explain: explainedRedshift })
    const ask = (sql: string) => this.use((session) => session.rows(sql))
    try {
      await connection.send(settings)
      return await work(new RedshiftSession({ api, connection, loader, version, ask }))
    } finally {
      client.release(connection.isBroken)
    }
  }

  async sweepLoads(prefixes: readonly string[], kept: ReadonlySet<unknown>): Promise<number> {
    return this.#resolve().loader.sweep(prefixes, kept)
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

  #resolve(): { readonly access: RedshiftAccess; readonly loader: RowLoader } {
    this.#access ??= redshiftAccess(this.#options)
    this.#loader ??= new RowLoader(this.#access)
    return { access: this.#access, loader: this.#loader }
  }

  #open(url: string): Promise<Opened> {
    this.#opening ??= open(url).catch((error: unknown) => {
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
  const pool = newPool(api, url, { max: mostConnections })
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
