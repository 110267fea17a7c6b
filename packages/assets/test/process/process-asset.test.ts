import { asset, daily, every, rangeAsset, type RunProgress } from '@headwater/core'
import { files, processAsset } from '@headwater/assets'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const node = process.execPath
const sum = fileURLToPath(new URL('./programs/sum.mjs', import.meta.url))
const Sum = z.object({ partition: z.string(), sum: z.number(), argument: z.string() })

/** The failure of an asset that is made by this script. */
async function failureOf(...command: readonly [string, ...string[]]) {
  const lake = files({ root: await temporaryFolder() })
  const made = processAsset('made', { schema: z.number(), io: lake.json(), command: () => command })
  const { failures } = await projectOf([made]).materialize('*')
  expect(failures).toHaveLength(1)
  return failures[0]?.problem
}

describe('an asset that another program makes', () => {
  test('gets the addresses of its inputs, its partition and arguments, and its output is parsed and kept', async () => {
    const lake = files({ root: await temporaryFolder() })
    const days = daily({ start: '2024-01-01', end: '2024-01-02' })
    const numbers = asset('numbers', { partitions: days, schema: z.number(), io: lake.json() }, (_, { partition }) =>
      Number(partition.slice(-2)),
    )
    const total = processAsset('total', {
      deps: { numbers: every(numbers) },
      partitions: days,
      schema: Sum,
      io: lake.json(),
      command: ({ partition }) => [node, sum, `for ${partition}`],
    })
    const project = projectOf([numbers, total])
    const logged: (readonly [string, string])[] = []
    const onProgress = (progress: RunProgress) => {
      if (progress.kind === 'log') logged.push([progress.level, progress.message])
    }
    const { failures } = await project.materialize('*', { onProgress })
    expect(failures).toEqual([])
    expect(await project.load(total, '2024-01-02')).toEqual({
      partition: '2024-01-02',
      sum: 3,
      argument: 'for 2024-01-02',
    })
    expect(logged).toContainEqual(['info', 'making total of 2'])
    expect(logged).toContainEqual(['warn', 'nothing to worry about'])
    expect((await project.plan('total')).steps.map(({ reason }) => reason)).toEqual([])
  })

  test('gets any number of inputs', async () => {
    const lake = files({ root: await temporaryFolder() })
    const days = daily({ start: '2020-01-01', end: '2022-12-31' })
    const numbers = rangeAsset(
      'numbers',
      { partitions: days, schema: z.number(), io: lake.json() },
      (_, { partitions }) => partitions.map((day) => [day, 1] as const),
    )
    const total = processAsset('total', {
      deps: { numbers: every(numbers) },
      schema: Sum,
      io: lake.json(),
      command: () => [node, sum],
    })
    const project = projectOf([numbers, total])
    await makeAll(project)
    expect(await project.load(total)).toEqual({ partition: '', sum: 1096, argument: '' })
  })

  test('is refused by its schema like any other value', async () => {
    const problem = await failureOf(node, '-e', 'fs.writeFileSync(process.env.HEADWATER_OUTPUT, `"text"`)')
    expect(problem?.code).toBe('VALUE_REFUSED')
  })

  test('fails with the end of its stderr when it ends with another status than 0', async () => {
    const problem = await failureOf(
      node,
      '-e',
      'for (let i = 0; i < 30; i++) console.error(`line ${i}`); process.exit(3)',
    )
    expect(problem?.code).toBe('STEP_FAILED')
    expect(problem?.message).toContain('that makes asset `made` ended with status 3; its stderr ends with:\nline 10\n')
    expect(problem?.message).toMatch(/line 29$/)
  })

  test('fails when a signal ended it', async () => {
    const problem = await failureOf(node, '-e', 'process.kill(process.pid, "SIGKILL")')
    expect(problem?.message).toContain('ended with signal SIGKILL')
  })

  test('fails when it cannot be started', async () => {
    const problem = await failureOf('no-such-program-anywhere')
    expect(problem?.code).toBe('STEP_FAILED')
    expect(problem?.message).toContain(
      'the program `no-such-program-anywhere` that makes asset `made` cannot be started',
    )
  })

  test('fails when it writes nothing, or no JSON', async () => {
    const nothing = await failureOf(node, '-e', '')
    expect(nothing?.code).toBe('OUTPUT_MISSING')
    const broken = await failureOf(node, '-e', 'fs.writeFileSync(process.env.HEADWATER_OUTPUT, "{")')
    expect(broken?.code).toBe('OUTPUT_MISSING')
    expect(broken?.message).toContain('wrote no JSON to the file that HEADWATER_OUTPUT names')
  })

  test('names the asset when its command throws', async () => {
    const lake = files({ root: await temporaryFolder() })
    const made = processAsset('made', {
      schema: z.number(),
      io: lake.json(),
      command: () => {
        throw new Error('which program?')
      },
    })
    const { failures } = await projectOf([made]).materialize('*')
    expect(failures[0]?.problem.message).toBe('the command of asset `made` threw Error: which program?')
  })

  test('is ended when the run is cancelled, and leaves no folder behind', async () => {
    const folder = await temporaryFolder()
    const lake = files({ root: folder })
    const notes = join(folder, 'notes')
    await writeFile(notes, '')
    const script = `
      process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(notes)}, process.env.HEADWATER_OUTPUT); process.exit(1) })
      console.log('ready')
      setInterval(() => {}, 1000)`
    const made = processAsset('made', { schema: z.number(), io: lake.json(), command: () => [node, '-e', script] })
    const cancel = new AbortController()
    const onProgress = (progress: RunProgress) => {
      if (progress.kind === 'log' && progress.message === 'ready') cancel.abort()
    }
    const { outcome } = await projectOf([made]).materialize('*', { signal: cancel.signal, onProgress })
    expect(outcome).toBe('cancelled')
    await expect.poll(() => readFile(notes, 'utf8')).not.toBe('')
    const output = await readFile(notes, 'utf8')
    await expect.poll(() => existsSync(dirname(output))).toBe(false)
  })
})
