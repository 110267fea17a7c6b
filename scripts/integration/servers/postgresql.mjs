import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createServer } from 'node:http'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { versionOf } from '../installed.mjs'
import { freePort } from '../place.mjs'

/** The newest of Debian's releases, each of which has a folder; undefined where there is none. */
const binaries = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)

/** Who owns the server's databases. */
export const owner = { name: 'postgres', password: 'integration' }

/** PostgreSQL as Debian builds it, of an older release than `startPostgres` starts. */
export const postgresql = {
  name: 'PostgreSQL',
  standsFor: 'PostgreSQL',
  version: () => binaries && versionOf(join(binaries, 'postgres'), '--version'),
  tests: [
    'packages/testkit/test/postgres/test-database.test.ts',
    'packages/assets/test/postgres/',
    'packages/assets/test/postgres-state/histories.test.ts',
    'packages/assets/test/postgres-state/pooler.test.ts',
    'packages/assets/test/postgres-state/postgres-state.test.ts',
    'packages/assets/test/tables/',
  ],
  lacks: {},
  start: async (place) => ({ HEADWATER_TEST_POSTGRES: await serveAddress(place, await startPostgresql(place)) }),
}

/** Starts a server on a data folder of its own, and answers with its port. */
export async function startPostgresql(place) {
  const port = await freePort()
  const user = unprivilegedUser(place)
  const data = place.makeFolder('data', user)
  const secret = place.write('password', owner.password)
  const login = ['-U', owner.name, '--auth=password', `--pwfile=${secret}`]
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8']
  place.run(join(binaries, 'initdb'), ['-D', data, '--no-sync', ...login, ...locale], user)
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', wal_level: 'logical', fsync: 'off' }
  const flags = Object.entries({ port, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  await place.start(join(binaries, 'postgres'), ['-D', data, ...flags], { port, ...user })
  return port
}

/** Tells tests where the server is, in the way of `servePostgres` of the testkit. */
export async function serveAddress(place, port) {
  const address = `postgresql://${owner.name}:${owner.password}@127.0.0.1:${port}/postgres`
  const door = createServer((_, response) => response.end(address)).listen(0, '127.0.0.1')
  place.onClose(() => door.close())
  await once(door, 'listening')
  return `http://127.0.0.1:${door.address().port}`
}

/** Servers of databases refuse to run as root, who lets the system's user `postgres` do it. */
export function unprivilegedUser(place) {
  if (userInfo().uid !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(place.run('id', [flag, 'postgres'])))
  return { uid, gid }
}
