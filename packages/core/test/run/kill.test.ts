import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isHeadwaterError, type Project } from '@headwater/core'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { crashProject } from './crash-project.ts'

const kills = 30
const assets = ['raw', 'clean', 'window']
const days = Array.from({ length: 20 }, (_, index) => `2024-01-${String(index + 1).padStart(2, '0')}`)

interface Child {
  readonly process: ChildProcess
  readonly lines: Set<string>
  /** Resolves when it has ended, and all that it said was read. */
  readonly over: Promise<void>
  /** Resolves when the child said this, or ended. */
  said(line: string): Promise<void>
}

function start(folder: string, version: number): Child {
  const script = fileURLToPath(new URL('children/materialize-days.ts', import.meta.url))
  const process_ = spawn(process.execPath, ['--conditions=@headwater/source', script, folder, `${version}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = new Set<string>()
  const reader = createInterface({ input: process_.stdout })
  reader.on('line', (line) => lines.add(line))
  let isOver = false
  const over = once(process_, 'close').then(() => {
    isOver = true
  })
  const said = async (line: string): Promise<void> => {
    while (!lines.has(line) && !isOver) await Promise.race([once(reader, 'line'), over])
  }
  return { process: process_, lines, over, said }
}

/** Reads whatever is there, over and over: every value that can be loaded is whole, or the schema refuses it. */
async function readAllTheTime(project: Project, isOver: () => boolean): Promise<number> {
  let read = 0
  for (let turn = 0; !isOver(); turn += 1) {
    try {
      await project.loadByKey(assets[turn % 3] ?? '', days[(turn * 7) % 20])
      read += 1
    } catch (error) {
      if (!isHeadwaterError(error) || error.code !== 'NOT_MATERIALIZED') throw error
    }
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return read
}

async function valuesOf(project: Project): Promise<readonly unknown[]> {
  const values: unknown[] = []
  for (const asset of assets) for (const day of days) values.push(await project.loadByKey(asset, day))
  return values
}

/** How many runs died with some of their partitions made, and some not. */
async function diedHalfWay(project: Project): Promise<number> {
  const failed = (await project.runs(1000)).filter(({ outcome }) => outcome === 'failed')
  const reports = await Promise.all(failed.map(({ runId }) => project.run(runId)))
  const made = reports.map((run) => run.assets.reduce((sum, { partitions }) => sum + partitions, 0))
  return made.filter((count, index) => count > 0 && count < (reports[index]?.partitions ?? 0)).length
}

it(`survives ${kills} times kill -9 at any moment: what died is repaired, and the values are those of a quiet run`, {
  timeout: 240_000,
}, async () => {
  const [folder, quiet] = [await temporaryFolder(), await temporaryFolder()]
  const watching = crashProject(folder, 1)
  let isOver = false
  const reading = readAllTheTime(watching, () => isOver)
  reading.catch(() => undefined)
  let [version, killed, unrepaired] = [1, 0, false]
  while (killed < kills) {
    const child = start(folder, version)
    // A child dies soon after it has told of so many partitions, wherever in the next ones it then is.
    const told = (killed * 7) % 18
    await child.said(told === 0 ? 'started' : `made ${told}`)
    child.process.kill('SIGKILL')
    await child.over
    if (unrepaired && child.lines.has('started')) expect(child.lines).toContain('recovered')
    if (child.lines.has('done')) version += 1
    else killed += 1
    const [newest] = await watching.runs(1)
    unrepaired = newest?.outcome === 'running'
  }
  const last = start(folder, version)
  await last.said('done')
  expect([...last.lines].at(-1)).toBe('done')
  if (unrepaired) expect(last.lines).toContain('recovered')
  isOver = true
  expect(await reading).toBeGreaterThan(0)
  const never = crashProject(quiet, version)
  await never.materialize('*')
  const again = crashProject(folder, version)
  expect(await valuesOf(again)).toEqual(await valuesOf(never))
  expect((await again.plan('*')).steps).toEqual([])
  expect(await diedHalfWay(again)).toBeGreaterThan(kills / 2)
  await Promise.all([watching, never, again].map((project) => project.close()))
})
