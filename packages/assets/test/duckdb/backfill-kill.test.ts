import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { backfillAssets, backfillCount, backfillProject } from '../../../core/test/run/backfill-project.ts'
import { callsIn, dataVersionsIn, killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { DuckDbFile, duckdb, type DuckDbRow } from '../../src/duckdb/index.ts'
import { scratchOfTest } from './scratch.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 20)
const side = 4
/** A range of eight, or four single partitions, are in the making at a time. */
const inFlight = 8

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
  timeout: 60_000 + kills * 1000,
}, async () => {
  const { folder: root } = scratchOfTest()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const script = fileURLToPath(new URL('children/backfill-tables.ts', import.meta.url))
  const { versions, killed } = await killBackfills({ script, folders, kills, afterDeath: assertWhole })
  for (const [index, folder] of folders.entries()) {
    const version = versions[index] ?? 1
    await using project = projectIn(folder, version)
    expect((await project.materialize('*')).ok).toBe(true)
    expect((await project.plan('*')).steps).toEqual([])
  }
  const quiet = new Map<number, string>()
  for (const version of new Set(versions))
    quiet.set(version, await neverKilled(join(root, `quiet ${version}`), version))
  for (const [index, folder] of folders.entries()) {
    const version = versions[index] ?? 1
    const never = quiet.get(version) ?? ''
    for (const asset of backfillAssets) {
      const all = `from main."${asset}" order by _partition, index`
      expect(await rowsIn(folder, all)).toEqual(await rowsIn(never, all))
    }
    expect(await rowsIn(folder, "from duckdb_tables() where table_name like 'stage_%'")).toEqual([])
    expect(await dataVersionsIn(folder, backfillAssets)).toEqual(await dataVersionsIn(never, backfillAssets))
    const recorded = await recordedIn(folder)
    expect(recorded.length).toBe(new Set(recorded).size)
    expect(recorded.length).toBe(version * backfillCount)
    const wasted = (await callsIn(folder)).length - recorded.length
    expect(wasted).toBeGreaterThanOrEqual(0)
    expect(wasted).toBeLessThanOrEqual((killed[index] ?? 0) * inFlight)
  }
})

async function neverKilled(folder: string, version: number): Promise<string> {
  await mkdir(folder)
  await using project = projectIn(folder, version)
  await project.materialize('*')
  return folder
}
