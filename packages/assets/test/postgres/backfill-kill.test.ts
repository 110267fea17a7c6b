import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { backfillAssets, backfillCount, backfillProject } from '../../../core/test/run/backfill-project.ts'
import { callsIn, dataVersionsIn, killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import type { TableRow } from '../../src/tables/table-session.ts'
import { stages } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 12)
const side = 4
/** A range of eight, or four single partitions, are in the making at a time. */
const inFlight = 8

async function databaseIn(folder: string): Promise<PostgresDatabase> {
  return PostgresDatabase.at(await readFile(join(folder, 'url'), 'utf8'))
}

async function projectIn(folder: string, version: number) {
  return backfillProject(folder, version, postgres({ url: await readFile(join(folder, 'url'), 'utf8') }).table())
}

async function rowsIn(folder: string, sql: string): Promise<readonly TableRow[]> {
  return (await databaseIn(folder)).use((session) => session.rows(sql))
}

/**
 * Every partition is whole, of one version, and as many rows as its commit says: in one statement, which sees one state of
 * the database. Answers whether there was something to see.
 */
async function assertWhole(folder: string): Promise<boolean> {
  const found = await rowsIn(folder, "select relname as asset from pg_class where relname in ('range', 'each')")
  for (const { asset } of found) {
    const broken = `
      select _partition from (
        select _partition, count(*) as n, min("of") as least, count(distinct version) as versions,
          count(distinct index) as places
        from public."${String(asset)}" group by 1
      ) as held
      full join (select partition as _partition, row_count from _headwater.commits where asset = '${String(asset)}') as committed
        using (_partition)
      where n <> least or versions <> 1 or places <> n or n is distinct from row_count`
    expect(await rowsIn(folder, broken)).toEqual([])
  }
  return found.length > 0
}

/** Looks again and again until it is disposed of; then it fails where something was half there. */
function watching(folders: readonly string[]): AsyncDisposable & { readonly looks: () => number } {
  let isOver = false
  let looks = 0
  const done = (async () => {
    while (!isOver) {
      for (const folder of folders) looks += (await assertWhole(folder)) ? 1 : 0
      await pause(2)
    }
  })()
  done.catch(() => {})
  return {
    looks: () => looks,
    [Symbol.asyncDispose]: async () => {
      isOver = true
      await done
    },
  }
}

async function folderWithDatabase(folder: string): Promise<string> {
  await mkdir(folder)
  await writeFile(join(folder, 'url'), (await scratchDatabaseOfTest()).url)
  return folder
}

it(`backfills into tables end as if nobody had killed them ${kills} times at random moments, and no reader sees half of it`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  const root = await temporaryFolder()
  const folders: string[] = []
  for (let index = 0; index < side; index++) folders.push(await folderWithDatabase(join(root, `${index}`)))
  const script = fileURLToPath(new URL('children/backfill-tables.ts', import.meta.url))
  const { versions, killed } = await whileWatching(folders, async () => {
    const survived = await killBackfills({ script, folders, kills })
    // While they are watched too: the few kills of every day may all come before the first table is there.
    for (const [index, folder] of folders.entries()) await finish(folder, survived.versions[index] ?? 1)
    return survived
  })
  const quiet = new Map<number, string>()
  for (const version of new Set(versions))
    quiet.set(version, await neverKilled(join(root, `quiet ${version}`), version))
  for (const [index, folder] of folders.entries()) {
    const version = versions[index] ?? 1
    const never = quiet.get(version) ?? ''
    for (const asset of backfillAssets) {
      const all = `select _partition, day, version, index, "of" from public."${asset}" order by _partition, _row`
      expect(await rowsIn(folder, all)).toEqual(await rowsIn(never, all))
    }
    expect(await rowsIn(folder, stages)).toEqual([{ n: 0 }])
    expect(await dataVersionsIn(folder, backfillAssets)).toEqual(await dataVersionsIn(never, backfillAssets))
    const recorded = await recordedIn(folder)
    expect(recorded.length).toBe(new Set(recorded).size)
    expect(recorded.length).toBe(version * backfillCount)
    const wasted = (await callsIn(folder)).length - recorded.length
    expect(wasted).toBeGreaterThanOrEqual(0)
    expect(wasted).toBeLessThanOrEqual((killed[index] ?? 0) * inFlight)
  }
})

async function whileWatching<T>(folders: readonly string[], work: () => Promise<T>): Promise<T> {
  const watch = watching(folders)
  const result = await work().finally(() => watch[Symbol.asyncDispose]())
  expect(watch.looks()).toBeGreaterThan(0)
  return result
}

async function finish(folder: string, version: number): Promise<void> {
  await using project = await projectIn(folder, version)
  expect((await project.materialize('*')).failures).toEqual([])
  expect((await project.plan('*')).steps).toEqual([])
}

async function neverKilled(folder: string, version: number): Promise<string> {
  await folderWithDatabase(folder)
  await using project = await projectIn(folder, version)
  await project.materialize('*')
  return folder
}
