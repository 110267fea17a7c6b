import type { PoolClient, types } from 'pg'
import { loadPeer } from '../load-peer.ts'
import { Session } from './session.ts'

/** Where sessions come from. */
export interface Connections {
  /** Gives `work` a connection. When it throws, the connection is closed: there may be a transaction on it. */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** One writes; the others read meanwhile. */
const mostConnections = 4
const connectMs = 10_000

/** A pool of connections to a database, each made when it is first needed. Throws PACKAGE_MISSING without the package `pg`. */
export async function openConnections(url: string): Promise<Connections> {
  const { default: pg } = await loadPeer('pg', 'postgresState()', () => import('pg'))
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectMs,
    application_name: 'headwater',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    allowExitOnIdle: true,
    types: numbersFrom(pg.types),
  })
  // Whoever uses a connection that breaks is told by its query; of idle ones the pool makes new ones.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return {
    use: async (work) => useClient(await pool.connect(), work),
    close: () => pool.end(),
  }
}

/** Runs `work` on a client and gives that back. */
async function useClient<T>(client: PoolClient, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    const result = await work(new Session(client))
    client.release()
    return result
  } catch (thrown) {
    client.release(true)
    throw thrown
  }
}

/** Reads `bigint` as a number: positions, times and tokens are safe integers. */
function numbersFrom({ builtins, getTypeParser }: typeof types): {
  readonly getTypeParser: typeof getTypeParser
} {
  const parser = (id: number, format?: 'text' | 'binary') =>
    id === builtins.INT8 && format !== 'binary' ? Number : getTypeParser(id, format as 'text')
  return { getTypeParser: parser as typeof getTypeParser }
}

function ignore(): void {}
