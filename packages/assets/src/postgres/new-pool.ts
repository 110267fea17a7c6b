import type { Pool, PoolConfig } from 'pg'
import type { PgApi } from './load-pg.ts'

/** A pool of connections to a database, each made when it is first needed and closed when it is idle. */
export function newPool(api: PgApi, url: string, config: PoolConfig): Pool {
  const pool = new api.Pool({
    connectionString: url,
    application_name: 'headwater',
    keepAlive: true,
    allowExitOnIdle: true,
    ...config,
  })
  // Whoever uses a connection that breaks is told by its query; of idle ones the pool makes new ones.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
