import { asset, daily, dynamicKeys, keys, memoryState, product } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()
const of = asset('market/of', { partitions: days, schema, codeVersion: '1' }, (_, { partition }) => {
  if (partition === '2024-01-09') throw new Error('a holiday')
  return 1
})
const total = asset('total', { schema, codeVersion: '1' }, () => 1)

describe('load', () => {
  it('says that a value is not materialized, and what is', async () => {
    const project = projectOf([of])
    await project.materialize('*', { partitions: '2024-01-02..2024-01-03' })
    expect(await thrownBy(() => project.load(of, '2024-01-05'))).toMatchObject({
      code: 'NOT_MATERIALIZED',
      message:
        'asset `market/of` partition `2024-01-05` is not materialized; it has 2 partitions: 2024-01-02..2024-01-03',
      hint: 'Run `headwater materialize market/of --partitions 2024-01-05`.',
    })
  })

  it('says that a partition has to be named, that there is none such, or that there is only one', async () => {
    const project = projectOf([of, total])
    await project.materialize('total')
    const codes = [
      await thrownBy(() => project.loadByKey('market/of')),
      await thrownBy(() => project.load(of, '2031-01-01')),
      await thrownBy(() => project.load(of, 'yesterday')),
      await thrownBy(() => project.loadByKey('market/of', '2031-01-01')),
      await thrownBy(() => project.loadByKey('total', '2024-01-01')),
      await thrownBy(() => project.loadByKey('totl')),
    ].map(({ code }) => code)
    expect(codes).toEqual([
      'PARTITION_NEEDED',
      'PARTITION_UNKNOWN',
      'PARTITION_UNKNOWN',
      'PARTITION_UNKNOWN',
      'PARTITION_UNKNOWN',
      'ASSET_UNKNOWN',
    ])
  })

  it('takes the key of a product as an object, whatever the order of its members', async () => {
    const both = asset(
      'both',
      { partitions: product({ day: days, symbol: keys('A', 'B') }), schema: z.string(), codeVersion: '1' },
      (_, { partition }) => `${partition.symbol} ${partition.day}`,
    )
    const project = projectOf([both])
    await project.materialize('*')
    expect(await project.load(both, { symbol: 'B', day: '2024-01-03' })).toBe('B 2024-01-03')
    expect(await project.loadByKey('both', '2024-01-03|A')).toBe('A 2024-01-03')
  })
})

describe('status', () => {
  it('counts how partitions stand, worst first', async () => {
    const project = projectOf([of, total])
    await project.materialize('market/of', { partitions: '2024-01-05..' })
    const [first, second] = await project.status()
    expect(first).toMatchObject({
      asset: 'market/of',
      status: 'failed',
      counts: { total: 10, fresh: 5, stale: 0, missing: 4, failed: 1 },
      missing: '4 partitions: 2024-01-01..2024-01-04',
      lastFailure: { code: 'STEP_FAILED' },
    })
    expect(second).toMatchObject({ asset: 'total', status: 'missing', newest: undefined })
  })

  it('tells why partitions are stale', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    await projectOf([total], shared).materialize('*')
    const [status] = await projectOf([asset('total', { schema, codeVersion: '2' }, () => 1)], shared).status()
    expect([status?.status, status?.causes]).toEqual(['stale', [{ reason: 'code changed', count: 1, partitions: '' }]])
  })
})

describe('why', () => {
  it('explains a failure with the problem of its own partition', async () => {
    const project = projectOf([of])
    await project.materialize('*')
    expect(await project.why(of, '2024-01-09')).toMatchObject({
      status: 'failed',
      because: 'failed before',
      materialized: undefined,
      failure: {
        problem: { code: 'STEP_FAILED', message: 'asset `market/of` partition `2024-01-09` threw Error: a holiday' },
      },
    })
    expect(await project.why(of, '2024-01-08')).toMatchObject({
      status: 'fresh',
      because: undefined,
      failure: undefined,
    })
  })

  it('shows the inputs, which of them changed, and which are missing', async () => {
    const reader = asset('reader', { partitions: days, schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
    const project = projectOf([of, reader])
    await project.materialize('*')
    expect((await project.why(reader, '2024-01-08')).inputs).toEqual([
      { dep: 'of', asset: 'market/of', partitions: '2024-01-08', changed: false, missing: false },
    ])
    expect(await project.why(reader, '2024-01-09')).toMatchObject({ status: 'missing', inputs: [{ missing: true }] })
    expect((await thrownBy(() => project.why(reader))).code).toBe('PARTITION_NEEDED')
  })
})

describe('runs', () => {
  it('are listed newest first, with their counts', async () => {
    const project = projectOf([of])
    await project.materialize('*', { partitions: '2024-01-02' })
    const { runId } = await project.materialize('*')
    const [newest, oldest] = await project.runs()
    expect(newest).toMatchObject({ runId, outcome: 'failed', partitions: 9, counts: { made: 8, failed: 1 } })
    expect(oldest).toMatchObject({ outcome: 'succeeded', partitions: 1 })
    expect(await project.runs(1)).toHaveLength(1)
    expect(await project.run(runId)).toMatchObject({
      failures: [{ asset: 'market/of', count: 1 }],
      assets: [{ asset: 'market/of', partitions: 8 }],
    })
  })

  it('that are unknown name the newest', async () => {
    const project = projectOf([of])
    const { runId } = await project.materialize('*', { partitions: '2024-01-02' })
    expect(await thrownBy(() => project.run('nope'))).toMatchObject({
      code: 'RUN_UNKNOWN',
      hint: expect.stringContaining(runId),
    })
  })
})

describe('dynamic keys', () => {
  it('are partitions once they are added, and no longer when they are removed', async () => {
    const customers = dynamicKeys('customer')
    const each = asset(
      'each',
      { partitions: customers, schema: z.string(), codeVersion: '1' },
      (_, { partition }) => partition,
    )
    const project = projectOf([each])
    expect((await project.plan('*')).steps).toEqual([])
    await project.addKeys(customers, 'acme', 'umbrella')
    await project.materialize('*')
    expect(await project.load(each, 'acme')).toBe('acme')
    await project.removeKeys(customers, 'acme')
    expect((await project.status())[0]?.counts.total).toBe(1)
    expect((await thrownBy(() => project.addKeys(customers, 'a|b'))).code).toBe('PARTITIONS_INVALID')
  })
})

it('an open partition can be loaded though it is not complete', async () => {
  const clock = new FakeClock('2024-01-05T12:00:00Z')
  const today = asset('today', { partitions: daily({ start: '2024-01-01' }), schema, codeVersion: '1' }, () => 1)
  const project = projectOf([today], { clock })
  await project.materialize('*', { partitions: '2024-01-05' })
  expect(await project.load(today, '2024-01-05')).toBe(1)
})
