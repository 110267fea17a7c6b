import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { localValues } from '@headwater/core/io'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { backfillProject } from './backfill-project.ts'
import { killBackfills, recordedIn } from './kill-backfills.ts'
import { expectAsNeverKilled } from './never-killed.ts'
import { readAllTheTime } from './read-all-the-time.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 180)
const side = 15

const projectIn = (folder: string, version: number) =>
  backfillProject(folder, version, localValues({ root: join(folder, 'values') }))

/** Files by their paths from a folder. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return files.toSorted()
}

/** The readable files with what they hold. */
async function readableIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await filesIn(folder)).filter((file) => !file.startsWith('.versions'))
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'hex')] as const)),
  )
}

it(`backfills into files end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 500,
}, async () => {
  const root = await temporaryFolder()
  const folders = Array.from({ length: side }, (_, index) => join(root, `${index}`))
  for (const folder of folders) await mkdir(folder)
  const watching = folders.map((folder) => projectIn(folder, 1))
  let isOver = false
  const reading = readAllTheTime(watching, () => isOver)
  reading.catch(() => undefined)
  const script = fileURLToPath(new URL('children/backfill-files.ts', import.meta.url))
  const survived = await killBackfills({ script, folders, kills })
  isOver = true
  expect(await reading).toBeGreaterThan(0)
  await Promise.all(watching.map((project) => project.close()))
  const sameValues = async (folder: string, never: string) => {
    expect(await readableIn(join(folder, 'values'))).toEqual(await readableIn(join(never, 'values')))
    // Nothing is left behind that is not recorded.
    const kept = (await filesIn(join(folder, 'values'))).filter((file) => file.startsWith('.versions'))
    expect(kept.length).toBe((await recordedIn(folder)).length)
  }
  await expectAsNeverKilled({ root, folders, ...survived, projectIn, sameValues })
})
