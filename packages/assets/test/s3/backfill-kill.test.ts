import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import { backfillProject } from '../../../core/test/run/backfill-project.ts'
import { killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { expectAsNeverKilled } from '../../../core/test/run/never-killed.ts'
import { readAllTheTime } from '../../../core/test/run/read-all-the-time.ts'
import { s3 } from '../../src/s3/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { BesideS3, bucket, s3OfTest } from './s3-of-test.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 12)
const side = 4

const projectIn = (folder: string, version: number) =>
  backfillProject(folder, version, s3({ bucket, prefix: basename(folder) }).json())

/** The readable objects of a project with what they hold. */
async function readableIn(beside: BesideS3, folder: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `${basename(folder)}/`
  const keys = (await beside.keys(prefix)).filter((key) => !key.startsWith(`${prefix}.versions/`))
  const contents = keys.map(async (key) => [key.slice(prefix.length), (await beside.get(key)).toString('hex')] as const)
  return new Map(await Promise.all(contents))
}

it(`backfills into objects end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  const server = await s3OfTest()
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
  vi.stubEnv('AWS_REGION', server.region)
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey)
  const beside = new BesideS3(server)
  const root = await temporaryFolder()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const watching = folders.map((folder) => projectIn(folder, 1))
  let isOver = false
  const reading = readAllTheTime(watching, () => isOver)
  reading.catch(() => undefined)
  const script = fileURLToPath(new URL('children/backfill-objects.ts', import.meta.url))
  const { versions, killed } = await killBackfills({ script, folders, kills })
  isOver = true
  expect(await reading).toBeGreaterThan(0)
  await Promise.all(watching.map((project) => project.close()))
  await expectAsNeverKilled({
    root,
    folders,
    versions,
    killed,
    projectIn,
    sameValues: async (folder, never) => {
      expect(await readableIn(beside, folder)).toEqual(await readableIn(beside, never))
      // Nothing is left behind that is not recorded.
      const kept = await beside.keys(`${basename(folder)}/.versions/`)
      expect(kept.length).toBe((await recordedIn(folder)).length)
    },
  })
})
