import { type Probe, probed, probeFolder } from '@headwater/core/io'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { probeTables, type Using } from '../tables/probe-tables.ts'
import { loadDuckDb } from './load-duckdb.ts'

/**
 * See `StoreHome.probe`: `using` gives the file's connections, `path` is absent for a database in memory. A file that is not
 * there is not made: its folder tells whether it can be.
 */
export async function probeDuckDb(path: string | undefined, using: Using): Promise<readonly Probe[]> {
  const loaded = await probed('has its client library', async () => (await loadDuckDb()).version())
  if (!loaded.ok) return [loaded]
  if (path !== undefined && !existsSync(path)) return [loaded, ...(await probeFolder(dirname(path)))]
  return probeTables(using)
}
