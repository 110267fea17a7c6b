import type { PoolClient, types } from 'pg'
import { loadPg } from '../postgres/load-pg.ts'
import { newPool } from '../postgres/new-pool.ts'
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
  const api = await loadPg('postgresState()')
  const pool = newPool(api, url, {
    max: mostConnections,
    connectionTimeoutMillis: connectMs,
    keepAliveInitialDelayMillis: 10_000,
    types: numbersFrom(api.types),
  })
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
