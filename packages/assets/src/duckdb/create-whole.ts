import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { loadDuckDb } from './load-duckdb.ts'

/**
 * Makes an empty database where there is no file. DuckDB writes a new file piece by piece, and cannot open one whose maker died
 * meanwhile; so it is made under another name, and appears when it is whole. Of two who make one at once the first wins.
 */
export async function createWhole(path: string): Promise<void> {
  if (existsSync(path)) return
  const { DuckDBInstance } = await loadDuckDb()
  const temporary = `${path}.${randomUUID()}.new`
  try {
    const instance = await DuckDBInstance.create(temporary)
    instance.closeSync()
    await link(temporary, path)
  } catch (error) {
    // Another process was faster; or the file system has no links, and DuckDB makes the file as it can.
    if (!(error instanceof Error && 'code' in error)) throw error
  } finally {
    await rm(temporary, { force: true })
  }
}
