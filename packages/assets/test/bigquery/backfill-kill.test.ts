import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Project } from '@headwater/core'
import { expect, it, vi } from 'vitest'
import { backfillAssets, backfillProject } from '../../../core/test/run/backfill-project.ts'
import { expectAsNeverKilled } from '../../../core/test/run/never-killed.ts'
import { bigquery } from '../../src/bigquery/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { Child } from '../duckdb/child.ts'
import { serverOfFile } from './bench.ts'
import { datasetOf } from './dataset-of.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 3)

const { server, client } = serverOfFile()

function projectIn(folder: string, version: number): Project {
  const { projectId, url: apiEndpoint } = server()
  const dataset = datasetOf(folder)
  return backfillProject(folder, version, bigquery({ dataset, projectId, apiEndpoint }).table())
}

async function rowsIn(folder: string, sql: string): Promise<readonly object[]> {
  return (await client().query({ query: sql, defaultDataset: { datasetId: datasetOf(folder) } }))[0]
}

async function tablesIn(folder: string): Promise<readonly string[]> {
  const [tables] = await client().dataset(datasetOf(folder)).getTables()
  return tables.flatMap(({ id }) => id ?? [])
}

/** Every partition is whole, of one version, and as many rows as its commit says: in one query, which sees one snapshot. */
async function assertWhole(folder: string): Promise<number> {
  const there = new Set(await tablesIn(folder))
  const seen = backfillAssets.filter((asset) => there.has(asset) && there.has(`_headwater_ledger_${asset}`))
  for (const asset of seen) {
    const broken = `SELECT held.day, n, least, versions, places, row_count FROM (
        SELECT CAST(_headwater_partition AS STRING) AS day, COUNT(*) AS n, MIN(\`of\`) AS least,
          COUNT(DISTINCT version) AS versions, COUNT(DISTINCT index) AS places FROM \`${asset}\` GROUP BY 1
      ) AS held
      FULL JOIN (SELECT partition_key, row_count FROM \`_headwater_ledger_${asset}\` WHERE kind = 'commit') AS committed
        ON committed.partition_key = held.day
      WHERE n IS DISTINCT FROM row_count OR n != least OR versions != 1 OR places != n`
    expect(await rowsIn(folder, broken)).toEqual([])
  }
  return seen.length
}

/** Looks again and again until it is over; then it fails where something was half there. */
async function watch(folder: string, isOver: () => boolean): Promise<number> {
  let looks = 0
  for (; !isOver(); await pause(20)) looks += await assertWhole(folder)
  return looks
}

/**
 * Kills the backfills of a folder at random moments of their first seconds. Answers with the version that they came to,
 * and how often they were killed at work.
 */
async function killBackfills(folder: string): Promise<{ readonly version: number; readonly killed: number }> {
  let [version, killed] = [1, 0]
  for (let life = 0; killed < kills; life += 1) {
    const child = new Child('../../bigquery/children/backfill-tables.ts', [
      folder,
      `${version}`,
      life % 2 === 0 ? 'run' : 'resume',
    ])
    await child.line('started')
    await pause(Math.random() * 3000)
    await child.kill()
    const done = child.lines.filter((line) => line.startsWith('done')).length
    version += done
    if (child.lines.filter((line) => line.startsWith('started')).length > done) killed += 1
  }
  return { version, killed }
}

it(`backfills into BigQuery end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  vi.stubEnv('BIGQUERY_URL', server().url)
  vi.stubEnv('BIGQUERY_PROJECT', server().projectId)
  const root = await temporaryFolder()
  const folder = join(root, 'killed')
  await mkdir(folder)
  await client().createDataset(datasetOf(folder))
  let isOver = false
  const watching = watch(folder, () => isOver)
  watching.catch(() => undefined)
  const { version, killed } = await killBackfills(folder)
  isOver = true
  expect(await watching).toBeGreaterThan(0)
  await client().createDataset(datasetOf(`quiet ${version}`))
  const sameValues = async (folder: string, never: string) => {
    for (const asset of backfillAssets) {
      const all = `SELECT * FROM \`${asset}\` ORDER BY _headwater_partition, _headwater_row`
      expect(await rowsIn(folder, all)).toEqual(await rowsIn(never, all))
    }
    expect((await tablesIn(folder)).filter((name) => name.startsWith('_headwater_stage_'))).toEqual([])
  }
  await expectAsNeverKilled({ root, folders: [folder], versions: [version], killed: [killed], projectIn, sameValues })
})
