import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { IoManager, Json } from '@headwater/core/io'
import { expect } from 'vitest'
import { backfillProject } from '../../../core/test/run/backfill-project.ts'
import { killBackfills, recordedIn } from '../../../core/test/run/kill-backfills.ts'
import { expectAsNeverKilled } from '../../../core/test/run/never-killed.ts'
import { readAllTheTime } from '../../../core/test/run/read-all-the-time.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** What lies in a bucket, seen from beside the library. */
interface Beside {
  keys(prefix: string): Promise<readonly string[]>
  get(key: string): Promise<Buffer>
}

/** Backfills into objects, which are killed over and over while somebody reads. */
export interface KilledObjects {
  /** The script that makes one version after the other, as for `killBackfills`. */
  readonly script: URL
  readonly kills: number
  /** Keeps the values of one project, under a prefix of its own. */
  readonly ioAt: (prefix: string) => IoManager<Json>
  readonly beside: Beside
}

const side = 4

/** Fails unless everything ends as if nobody had killed them, and nothing half made was ever read. */
export async function killObjectBackfills({ script, kills, ioAt, beside }: KilledObjects): Promise<void> {
  const projectIn = (folder: string, version: number) => backfillProject(folder, version, ioAt(basename(folder)))
  const root = await temporaryFolder()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const watching = folders.map((folder) => projectIn(folder, 1))
  let isOver = false
  const reading = readAllTheTime(watching, () => isOver)
  reading.catch(() => undefined)
  const { versions, killed } = await killBackfills({ script: fileURLToPath(script), folders, kills })
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
  // Until now: the few kills of every day may all come before the first value is there.
  isOver = true
  expect(await reading).toBeGreaterThan(0)
  await Promise.all(watching.map((project) => project.close()))
}

/** The readable objects of a project with what they hold. */
async function readableIn(beside: Beside, folder: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `${basename(folder)}/`
  const keys = (await beside.keys(prefix)).filter((key) => !key.startsWith(`${prefix}.versions/`))
  const contents = keys.map(async (key) => [key.slice(prefix.length), (await beside.get(key)).toString('hex')] as const)
  return new Map(await Promise.all(contents))
}
