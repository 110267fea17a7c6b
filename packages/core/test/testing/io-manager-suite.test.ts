import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IoManager, localValues, type Store } from '@headwater/core/io'
import { ioManagerSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'

/** The sentences that fail for a store which is right but for `broken`. */
async function failuresOf(
  broken: (store: Store, io: IoManager<unknown>) => Partial<Store>,
): Promise<readonly string[]> {
  const tests: { readonly sentence: string; readonly body: () => Promise<void> }[] = []
  const breakDown = (io: IoManager<unknown>): IoManager<unknown> => ({
    ...io,
    store: { ...io.store!, ...broken(io.store!, io) },
  })
  const create = async () => {
    const root = await mkdtemp(join(tmpdir(), 'headwater-'))
    const io = async () => breakDown(localValues({ root }))
    return { io: await io(), reopen: io, close: () => rm(root, { recursive: true }) }
  }
  ioManagerSuite('broken', create, {
    describe: (_, body) => body(),
    it: (sentence, body) => tests.push({ sentence, body }),
    expect,
    samples: [1, 2, 3],
  })
  const failures: string[] = []
  for (const { sentence, body } of tests) {
    await body().catch(() => failures.push(sentence))
  }
  return failures
}

describe('ioManagerSuite', () => {
  it('passes a store that is right', async () => {
    expect(await failuresOf(() => ({}))).toEqual([])
  })

  it('finds a store that shows what is only staged', async () => {
    const failures = await failuresOf((store) => ({
      stage: async (values) =>
        store.publish(await store.stage(values), values[0]?.at.attempt ?? { id: '', runId: '', token: 0 }),
    }))
    expect(failures).toContain('shows nobody what is only staged')
  })

  it('finds data versions that say nothing', async () => {
    let count = 0
    for (const dataVersion of [() => 'same:1', () => `other:${count++}`]) {
      const failures = await failuresOf((store) => ({
        stage: async (values) =>
          (await store.stage(values)).map((staged) => ({ ...staged, dataVersion: dataVersion() })),
      }))
      expect(failures).toEqual(['gives equal data versions to equal values, and to those only'])
    }
  })

  it('finds a sweep that takes too much, and one that takes nothing', async () => {
    const sentence = 'sweeps what a dead run staged, but not what is to be kept, nor what others staged'
    expect(await failuresOf((store) => ({ sweep: (run, asset) => store.sweep(run, asset, []) }))).toContain(sentence)
    expect(await failuresOf(() => ({ sweep: async () => 0 }))).toContain(sentence)
  })

  it('finds a store of tables that lets anyone publish', async () => {
    expect(await failuresOf(() => ({ commit: 'in-place' }))).toEqual([
      'tells what an attempt has committed in place',
      'refuses to publish in place with a token below the fence',
      'fences the named partitions alone, so that a run at work on the others can publish',
      'refuses to publish in place over the commit of a higher token',
      'removes nothing in place over a commit of a higher token, and bars lower ones afterwards',
    ])
  })
})
