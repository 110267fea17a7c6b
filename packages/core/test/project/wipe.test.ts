import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { asset, every, lookback } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, projectOf, thrownBy } from '../run/kernel.ts'
import { newPlace, numbers, type Place } from './history.ts'

/** The files of values, versions and readable ones. */
async function filesIn({ folder }: Place): Promise<readonly string[]> {
  const entries = await readdir(`${folder}/values`, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('wiping', () => {
  const prices = numbers('prices', days)
  const sum = asset(
    'sum',
    { partitions: days, schema: z.string(), codeVersion: '1', deps: { prices } },
    (of) => of.prices,
  )
  const all = asset('all', { schema: z.number(), codeVersion: '1', deps: { prices: every(prices) } }, (of) => {
    return [...of.prices.keys()].length
  })

  it('forgets: what was wiped counts as missing, and its value cannot be loaded', async () => {
    const place = await newPlace()
    await using project = place.release([prices])
    await project.materialize('*')
    const files = await filesIn(place)
    const report = await project.wipe('prices', { partitions: '2024-01-02..2024-01-03' })
    expect(report).toEqual({
      assets: [{ asset: 'prices', partitions: '2 partitions: 2024-01-02..2024-01-03', count: 2 }],
      deleted: false,
      dryRun: false,
    })
    expect((await thrownBy(() => project.load(prices, '2024-01-02'))).code).toBe('NOT_MATERIALIZED')
    expect(inShort(await project.plan('*'))).toEqual(['prices: 2 partitions: 2024-01-02..2024-01-03 (missing)'])
    expect(await filesIn(place)).toEqual(files)
  })

  it('deletes: the versions of what was wiped are gone, old ones too, and others are not', async () => {
    const place = await newPlace()
    await using project = place.release([prices])
    await project.materialize('*')
    await project.materialize('*', { partitions: '2024-01-02', force: true })
    expect((await filesIn(place)).length).toBe(21)
    await project.wipe('prices', { partitions: '2024-01-02..2024-01-03', deletes: true })
    expect((await filesIn(place)).length).toBe(16)
    expect(await project.load(prices, '2024-01-04')).toBe('prices 2024-01-04')
    await project.wipe('prices', { deletes: true })
    expect(await filesIn(place)).toEqual([])
    expect((await project.prune()).values).toEqual([])
    await project.materialize('*')
    expect(await project.load(prices, '2024-01-02')).toBe('prices 2024-01-02')
  })

  it('says only what it would do in a dry run', async () => {
    const place = await newPlace()
    await using project = place.release([prices])
    await project.materialize('*')
    const report = await project.wipe('*', { deletes: true, dryRun: true })
    expect(report).toMatchObject({ assets: [{ asset: 'prices', count: 10 }], deleted: true, dryRun: true })
    expect([(await project.plan('*')).steps, (await filesIn(place)).length]).toEqual([[], 20])
  })

  it('leaves what is downstream stale when it reads what is there, and blocked when it reads that partition', async () => {
    const { release } = await newPlace()
    await using project = release([prices, sum, all])
    await project.materialize('*')
    await project.wipe('prices', { partitions: '2024-01-02' })
    const plan = await project.plan('sum or all')
    expect(inShort(plan)).toEqual(['all (upstream changed: prices)'])
    expect(plan.skips.filter(({ fine }) => !fine)).toEqual([
      expect.objectContaining({
        asset: 'sum',
        partitions: expect.stringContaining('2024-01-02'),
        reason: 'upstream `prices` is missing',
      }),
    ])
    await project.materialize('*')
    expect((await project.plan('*')).steps).toEqual([])
  })

  it('makes nothing again downstream when the same value comes back', async () => {
    const { release } = await newPlace()
    const window = asset(
      'window',
      { partitions: days, schema: z.number(), codeVersion: '1', deps: { last: lookback(prices, 2) } },
      ({ last }) => [...last.keys()].length,
    )
    await using project = release([prices, window])
    await project.materialize('*')
    await project.wipe('prices', { partitions: '2024-01-05', deletes: true })
    const run = await project.materialize('*')
    expect(run.steps.map(({ step, made, cutOff }) => `${step} ${made} ${cutOff}`)).toEqual(['prices 1 0', 'window 0 2'])
  })

  it('forgets failures too, and wipes nothing of which nothing is recorded', async () => {
    const { release } = await newPlace()
    const broken = asset('broken', { partitions: days, schema: z.number(), codeVersion: '1' }, () => {
      throw new Error('no')
    })
    await using project = release([broken])
    expect((await project.wipe('*')).assets).toEqual([])
    await project.materialize('*', { partitions: '2024-01-01' })
    expect((await project.status())[0]?.counts.failed).toBe(1)
    await project.wipe('*')
    expect((await project.status())[0]?.counts).toMatchObject({ failed: 0, missing: 10 })
  })

  it('is refused for values that their manager cannot delete, and while a run makes them', async () => {
    const plain = projectOf([prices])
    await plain.materialize('*')
    expect(await thrownBy(() => plain.wipe('*', { deletes: true }))).toMatchObject({
      code: 'WIPE_UNSUPPORTED',
      message: 'the values of asset `prices` cannot be deleted: `memoryValues` does not know how',
    })
    const { release } = await newPlace()
    let [begun, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    open.resolve()
    const slow = asset('slow', { schema: z.number(), codeVersion: '1' }, async () => {
      begun.resolve()
      await open.promise
      return 1
    })
    await using project = release([slow])
    await project.materialize('*')
    begun = Promise.withResolvers()
    open = Promise.withResolvers()
    const running = project.materialize('*', { force: true })
    await begun.promise
    expect((await thrownBy(() => project.wipe('*'))).code).toBe('LEASE_HELD')
    open.resolve()
    expect((await running).ok).toBe(true)
  })

  it('killed between the record and the deletion: nothing wiped can be read, and prune deletes the rest', async () => {
    const place = await newPlace()
    await using before = place.release([prices])
    await before.materialize('*')
    const script = fileURLToPath(new URL('../run/children/wipe-and-die.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=@headwater/source', script, place.folder], {
      stdio: 'inherit',
    })
    const [, signal] = await once(child, 'close')
    expect(signal).toBe('SIGKILL')
    expect((await filesIn(place)).length).toBe(17)
    await using project = place.release([prices])
    expect(inShort(await project.plan('*'))).toEqual(['prices: 5 partitions: 2024-01-01..2024-01-05 (missing)'])
    expect((await thrownBy(() => project.load(prices, '2024-01-05'))).code).toBe('NOT_MATERIALIZED')
    await project.materialize('*', { partitions: '2024-01-05' })
    expect(await project.load(prices, '2024-01-05')).toBe('prices 2024-01-05')
    expect((await project.prune({ dryRun: true })).values).toEqual([{ asset: 'prices', values: 5 }])
    expect((await project.prune()).values).toEqual([{ asset: 'prices', values: 5 }])
    expect((await filesIn(place)).length).toBe(12)
    expect(await project.load(prices, '2024-01-05')).toBe('prices 2024-01-05')
    expect((await project.prune()).values).toEqual([])
  })
})
