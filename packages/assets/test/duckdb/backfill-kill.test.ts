import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { backfillAssets, backfillProject } from '../../../core/test/run/backfill-project.ts'
import { killBackfills } from '../../../core/test/run/kill-backfills.ts'
import { expectAsNeverKilled } from '../../../core/test/run/never-killed.ts'
import { DuckDbFile, duckdb, type DuckDbRow } from '../../src/duckdb/index.ts'
import { scratchOfTest } from './scratch.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 20)
const side = 4

const pathIn = (folder: string) => join(folder, 'tables.duckdb')
const projectIn = (folder: string, version: number) =>
  backfillProject(folder, version, duckdb({ path: pathIn(folder) }).table())

async function rowsIn(folder: string, sql: string): Promise<readonly DuckDbRow[]> {
  const file = DuckDbFile.at(pathIn(folder))
  try {
    return await file.use((session) => session.rows(sql))
  } finally {
    file.close()
  }
}

/** Whoever opens the file after a death finds every partition whole, and of one version. */
async function assertWhole(folder: string): Promise<void> {
  for (const asset of backfillAssets) {
    const [found] = await rowsIn(folder, `select count(*)::int as n from duckdb_tables() where table_name = '${asset}'`)
    if (found?.['n'] === 0) continue
    const broken = `select _partition from main."${asset}" group by all
      having count(*) <> min("of") or count(distinct version) <> 1 or count(distinct index) <> count(*)`
    expect(await rowsIn(folder, broken)).toEqual([])
  }
}

it(`backfills into tables end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 1000,
}, async () => {
  const { folder: root } = scratchOfTest()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const script = fileURLToPath(new URL('children/backfill-tables.ts', import.meta.url))
  const survived = await killBackfills({ script, folders, kills, afterDeath: assertWhole })
  const sameValues = async (folder: string, never: string) => {
    for (const asset of backfillAssets) {
      const all = `from main."${asset}" order by _partition, index`
      expect(await rowsIn(folder, all)).toEqual(await rowsIn(never, all))
    }
    expect(await rowsIn(folder, "from duckdb_tables() where table_name like 'stage_%'")).toEqual([])
  }
  await expectAsNeverKilled({ root, folders, ...survived, projectIn, sameValues })
})
