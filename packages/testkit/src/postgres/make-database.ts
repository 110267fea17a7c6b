import { randomBytes } from 'node:crypto'

export interface PostgresDatabaseOptions {
  /** The name of a database to copy, to which nobody may be connected meanwhile; default: an empty one. */
  readonly template?: string | undefined
}

export interface PostgresDatabase {
  readonly name: string
  readonly url: string
  /** Ends all connections to it, and removes it. */
  drop(): Promise<void>
}

/** Makes a database with a name of its own on the server of `url`. */
export async function makeDatabase(
  url: string,
  { template = 'template1' }: PostgresDatabaseOptions = {},
): Promise<PostgresDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await execute(url, `create database ${name} template ${quoted(template)}`)
  const own = new URL(url)
  own.pathname = name
  return { name, url: own.href, drop: () => execute(url, `drop database if exists ${name} with (force)`) }
}

async function execute(url: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
