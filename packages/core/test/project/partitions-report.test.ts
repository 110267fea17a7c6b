import {
  asset,
  daily,
  externalAsset,
  hourly,
  keys,
  memoryState,
  multiAsset,
  product,
  rangeAsset,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { leaseTtlMs } from '../../src/state/index.ts'
import { days, gate, noon, projectOf, until } from '../run/kernel.ts'

const schema = z.string()
const hours = hourly({ start: '2010-01-01', end: '2021-05-29T16:00', timezone: 'UTC' })

/** In short: `fresh 2024-01-01 x 3`. */
function inShort(
  series: Awaited<ReturnType<ReturnType<typeof projectOf>['partitions']>>['series'][number] | undefined,
) {
  return series?.stretches.map(({ status, from, count }) => `${status} ${from} x ${count}`)
}

describe('how the partitions of an asset stand', () => {
  it('is told in stretches: fresh, missing, failed, and stale for what changed upstream', async () => {
    let version = 1
    const prices = asset('prices', { partitions: days, schema, codeVersion: '1' }, (_, { partition }) => {
      return `${partition} ${version}`
    })
    const features = asset(
      'features',
      { partitions: days, schema, deps: { prices }, codeVersion: '1' },
      ({ prices }, { partition }) => {
        if (partition === '2024-01-06') throw new Error('no')
        return prices
      },
    )
    const project = projectOf([prices, features])
    await project.materialize('*', { partitions: '2024-01-01..2024-01-07' })
    version = 2
    await project.materialize('prices', { partitions: '2024-01-02..2024-01-03', force: true })
    const report = await project.partitions('features')
    expect(report.series.map(inShort)).toEqual([
      [
        'fresh 2024-01-01 x 1',
        'stale 2024-01-02 x 2',
        'fresh 2024-01-04 x 2',
        'failed 2024-01-06 x 1',
        'fresh 2024-01-07 x 1',
        'missing 2024-01-08 x 3',
      ],
    ])
    expect(report.counts).toEqual({ total: 10, fresh: 4, stale: 2, failed: 1, missing: 3, running: 0, open: 0 })
    expect(report.places).toEqual([{ first: 19_723, step: 1, count: 10 }])
  })

  it('agrees with status, and counts partitions whose window is not over as open', async () => {
    const clock = new FakeClock('2024-01-05T12:00:00Z')
    const open = asset('open', { partitions: daily({ start: '2024-01-01' }), schema, codeVersion: '1' }, () => 'x')
    const project = projectOf([open], { clock })
    await project.materialize('*', { partitions: '2024-01-01..2024-01-02' })
    const { counts, series } = await project.partitions(open)
    const [status] = await project.status()
    expect(counts).toMatchObject({ total: 5, fresh: 2, missing: 2, open: 1 })
    expect(status?.counts).toMatchObject({ total: 4, fresh: 2, missing: 2, open: 1 })
    expect(inShort(series[0])).toEqual(['fresh 2024-01-01 x 2', 'missing 2024-01-03 x 2', 'open 2024-01-05 x 1'])
    expect(await project.partitionStatus(open, '2024-01-05')).toBe('open')
  })

  it('of a product is one series for each combination of the other dimensions, a page at a time', async () => {
    const symbols = keys('AAPL', 'GOOG', 'MSFT')
    const quotes = asset(
      'quotes',
      { partitions: product({ symbol: symbols, day: days }), schema, codeVersion: '1' },
      () => 'x',
    )
    const project = projectOf([quotes])
    await project.materialize('*', { partitions: 'GOOG|2024-01-03..2024-01-04' })
    const report = await project.partitions('quotes', { from: 1, limit: 1 })
    expect(report).toMatchObject({ kind: 'product', along: 1, total: 3 })
    expect(report.dimensions).toEqual([
      { name: 'symbol', kind: 'keys', count: 3, first: 'AAPL', last: 'MSFT', timezone: undefined },
      { name: 'day', kind: 'daily', count: 10, first: '2024-01-01', last: '2024-01-10', timezone: 'UTC' },
    ])
    expect(report.series.map(({ of }) => of)).toEqual([['GOOG']])
    expect(inShort(report.series[0])).toEqual([
      'missing 2024-01-01 x 2',
      'fresh 2024-01-03 x 2',
      'missing 2024-01-05 x 6',
    ])
    expect(await project.partitionKeys('quotes', { series: 1, from: 8, count: 5 })).toEqual([
      '2024-01-09',
      '2024-01-10',
    ])
    expect(await project.partitionKeys('quotes', { series: 3, from: 0, count: 5 })).toEqual([])
  })

  it('of an asset without partitions is one of them', async () => {
    const total = asset('total', { schema, codeVersion: '1' }, () => 'x')
    const source = externalAsset('source', { schema })
    const project = projectOf([total, source])
    expect(await project.partitions(total)).toMatchObject({
      kind: 'unpartitioned',
      dimensions: [],
      along: -1,
      places: [],
      counts: { total: 1, missing: 1 },
      series: [{ of: [], stretches: [{ status: 'missing', from: '', count: 1 }] }],
    })
    expect(await project.partitionKeys(total, { from: 0, count: 9 })).toEqual([])
  })

  it('of a hundred thousand hours costs by stretches', async () => {
    const readings = rangeAsset('readings', { partitions: hours, schema, codeVersion: '1' }, (_, { partitions }) =>
      partitions.map((key) => [key, 'x'] as const),
    )
    const nowhere = { name: 'nowhere', write: async () => undefined, read: async () => '' }
    const project = projectOf([readings], { defaults: { io: nowhere } })
    await project.materialize('*', { partitions: '2010-01-01T00:00..2021-04-30T23:00' })
    await project.wipe('*', { partitions: '2015-03-01T00:00..2015-03-02T23:00, 2016-01-01T05:00' })
    const { counts, series } = await project.partitions('readings')
    expect(counts).toMatchObject({ total: 100_001, missing: 738 })
    expect(inShort(series[0])).toEqual([
      'fresh 2010-01-01T00:00 x 45240',
      'missing 2015-03-01T00:00 x 48',
      'fresh 2015-03-03T00:00 x 7301',
      'missing 2016-01-01T05:00 x 1',
      'fresh 2016-01-01T06:00 x 46722',
      'missing 2021-05-01T00:00 x 689',
    ])
  })

  it('shows what a run is making, and the run itself, until it has ended', async () => {
    const begun = gate()
    let isMaking = false
    const slow = asset('slow', { partitions: days, schema, codeVersion: '1' }, async () => {
      isMaking = true
      await begun.opened
      return 'x'
    })
    const project = projectOf([slow])
    const running = project.materialize('slow', { partitions: '2024-01-04..2024-01-06', concurrency: 1 })
    await until(() => isMaking)
    expect(await project.liveRuns()).toMatchObject([
      { selection: 'slow', of: 3, done: 0, making: [{ asset: 'slow', count: 3 }] },
    ])
    const during = await project.partitions('slow')
    expect(inShort(during.series[0])).toEqual([
      'missing 2024-01-01 x 3',
      'running 2024-01-04 x 3',
      'missing 2024-01-07 x 4',
    ])
    expect(await project.partitionStatus('slow', '2024-01-05')).toBe('running')
    begun.open()
    await running
    expect(await project.partitionStatus('slow', '2024-01-05')).toBe('fresh')
    expect(await project.liveRuns()).toEqual([])
    expect((await project.partitions('slow')).counts).toMatchObject({ fresh: 3, missing: 7, running: 0 })
  })

  it('shows all that a step makes together, and only of those that are asked for', async () => {
    const begun = gate()
    let isMaking = false
    const split = multiAsset(
      'split',
      {
        outputs: { odd: { key: 'odd', schema }, even: { key: 'even', schema }, rest: { key: 'rest', schema } },
        subset: true,
        codeVersion: '1',
      },
      async () => {
        isMaking = true
        await begun.opened
        return { odd: '1', even: '2', rest: '3' }
      },
    )
    const project = projectOf([split])
    const running = project.materialize('odd, even')
    await until(() => isMaking)
    const [live] = await project.liveRuns()
    expect(live?.making.map(({ asset }) => asset).toSorted()).toEqual(['even', 'odd'])
    begun.open()
    await running
  })

  it('shows a run elsewhere with since when it gives no sign of life, until it does again', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const project = projectOf([asset('one', { schema, codeVersion: '1' }, () => 'x')], { clock, state })
    const owner = { pid: 1, host: 'elsewhere.example' }
    const guard = await state.lease({ runId: 'far', partitions: [], owner })
    const run = { selection: 'one', steps: 1, partitions: 1, targets: [], ...owner }
    await state.append([{ type: 'run_started', runId: 'far', ...run }], { guard })
    expect(await project.liveRuns()).toMatchObject([{ runId: 'far', silentSince: undefined }])
    clock.advance(leaseTtlMs)
    expect(await project.liveRuns()).toMatchObject([{ runId: 'far', silentSince: Date.parse(noon) }])
    await state.renew(guard)
    expect(await project.liveRuns()).toMatchObject([{ silentSince: undefined }])
  })

  it('knows nothing of runs whose process is gone', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const project = projectOf([asset('one', { schema, codeVersion: '1' }, () => 'x')], { clock, state })
    await project.materialize('*')
    const [started] = await state.events({ types: ['run_started'] })
    if (!started) throw new Error('no run began')
    await state.append([{ ...started, runId: 'dead', pid: 2 ** 22 + 1 }])
    expect(await project.liveRuns()).toEqual([])
  })
})
