import { asset, every, externalAsset, memoryState } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()

describe('an external asset with `observe`', () => {
  it('makes its readers stale when its data version changes', async () => {
    let dataVersion = 'v1'
    const vendor = externalAsset('vendor', { observe: () => ({ dataVersion, facts: { size: 3 } }) })
    const reader = asset('reader', { schema, codeVersion: '1', deps: { all: every(vendor) } }, () => 1)
    const project = projectOf([vendor, reader])
    await project.materialize('*')
    expect((await project.plan('*')).steps).toEqual([])
    dataVersion = 'v2'
    expect(inShort(await project.plan('*'))).toEqual(['reader (upstream changed: vendor)'])
    expect((await project.status('status:stale')).map(({ asset }) => asset)).toEqual(['reader'])
    await project.materialize('*')
    expect((await project.partitionLineage(reader, null))?.inputs[0]?.sample).toEqual([
      { partition: null, dataVersion: 'v2' },
    ])
  })

  it('that throws keeps its readers from being made, with its words, and nothing else', async () => {
    const vendor = externalAsset('vendor', {
      observe: () => {
        throw new Error('no route to host')
      },
    })
    const reader = asset('reader', { schema, codeVersion: '1', deps: { vendor } as never }, () => 1)
    const apart = asset('apart', { schema, codeVersion: '1' }, () => 1)
    const run = await projectOf([vendor, reader, apart]).materialize('*')
    expect(run.ok).toBe(false)
    expect(run.steps.map(({ step, made }) => [step, made])).toEqual([['apart', 1]])
    expect(run.plan.skips).toMatchObject([
      {
        asset: 'reader',
        fine: false,
        reason: 'upstream `vendor` cannot be read: observe of asset `vendor` threw Error: no route to host',
      },
    ])
  })
})

describe('an external asset without `observe`', () => {
  it('is as new as what its IO manager reads', async () => {
    const files = memoryValues()
    files.values.set('vendor', 7)
    const vendor = externalAsset('vendor', { schema, io: files })
    const reader = asset('reader', { schema, codeVersion: '1', deps: { vendor } }, ({ vendor }) => vendor * 2)
    const project = projectOf([vendor, reader])
    await project.materialize('*')
    expect([await project.load(reader), await project.load(vendor)]).toEqual([14, 7])
    files.values.set('vendor', 8)
    expect(inShort(await project.plan('*'))).toEqual(['reader (upstream changed: vendor)'])
    await project.materialize('*')
    expect(await project.load(reader)).toBe(16)
  })

  it('has the partitions that can be read', async () => {
    const files = memoryValues()
    for (const day of ['2024-01-02', '2024-01-03']) files.values.set(`vendor ${day}`, 1)
    const vendor = externalAsset('vendor', { schema, partitions: days, io: files })
    const reader = asset(
      'reader',
      { partitions: days, schema, codeVersion: '1', deps: { vendor } },
      ({ vendor }) => vendor,
    )
    const run = await projectOf([vendor, reader]).materialize('*')
    expect(run.steps).toMatchObject([{ step: 'reader', made: 2 }])
    expect(run.plan.skips.reduce((sum, { count }) => sum + count, 0)).toBe(8)
  })

  it('that cannot be read any more is absent, and says why', async () => {
    const files = memoryValues()
    files.values.set('vendor', 7)
    const vendor = externalAsset('vendor', { schema, io: files })
    const reader = asset('reader', { schema, codeVersion: '1', deps: { vendor } }, ({ vendor }) => vendor)
    const project = projectOf([vendor, reader])
    await project.materialize('*')
    files.values.clear()
    const plan = await project.plan('*')
    expect(plan.skips).toMatchObject([
      { fine: false, reason: expect.stringMatching(/^upstream `vendor` cannot be read: .*there is no vendor/) },
    ])
    expect((await thrownBy(() => project.load(vendor))).message).toContain('cannot be read')
    expect(await project.load(reader)).toBe(7)
    expect(await project.why('vendor')).toMatchObject({
      status: 'missing',
      because: expect.stringContaining('there is no vendor'),
    })
  })

  it('that changes while a step reads it is noticed', async () => {
    const files = memoryValues()
    files.values.set('vendor', 7)
    const vendor = externalAsset('vendor', { schema, io: files })
    const first = asset('first', { schema, codeVersion: '1' }, () => {
      files.values.set('vendor', 8)
      return 1
    })
    const reader = asset('reader', { schema, codeVersion: '1', deps: { first, vendor } }, ({ vendor }) => vendor)
    const run = await projectOf([vendor, first, reader], { state: memoryState() }).materialize('*')
    expect(run.failures[0]?.problem.code).toBe('INPUT_MOVED')
  })
})

it('a partitioned external asset is recorded once, with its cut, and not again by every run', async () => {
  const clock = new FakeClock(noon)
  const state = memoryState({ clock })
  const vendor = externalAsset('vendor', { partitions: days, observe: () => ({ dataVersion: 'v1' }) })
  const reader = asset('reader', { schema: z.number(), codeVersion: '1', deps: { all: every(vendor) } }, () => 1)
  const project = projectOf([vendor, reader], { clock, state })
  await project.materialize('*')
  await project.materialize('*', { force: true })
  expect(await state.events({ types: ['observed'] })).toHaveLength(10)
  expect(await state.events({ types: ['partitioned'], asset: 'vendor' })).toHaveLength(1)
})
