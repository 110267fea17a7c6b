import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail } from '../../errors/index.ts'
import { Connection } from './connection.ts'
import { migrationsAfter, newestVersion, oldestVersion } from './migrations/index.ts'
import { patiently } from './patience.ts'
import { explained, pathInvalid, readOnly } from './sqlite-error.ts'
import { queries } from './tables.ts'

/** Says in the header of a SQLite file whose it is: `Hdwr` in ASCII. */
const applicationId = 0x48647772

/** How long SQLite itself waits, which blocks this process, before we wait without blocking it. */
const blockingMs = 5

/** Opens a state file, and makes it, its folder and its tables where they are missing. */
export async function openConnection(path: string, patienceMs: number): Promise<Connection> {
  makeFolder(path)
  const { DatabaseSync } = await import('node:sqlite')
  try {
    return await prepare(new Connection(path, new DatabaseSync(path, { timeout: blockingMs })), patienceMs)
  } catch (thrown) {
    throw explained(thrown, path)
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw readOnly(path, thrown)
    throw pathInvalid(path, 'its folder cannot be made', thrown)
  }
}

async function prepare(connection: Connection, patienceMs: number): Promise<Connection> {
  try {
    await patiently(patienceMs, () => migrate(connection))
    await patiently(patienceMs, () => connection.execute('pragma journal_mode = wal; pragma synchronous = full'))
    return connection
  } catch (thrown) {
    connection.close()
    throw thrown
  }
}

/** Looks first, so that opening a file that is up to date takes no lock. */
function migrate(connection: Connection): void {
  if (isUpToDate(connection)) return
  connection.begin()
  try {
    checkOwner(connection)
    for (const step of migrationsAfter(connection.pragma('user_version'))) {
      for (const statement of step(queries)) connection.execute(statement.compile().sql)
    }
    connection.execute(`pragma application_id = ${applicationId}; pragma user_version = ${newestVersion}`)
    connection.commit()
  } finally {
    connection.rollback()
  }
}

function isUpToDate(connection: Connection): boolean {
  return connection.pragma('application_id') === applicationId && connection.pragma('user_version') === newestVersion
}

function checkOwner(connection: Connection): void {
  const version = connection.pragma('user_version')
  const isOurs = connection.pragma('application_id') === applicationId
  // The schema version counts the changes to the tables: 0 is a file that never had one.
  const isEmpty = version === 0 && connection.pragma('schema_version') === 0
  if (!isOurs && !isEmpty) throw pathInvalid(connection.path, 'it is a SQLite file of another program')
  if (isOurs && version < oldestVersion) {
    fail('STATE_OLDER', {
      message: `state store \`${connection.path}\` was written by a pre-release: it has tables of version ${version}, and this release reads versions from ${oldestVersion}`,
      hint: 'Move the file and its `-wal` and `-shm` neighbours away. With an empty store everything counts as missing and is made again.',
    })
  }
  if (version > newestVersion) {
    fail('STATE_NEWER', {
      message: `state store \`${connection.path}\` has tables of version ${version}; this release knows versions up to ${newestVersion}`,
      hint: 'A later release of Headwater made or upgraded this state store: use that release or a later one.',
    })
  }
}
