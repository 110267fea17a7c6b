import { fail, isHeadwaterError, type Probe } from '@headwater/core/io'
import type { Pool, PoolClient } from 'pg'
import { untilAborted } from '../until-aborted.ts'
import { ledgerSchema, ledgerTables } from '../tables/ledger.ts'
import type { TableDatabase, UseOptions } from '../tables/table-session.ts'
import { connectionUrl, maskedUrl } from './connection-url.ts'
import { loadPg, type PgApi } from './load-pg.ts'
import { newPool } from './new-pool.ts'
import { probePostgres } from './probe-postgres.ts'
import { PostgresConnection } from './postgres-connection.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresSession, type Server } from './postgres-session.ts'
import { explainedQuery } from './query-errors.ts'

export interface PostgresDatabaseOptions {
  readonly pool?: PoolOptions | undefined
}

/** How many connections there are. */
export interface PoolOptions {
  /** At most so many at once; default 10. The last one named for a database before it is first used holds. */
  readonly max?: number | undefined
}

const defaultMax = 10

/** A pool that is open, and what its server is. */
interface Opened {
  readonly api: PgApi
  readonly pool: Pool
  readonly url: string
  readonly server: Server
}

const databases = new Map<string, PostgresDatabase>()

/**
 * A PostgreSQL database, with a pool of connections that are made when they are needed and closed when they are idle.
 *
 * Throws, when used: PACKAGE_MISSING without `pg`, POSTGRES_URL_INVALID without an address, POSTGRES_UNREACHABLE,
 * POSTGRES_REFUSED and POSTGRES_TLS_FAILED when there is no getting in, and what `explainedQuery` tells of statements.
 */
export class PostgresDatabase implements TableDatabase {
  readonly dialect = postgresDialect
  /** Empty when there is none. */
  readonly #address: string
  #max = defaultMax
  #opening: Promise<Opened> | undefined

  private constructor(address: string) {
    this.#address = address
  }

  /** The database at an address: one object each. Without an address it is that of DATABASE_URL. Opens nothing. */
  static at(url: string | undefined, { pool }: PostgresDatabaseOptions = {}): PostgresDatabase {
    const address = url ?? process.env['DATABASE_URL'] ?? ''
    const database = databases.get(address) ?? new PostgresDatabase(address)
    databases.set(address, database)
    if (pool?.max !== undefined) database.#max = pool.max
    return database
  }

  /** The address without its password. */
  get place(): string {
    return this.#address === '' ? 'DATABASE_URL' : maskedUrl(this.#address)
  }

  get name(): string {
    return this.place
  }

  probe(signal: AbortSignal): Promise<readonly Probe[]> {
    return probePostgres((work) => this.use(work, { signal }))
  }

  /** Runs work on a connection of its own. When all are busy it waits for one, until the signal is aborted. */
  async use<T>(work: (session: PostgresSession) => Promise<T>, { signal }: UseOptions = {}): Promise<T> {
    const { api, pool, server, url } = await this.#open()
    const client = await connect(pool, url, signal)
    const connection = new PostgresConnection({ api, client, url, signal })
    try {
      return await work(new PostgresSession({ api, connection, server }))
    } finally {
      client.release(connection.isBroken)
    }
  }

  /** Whether the connection was lost, and with it the answer to a commit that may have been under way. */
  isUnanswered(error: unknown): boolean {
    return isHeadwaterError(error) && error.code === 'POSTGRES_UNREACHABLE'
  }

  /** Closes all connections once they are given back. A later use opens others. */
  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    await (await opening)?.pool.end()
  }

  #open(): Promise<Opened> {
    this.#opening ??= open(this.#address, this.#max).catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }
}

async function open(address: string, max: number): Promise<Opened> {
  const url = connectionUrl(address, 'postgres()')
  const api = await loadPg()
  const pool = newPool(api, url, { max })
  try {
    return { api, pool, url, server: await prepare(pool, url) }
  } catch (error) {
    await pool.end()
    throw error
  }
}

/** Makes the ledger where it is missing, and asks the server what it is. */
async function prepare(pool: Pool, url: string): Promise<Server> {
  const client = await connect(pool, url, undefined)
  try {
    const found = await client.query<Found>(
      `select current_setting('server_version_num')::int / 10000 as version,
         current_setting('synchronous_commit') in ('off', 'local') as commits_early,
         to_regclass('${ledgerSchema}.fences') is not null as has_ledger`,
    )
    const [server] = found.rows
    if (!server || server.version < oldestVersion) return failOnOld(url, server?.version)
    if (!server.has_ledger) await makeLedger(client)
    return { version: String(server.version), commitsEarly: server.commits_early }
  } catch (error) {
    throw explainedQuery(error, url)
  } finally {
    client.release()
  }
}

/** The first one that hashes rows. */
const oldestVersion = 14

function failOnOld(url: string, version: number | undefined): never {
  fail('POSTGRES_QUERY_FAILED', {
    message: `PostgreSQL \`${maskedUrl(url)}\` is release ${version}; tables need ${oldestVersion} or later`,
    hint: 'Upgrade the server, or keep the tables in another one.',
  })
}

interface Found {
  readonly version: number
  readonly commits_early: boolean
  readonly has_ledger: boolean
}

/** Under a lock, since of two that make a schema at once one fails, whatever `if not exists` says. */
async function makeLedger(client: PoolClient): Promise<void> {
  const statements = [
    'begin',
    `select pg_advisory_xact_lock(hashtextextended('headwater ledger', 0))`,
    ...ledgerTables(postgresDialect),
    `create index if not exists commits_of_asset on ${ledgerSchema}.commits (asset)`,
    `create index if not exists commits_of_table
     on ${ledgerSchema}.commits ((location ->> 'schema'), (location ->> 'table'))`,
    `create index if not exists commits_of_attempt on ${ledgerSchema}.commits (attempt)`,
    `create index if not exists fences_of_asset on ${ledgerSchema}.fences (asset)`,
    'commit',
  ]
  try {
    await client.query(statements.join(';\n'))
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** A connection of the pool. Whoever waits for one that comes too late gives it back. */
export async function connect(
  pool: Pool,
  url: string,
  signal: AbortSignal | undefined,
  explain: (thrown: unknown, url: string) => unknown = explainedQuery,
): Promise<PoolClient> {
  const connecting = pool.connect()
  try {
    return await untilAborted(connecting, signal)
  } catch (error) {
    void connecting.then(
      (client) => client.release(),
      () => {},
    )
    throw signal?.aborted ? error : explain(error, url)
  }
}
