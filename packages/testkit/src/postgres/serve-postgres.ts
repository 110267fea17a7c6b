import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { makeDatabase, type PostgresDatabase, type PostgresDatabaseOptions } from './make-database.ts'
import { portOf } from './free-port.ts'
import { type PostgresServer, type PostgresServerOptions, startPostgres } from './start-postgres.ts'

/** The environment variable that tells `testDatabase` whom to ask. */
const variable = 'HEADWATER_TEST_POSTGRES'

/**
 * One PostgreSQL for all tests of a run, of which only some files need it: it is started when one of them first calls
 * `testDatabase`, and until then nothing is paid. For the global set-up of a test runner, whose other processes inherit the
 * environment variable HEADWATER_TEST_POSTGRES that is set here.
 *
 * @example
 * // the file that `globalSetup` names in vitest.config.ts
 * export default async function setUp() {
 *   const postgres = await servePostgres()
 *   return () => postgres.close()
 * }
 */
export async function servePostgres(options?: PostgresServerOptions): Promise<{ close(): Promise<void> }> {
  let started: Promise<PostgresServer> | undefined
  const door = createServer((_, response) => {
    started ??= startPostgres(options)
    void answer(response, started)
  }).listen(0, '127.0.0.1')
  // A process that forgets to close it can end all the same.
  door.unref()
  await once(door, 'listening')
  process.env[variable] = `http://127.0.0.1:${portOf(door)}`
  return {
    close: async () => {
      door.close()
      await (await started)?.close()
    },
  }
}

/**
 * A database of its own for a test file, of the server of `servePostgres`. Throws an `Error` when there is none, or when it
 * does not start.
 */
export async function testDatabase(options?: PostgresDatabaseOptions): Promise<PostgresDatabase> {
  const door = process.env[variable]
  if (door === undefined) {
    throw new Error(
      'no PostgreSQL is served to tests here: call `servePostgres()` in the global set-up of the test runner',
    )
  }
  const response = await fetch(door)
  const body = await response.text()
  if (!response.ok) throw new Error(body)
  return makeDatabase(body, options)
}

async function answer(response: ServerResponse, started: Promise<PostgresServer>): Promise<void> {
  try {
    response.end((await started).url)
  } catch (thrown) {
    response.writeHead(500).end(String(thrown))
  }
}
