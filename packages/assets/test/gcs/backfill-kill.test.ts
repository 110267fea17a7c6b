import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bucket } from '@google-cloud/storage'
import { expect, it, vi } from 'vitest'
import { backfillProject } from '../../../core/test/run/backfill-project.ts'
import { killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { expectAsNeverKilled } from '../../../core/test/run/never-killed.ts'
import { readAllTheTime } from '../../../core/test/run/read-all-the-time.ts'
import { gcs } from '../../src/gcs/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { bucket, clientOf, gcsOfTest, optionsFor } from './gcs-of-test.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 8)
const side = 4

/** The readable objects of a project with what they hold. */
async function readableIn(beside: Bucket, folder: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `${basename(folder)}/`
  const [files] = await beside.getFiles({ prefix })
  const readable = files.filter(({ name }) => !name.startsWith(`${prefix}.versions/`))
  const contents = readable.map(async (file) => {
    const [content] = await file.download()
    return [file.name.slice(prefix.length), content.toString('hex')] as const
  })
  return new Map(await Promise.all(contents))
}

it(`backfills into objects of GCS end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  const server = await gcsOfTest()
  vi.stubEnv('GCS_OF_TEST', server.url)
  const projectIn = (folder: string, version: number) =>
    backfillProject(folder, version, gcs({ ...optionsFor(server), prefix: basename(folder) }).json())
  const beside = clientOf(server).bucket(bucket)
  const root = await temporaryFolder()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const watching = folders.map((folder) => projectIn(folder, 1))
  let isOver = false
  const reading = readAllTheTime(watching, () => isOver)
  reading.catch(() => undefined)
  const script = fileURLToPath(new URL('children/backfill-objects.ts', import.meta.url))
  const { versions, killed } = await killBackfills({ script, folders, kills })
  await expectAsNeverKilled({
    root,
    folders,
    versions,
    killed,
    projectIn,
    sameValues: async (folder, never) => {
      expect(await readableIn(beside, folder)).toEqual(await readableIn(beside, never))
      // Nothing is left behind that is not recorded.
      const [kept] = await beside.getFiles({ prefix: `${basename(folder)}/.versions/` })
      expect(kept.length).toBe((await recordedIn(folder)).length)
    },
  })
  isOver = true
  expect(await reading).toBeGreaterThan(0)
  await Promise.all(watching.map((project) => project.close()))
})
