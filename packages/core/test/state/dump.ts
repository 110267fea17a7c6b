import { DatabaseSync } from 'node:sqlite'

/** The rows of all tables of a file, or of those that are named. */
export function dump(path: string, only?: readonly string[]): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all()
    return tables
      .map(({ name }) => String(name))
      .filter((name) => only?.includes(name) ?? true)
      .map((name) => [name, database.prepare(`select * from "${name}"`).all()])
  } finally {
    database.close()
  }
}
