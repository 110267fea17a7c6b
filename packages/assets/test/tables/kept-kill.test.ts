import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { postgres } from '../../src/postgres/index.ts'
import type { SqlWarehouse } from '../../src/sql/index.ts'
import { Child } from '../duckdb/child.ts'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from '../postgres/scratch.ts'
import { killedAssets, killedAttempt, killedQuery } from './killed-writes.ts'

/** More of them: `HEADWATER_KILLS=100`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 6)

/** What a child has come to, some moments before it is killed. */
const phases = ['published', 'publishing', 'staging']

const databases = {
  duckdb: async () => {
    const { path } = scratchOfTest()
    return { place: path, warehouse: duckdb({ path }), leave: () => DuckDbFile.at(path).close() }
  },
  postgres: async () => {
    const { url } = await scratchDatabaseOfTest()
    return { place: url, warehouse: postgres({ url }), leave: () => {} }
  },
}

/** Runs that both assets have committed; whatever else they staged is swept. */
async function settled({ store }: SqlWarehouse, runs: readonly number[]): Promise<readonly number[]> {
  const committed: number[] = []
  for (const run of runs) {
    const counts = await Promise.all(
      killedAssets.map(async (asset) => (await store.committed(killedAttempt(run).id, asset)).length),
    )
    // Only the newest commit of a table is kept, so that of those before the last one nothing is told.
    if (counts.every((count) => count === 1)) committed.push(run)
    else expect(counts).toEqual([0, 0])
    for (const asset of killedAssets) await store.sweep(`run${run}`, asset, [])
  }
  return committed
}

async function contentsOf({ store }: SqlWarehouse) {
  const read = (asset: string) => {
    const { at, write } = killedQuery(asset as (typeof killedAssets)[number], 0)
    const [schema = '', table = ''] = asset.split('/')
    return store.read({ schema, table, partition: null, write: { ...write } }, at)
  }
  return Promise.all(killedAssets.map(read))
}

it.each(['duckdb', 'postgres'] as const)(
  `versions and changes in %s are as if nobody had killed their writers ${kills} times`,
  { timeout: 120_000 + kills * 4000 },
  async (engine) => {
    const { place, warehouse, leave } = await databases[engine]()
    const never = (await databases[engine]()).warehouse
    let [firstRun, published] = [1, 0]
    for (let kill = 0; kill < kills; kill++) {
      const child = new Child('../../tables/children/publish-kept.ts', [engine, place, String(firstRun)])
      await child.line(phases[kill % phases.length] ?? '')
      await pause((kill * 97) % 300)
      await child.kill()
      const runs = child.lines.flatMap((line) => (line.startsWith('staging ') ? [Number(line.split(' ')[1])] : []))
      const said = child.lines.flatMap((line) => (line.startsWith('published ') ? [Number(line.split(' ')[1])] : []))
      const all = new Set([...said, ...(await settled(warehouse, runs.slice(-1)))])
      for (const run of all) {
        const staged = await never.stageQueries(killedAssets.map((asset) => killedQuery(asset, run)))
        await never.store.publish(staged, killedAttempt(run))
      }
      published += all.size
      if (published > 0) expect(await contentsOf(warehouse)).toEqual(await contentsOf(never))
      firstRun = (runs.at(-1) ?? firstRun) + 1
      leave()
    }
    console.log(`killed ${kills} times, with ${published} publications in between`)
    expect(published).toBeGreaterThan(0)
  },
)
