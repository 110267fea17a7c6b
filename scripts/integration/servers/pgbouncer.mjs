import { programAt, versionOf } from '../installed.mjs'
import { freePort } from '../place.mjs'
import { owner, postgresql, serveAddress, startPostgresql, unprivilegedUser } from './postgresql.mjs'

/** A pooler in transaction mode, before PostgreSQL as Debian builds it. */
export const pgbouncer = {
  name: 'PgBouncer',
  standsFor: 'a pooler of PostgreSQL',
  version: () => postgresql.version() && versionOf('pgbouncer', '--version'),
  tests: ['packages/assets/test/postgres-state/pooler.integration.ts'],
  lacks: {},
  start: async (place) => {
    const [port, server] = [await freePort(), await startPostgresql(place)]
    const file = place.write('pgbouncer.ini', configuration(port, server))
    await place.start(programAt('pgbouncer'), [file], { port, ...unprivilegedUser(place) })
    return { HEADWATER_TEST_POSTGRES: await serveAddress(place, server), HEADWATER_POOLER_PORT: String(port) }
  },
}

/** Of three connections each transaction gets one, of which nothing is left that another has set. */
function configuration(port, server) {
  return `[databases]
* = host=127.0.0.1 port=${server} user=${owner.name} password=${owner.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_reset_query = discard all
server_reset_query_always = 1
`
}
