import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDbFile } from '../../src/duckdb/index.ts'

/** A DuckDB file in a folder of its own. */
export function scratch(): { readonly path: string; readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-duckdb-'))
  const path = join(folder, 'warehouse.duckdb')
  return {
    path,
    folder,
    remove: () => {
      DuckDbFile.at(path).close()
      rmSync(folder, { recursive: true })
    },
  }
}
