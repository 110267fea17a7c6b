import { asset, type Check, defineProject, every, keys, multiAsset } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../run/kernel.ts'

const schema = z.number()

describe('a blocking check of a whole asset', () => {
  it('keeps its downstream from being made, also by later runs and by a run of the downstream alone', async () => {
    const refuse: Check<unknown> = { scope: 'asset', blocking: true, run: () => ({ passed: false }) }
    const up = asset('up', { schema, codeVersion: '1', checks: { refuse } }, () => 1)
    const down = asset('down', { schema, codeVersion: '1', deps: { up } }, ({ up }) => up)
    const project = projectOf([up, down])
    for (const selection of [[up, down], [up, down], [down]]) {
      expect((await project.materialize(selection)).ok).toBe(false)
      await expect(project.load(down)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
    }
    expect((await project.plan([down])).skips).toMatchObject([
      { reason: 'upstream `up` failed its blocking check `refuse`', fine: false },
    ])
  })
})

it('assets that are made together are fresh, one by one and together', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-together-'))
  const io = localValues({ root: join(folder, 'other') })
  const outputs = { a: { key: 'a', schema }, b: { key: 'b', schema, io } }
  const { a, b } = multiAsset('both', { outputs, codeVersion: '1', subset: true }, () => ({ a: 1, b: 2 }))
  const project = projectOf([a, b])
  await project.materialize('*')
  expect((await project.status()).map(({ status }) => status)).toEqual(['fresh', 'fresh'])
  expect((await project.plan([a])).steps).toEqual([])
  expect((await project.why(b)).status).toBe('fresh')
})

it('what one reader does to its input is not seen by another: it is refused', async () => {
  const rows = z.array(z.object({ n: z.number() }))
  const up = asset('up', { schema: rows, codeVersion: '1' }, () => [{ n: 1 }])
  const b = asset('b', { schema, codeVersion: '1', deps: { up } }, ({ up }) => {
    for (const row of up as { n: number }[]) row.n *= 100
    return 0
  })
  const c = asset('c', { schema, codeVersion: '1', deps: { up, b: every(b) } }, ({ up }) => up[0]?.n ?? 0)
  const project = projectOf([up, b, c])
  const run = await project.materialize('*')
  expect(run.failures).toMatchObject([{ asset: 'b', problem: { code: 'STEP_FAILED' } }])
  expect(run.failures[0]?.problem.message).toContain('read only')
})

it('a number of attempts that would let nothing run is refused', async () => {
  const of = asset('of', { schema, partitions: keys('A', 'B') }, () => 1)
  for (const concurrency of [0, -1, Number.NaN, 1.5]) {
    await expect(projectOf([of]).materialize('*', { concurrency })).rejects.toMatchObject({ code: 'LIMIT_INVALID' })
    expect(() => defineProject({ assets: [of], pools: { api: concurrency } })).toThrow('pools.api')
  }
})
