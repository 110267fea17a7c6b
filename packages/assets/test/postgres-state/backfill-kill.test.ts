import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Subset } from '@headwater/core/state'
import { expect, it, onTestFinished, vi } from 'vitest'
import { killBackfills } from '../../../core/test/run/kill-backfills.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { backfillProject, partitionCount, stateSchema } from './backfill-project.ts'
import { dump, newPlace, open } from './databases.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 10)

it(`has recorded everything once after a backfill was killed ${kills} times at random moments`, {
  timeout: 240_000 + kills * 5000,
}, async () => {
  const { url } = await newPlace()
  vi.stubEnv('DATABASE_URL', url)
  onTestFinished(() => void vi.unstubAllEnvs())
  const root = await temporaryFolder()
  const folders = Array.from({ length: 4 }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const script = fileURLToPath(new URL('children/backfill.ts', import.meta.url))
  const { versions } = await killBackfills({ script, folders, kills })
  for (const [index, folder] of folders.entries()) {
    const version = versions[index] ?? 1
    await using project = backfillProject(folder, version)
    expect((await project.materialize('*')).ok).toBe(true)
    expect((await project.plan('*')).steps).toEqual([])
    expect(await project.loadByKey('each', '2024-01-24')).toBe(`each 2024-01-24 ${version}`)
    const place = { url, schema: stateSchema(folder) }
    const store = open(place)
    const made = (await store.events({ types: ['materialized'] })).flatMap(({ asset, codeVersion, partitions }) =>
      [...Subset.decode(partitions).cells()].map(({ ordinal }) => `${asset} ${codeVersion} ${ordinal}`),
    )
    expect(made.length).toBe(new Set(made).size)
    expect(made.length).toBe(version * partitionCount)
    const before = await dump(place)
    await store.rebuild()
    expect(await dump(place)).toEqual(before)
  }
})
