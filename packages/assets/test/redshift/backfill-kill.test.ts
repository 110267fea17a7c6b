import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { backfillAssets, backfillCount, backfillProject } from '../../../core/test/run/backfill-project.ts'
import { dataVersionsIn, killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { redshift } from '../../src/redshift/index.ts'
import { BesideS3 } from '../s3/s3-of-test.ts'
import { stages } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { type ScratchRedshift, scratchRedshiftOfTest } from './scratch.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 4)

/** A folder with the history of a project, whose tables lie in a Redshift of its own. */
interface Place {
  readonly folder: string
  readonly scratch: ScratchRedshift
}

async function placeIn(root: string, name: string): Promise<Place> {
  const place = { folder: join(root, name), scratch: await scratchRedshiftOfTest() }
  await mkdir(place.folder)
  await writeFile(join(place.folder, 'options.json'), JSON.stringify(place.scratch.options))
  return place
}

const projectOf = ({ folder, scratch }: Place, version: number) =>
  backfillProject(folder, version, redshift(scratch.options).table())

const rowsOf = ({ scratch }: Place, sql: string) => scratch.database.use((session) => session.rows(sql))

it(`backfills into Redshift end as if nobody had killed them ${kills} times at random moments, and nothing waits in S3`, {
  timeout: 240_000 + kills * 5000,
}, async () => {
  const root = await temporaryFolder()
  const places = [await placeIn(root, 'one'), await placeIn(root, 'two')]
  const script = fileURLToPath(new URL('children/backfill-loads.ts', import.meta.url))
  const { versions } = await killBackfills({ script, folders: places.map(({ folder }) => folder), kills })
  for (const [index, place] of places.entries()) {
    const version = versions[index] ?? 1
    await using project = projectOf(place, version)
    expect((await project.materialize('*')).failures).toEqual([])
    const never = await placeIn(root, `never ${index}`)
    await using quiet = projectOf(never, version)
    await quiet.materialize('*')
    for (const asset of backfillAssets) {
      const all = `select _partition, day, version, index, "of" from public."${asset}" order by _partition, _row`
      expect(await rowsOf(place, all)).toEqual(await rowsOf(never, all))
    }
    expect(await dataVersionsIn(place.folder, backfillAssets)).toEqual(
      await dataVersionsIn(never.folder, backfillAssets),
    )
    const recorded = await recordedIn(place.folder)
    expect(recorded.length).toBe(new Set(recorded).size)
    expect(recorded.length).toBe(version * backfillCount)
    expect(await rowsOf(place, stages)).toEqual([{ n: 0 }])
    expect(await new BesideS3(place.scratch.s3).keys()).toEqual([])
  }
})
