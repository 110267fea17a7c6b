import type { Staged } from '@headwater/core/io'
import { expect, it } from 'vitest'
import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { Child } from './child.ts'
import { partitionsOf, rowsOf } from './crash-rows.ts'
import { attemptOf, errorOf, scratchOfTest } from './scratch.ts'

const kills = 24
const asset = 'crash/rows'

it(`leaves nothing half done when it is killed at any moment (${kills} times)`, { timeout: 240_000 }, async () => {
  const { path } = scratchOfTest()
  const { store } = duckdb({ path })
  const seen = { committed: 0, absent: 0, staged: 0 }
  let expected = new Map<string, number>()
  let firstRun = 1
  for (let kill = 0; kill < kills; kill++) {
    const child = new Child('publish-runs.ts', [path, String(firstRun)])
    // Every other kill aims at the publishing, which is shorter than the staging.
    await child.line(kill % 2 === 0 ? 'staging' : 'publishing')
    await new Promise((killed) => setTimeout(killed, kill % 2 === 0 ? (kill * 53) % 400 : (kill * 7) % 160))
    await child.kill()

    const lastRun = lastOf(child, 'staging') ?? firstRun
    for (let run = firstRun; run < lastRun; run++) expected = afterRun(expected, run)
    const committed = await store.committed(attemptOf(lastRun).id, asset)
    // All partitions of the attempt or none; a killed child may have committed without having said so.
    expect([[], partitionsOf(lastRun)]).toContainEqual(committed.map(({ partition }) => partition))
    if (committed.length > 0) {
      expected = afterRun(expected, lastRun)
      seen.committed += 1
    } else if (lastOf(child, 'publishing') === lastRun) {
      expected = await recover(store, child, lastRun, expected)
      seen.staged += 1
    } else seen.absent += 1
    if (lastOf(child, 'published') === lastRun) expect(committed).not.toEqual([])
    expect(await tableOf(path)).toEqual(expected)

    for (let run = firstRun; run <= lastRun; run++) await store.sweep(`run${run}`, asset, [])
    expect(await stagesIn(path)).toEqual(0)
    firstRun = lastRun + 2
    DuckDbFile.at(path).close()
  }
  console.log(
    `killed ${kills} times: ${seen.committed} after the commit, ${seen.staged} with an intact stage, ${seen.absent} before`,
  )
  expect(seen.committed + seen.staged + seen.absent).toBe(kills)
})

/** What recovery does with a stage that was not committed: fence the old attempt off, then publish under a new token. */
async function recover(
  store: ReturnType<typeof duckdb>['store'],
  child: Child,
  run: number,
  expected: Map<string, number>,
) {
  const line = child.lines.findLast((line) => line.startsWith(`staged ${run} `)) ?? ''
  const staged = JSON.parse(line.slice(`staged ${run} `.length)) as readonly Staged[]
  await store.fence(
    asset,
    run + 1,
    staged.map(({ partition }) => partition),
  )
  expect((await errorOf(store.publish(staged, attemptOf(run)))).code).toBe('LEASE_LOST')
  await store.publish(staged, { ...attemptOf(run), token: run + 1 })
  return afterRun(expected, run)
}

function lastOf(child: Child, word: string): number | undefined {
  const line = child.lines.findLast((line) => line.startsWith(`${word} `))
  return line === undefined ? undefined : Number(line.split(' ')[1])
}

/** Which run wrote each partition, after one more. */
function afterRun(before: Map<string, number>, run: number): Map<string, number> {
  const after = new Map(before)
  for (const partition of partitionsOf(run)) after.set(partition, run)
  return after
}

/** Which run wrote each partition, after checking that it holds all rows of that run and no others. */
async function tableOf(path: string): Promise<Map<string, number>> {
  const rows = await DuckDbFile.at(path).use(async (session) => {
    const [exists] = await session.rows("select count(*) as n from duckdb_tables() where table_name = 'rows'")
    if (exists?.['n'] === 0) return []
    return session.rows(`select _partition, min(run) as run, max(run) as last, count(distinct index) as n, count(*) as total, max("of") as "of"
      from crash.rows group by 1`)
  })
  for (const row of rows) {
    expect(row).toMatchObject({ last: row['run'], n: row['of'], total: row['of'] })
    expect(row['of']).toBe(rowsOf(Number(row['run']), String(row['_partition'])).length)
  }
  return new Map(rows.map((row) => [String(row['_partition']), Number(row['run'])]))
}

async function stagesIn(path: string): Promise<number> {
  const [row] = await DuckDbFile.at(path).use((session) =>
    session.rows("select count(*) as n from duckdb_tables() where table_name like 'stage_%'"),
  )
  return Number(row?.['n'])
}
