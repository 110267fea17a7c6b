import {
  asset,
  daily,
  every,
  externalAsset,
  keys,
  latest,
  lookback,
  memoryState,
  monthly,
  offset,
  type Plan,
  type Project,
  self,
  within,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()

/** Two versions of one project over one state: as if its files had been edited in between. */
function edited(...versions: readonly (() => Parameters<typeof projectOf>[0])[]): readonly Project[] {
  const clock = new FakeClock(noon)
  const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  return versions.map((assets) => projectOf(assets(), shared))
}

const source = (codeVersion: string, value = 1) =>
  asset('source', { partitions: days, schema, codeVersion }, () => value)

describe('the reasons of a plan', () => {
  it('missing: nothing made it yet', async () => {
    const plan = await projectOf([source('1')]).plan('*')
    expect(inShort(plan)).toEqual(['source: 10 partitions: 2024-01-01..2024-01-10 (missing)'])
  })

  it('nothing: what is up to date is no step', async () => {
    const project = projectOf([source('1')])
    await project.materialize('*')
    const plan = await project.plan('*')
    expect(plan.steps).toEqual([])
    expect(plan.skips).toMatchObject([{ asset: 'source', count: 10, reason: 'up to date', fine: true }])
  })

  it('code changed, and upstream will be made', async () => {
    const reader = (of: ReturnType<typeof source>) =>
      asset('reader', { partitions: days, schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
    const [before, after] = edited(
      () => ((of) => [of, reader(of)])(source('1')),
      () => ((of) => [of, reader(of)])(source('2')),
    )
    await before!.materialize('*')
    expect(inShort(await after!.plan('*'))).toEqual([
      'source: 10 partitions: 2024-01-01..2024-01-10 (code changed)',
      'reader: 10 partitions: 2024-01-01..2024-01-10 (upstream will be made: source)',
    ])
  })

  it('upstream changed: it says which', async () => {
    const reader = (of: ReturnType<typeof source>) =>
      asset('reader', { partitions: days, schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
    const [before, after] = edited(
      () => ((of) => [of, reader(of)])(source('1')),
      () => ((of) => [of, reader(of)])(source('2', 7)),
    )
    await before!.materialize('*')
    await after!.materialize('source', { partitions: '2024-01-03..2024-01-04' })
    const plan = await after!.plan('reader')
    expect(inShort(plan)).toEqual(['reader: 2 partitions: 2024-01-03..2024-01-04 (upstream changed: source)'])
    expect(plan.steps[0]?.reasons).toMatchObject([{ reason: 'upstream changed', detail: 'source', count: 2 }])
  })

  it('deps changed: one was added', async () => {
    const [before, after] = edited(
      () => [source('1'), asset('reader', { schema, codeVersion: '1' }, () => 1)],
      () =>
        ((of) => [of, asset('reader', { schema, codeVersion: '1', deps: { all: every(of) } }, () => 1)])(source('1')),
    )
    await before!.materialize('*')
    expect(inShort(await after!.plan('*'))).toEqual(['reader (deps changed: all)'])
  })

  it('failed before: it was tried, and there is no value yet', async () => {
    const failing = asset('failing', { schema, codeVersion: '1' }, () => {
      throw new Error('no')
    })
    const project = projectOf([failing])
    await project.materialize('*')
    expect(inShort(await project.plan('*'))).toEqual(['failing (failed before)'])
  })

  it('forced: it was asked for though it is up to date', async () => {
    const project = projectOf([source('1')])
    await project.materialize('*')
    expect(inShort(await project.plan('*', { partitions: '2024-01-02', force: true }))).toEqual([
      'source: 1 partition: 2024-01-02 (forced)',
    ])
  })

  it('code version unknown: what cannot be known is never up to date', async () => {
    // oxlint-disable-next-line no-eval
    const opaque = asset('opaque', { schema }, () => Number(eval('1')))
    const project = projectOf([opaque])
    await project.materialize('*')
    expect((await project.plan('*')).steps[0]?.reason).toMatch(/^code version unknown: /)
  })

  it('was open: a partition made before its window was over is made again', async () => {
    const clock = new FakeClock('2024-01-05T12:00:00Z')
    const project = projectOf([source('1')], { clock, state: memoryState({ clock }) })
    await project.materialize('*', { partitions: 'all' })
    clock.advance(24 * 3600 * 1000)
    expect(inShort(await project.plan('*'))).toEqual(['source: 1 partition: 2024-01-05 (was open)'])
    await project.materialize('*')
    expect((await project.plan('*')).steps).toEqual([])
  })
})

describe('a missing upstream', () => {
  it('that is not selected leaves its reader alone, with a reason', async () => {
    const of = source('1')
    const reader = asset('reader', { partitions: days, schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
    const project = projectOf([of, reader])
    await project.materialize('source', { partitions: '2024-01-02' })
    const run = await project.materialize('reader')
    expect(run.plan.skips).toMatchObject([
      { asset: 'reader', count: 9, reason: 'upstream `source` is missing', fine: false },
    ])
    expect([run.ok, run.steps[0]?.made]).toEqual([false, 1])
  })

  it('that the same plan makes is no gap, also where `latest` says which', async () => {
    const of = source('1')
    const reader = asset('reader', { schema, codeVersion: '1', deps: { newest: latest(of) } }, ({ newest }) => newest)
    const run = await projectOf([of, reader]).materialize('*')
    expect(run.steps.map(({ step, made }) => [step, made])).toEqual([
      ['source', 10],
      ['reader', 1],
    ])
  })
})

describe('the partitions of a plan', () => {
  const project = async () => {
    const made = projectOf([source('1')])
    await made.materialize('*', { partitions: '2024-01-02..2024-01-04' })
    return made
  }
  it.each([
    ['2024-01-06', ['source: 1 partition: 2024-01-06 (missing)']],
    ['2024-01-04..2024-01-06', ['source: 2 partitions: 2024-01-05..2024-01-06 (missing)']],
    ['latest', ['source: 1 partition: 2024-01-10 (missing)']],
    ['2024-01-03', []],
    ['stale', []],
    ['missing', ['source: 7 partitions: 2024-01-01..2024-01-10, 3 missing (missing)']],
    ['all', ['source: 7 partitions: 2024-01-01..2024-01-10, 3 missing (missing)']],
  ])('are those of `%s`, as far as they need to be made', async (partitions, steps) => {
    expect(inShort(await (await project()).plan('*', { partitions }))).toEqual(steps)
  })

  it('name the asset that has no such partition', async () => {
    expect(await thrownBy(async () => (await project()).plan('*', { partitions: '2031-01-01' }))).toMatchObject({
      code: 'PARTITION_UNKNOWN',
      message: expect.stringMatching(/^asset `source`: no partition `2031-01-01`/),
    })
  })

  it('of a coarser reader follow those that were named upstream', async () => {
    const long = daily({ start: '2024-01-01', end: '2024-03-31' })
    const day = asset('day', { partitions: long, schema, codeVersion: '1' }, () => 1)
    const month = asset(
      'month',
      {
        partitions: monthly({ start: '2024-01-01', end: '2024-03' }),
        schema,
        codeVersion: '1',
        deps: { all: within(day) },
      },
      ({ all }) => all.size,
    )
    const project = projectOf([day, month], { clock: new FakeClock('2024-06-01') })
    expect(inShort(await project.plan('*', { partitions: '2024-02-01..2024-02-29' }))).toEqual([
      'day: 29 partitions: 2024-02-01..2024-02-29 (missing)',
      'month: 1 partition: 2024-02 (missing)',
    ])
  })

  it('whose windows would have a hole are not made, and every() takes what there is', async () => {
    const of = source('1')
    const window = asset(
      'window',
      { partitions: days, schema, codeVersion: '1', deps: { last: lookback(of, 3) } },
      () => 1,
    )
    const next = asset(
      'next',
      { partitions: days, schema, codeVersion: '1', deps: { before: offset(self, -1) } },
      () => 1,
    )
    const all = asset('all', { schema, codeVersion: '1', deps: { all: every(of) } }, ({ all }) => all.size)
    const project = projectOf([of, window, next, all])
    const plan = await project.plan('*', { partitions: '2024-01-03' })
    expect(plan.steps.map(({ asset }) => asset)).toEqual(['source', 'all'])
    expect(plan.skips.map(({ asset, reason }) => `${asset}: ${reason}`)).toEqual([
      'next: upstream `next` is missing',
      'window: upstream `source` is missing',
    ])
  })

  it('are the complete ones: an open one has to be named', async () => {
    const clock = new FakeClock('2024-01-05T12:00:00Z')
    const project = projectOf([source('1')], { clock })
    expect(inShort(await project.plan('*'))).toEqual(['source: 4 partitions: 2024-01-01..2024-01-04 (missing)'])
    expect(inShort(await project.plan('*', { partitions: '2024-01-05' }))).toEqual([
      'source: 1 partition: 2024-01-05 (missing)',
    ])
  })
})

describe('a plan made before', () => {
  it('is pure data: written as JSON and read back it runs the same', async () => {
    const of = source('1')
    const reader = asset(
      'reader',
      { partitions: days, schema, codeVersion: '1', deps: { last: lookback(of, 3) } },
      ({ last }) => last.size,
    )
    const project = projectOf([of, reader])
    const plan = JSON.parse(JSON.stringify(await project.plan('*', { partitions: '2024-01-01..2024-01-04' }))) as Plan
    const run = await project.materialize(plan)
    expect(run.plan).toEqual(plan)
    expect(run.steps.map(({ made }) => made)).toEqual([4, 4])
    expect(await project.load(reader, '2024-01-04')).toBe(3)
  })

  it('writes nothing while it is made', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const unreadable = externalAsset('unreadable', { schema, io: memoryValues() })
    const seen = externalAsset('seen', { observe: ({ log }) => (log.info('looking'), { dataVersion: '1' }) })
    const reader = asset('reader', { schema, deps: { unreadable, all: every(seen) } }, () => 1)
    await projectOf([unreadable, seen, reader], { clock, state }).plan('*')
    expect(await state.events({})).toEqual([])
  })

  const versionOf = { current: '1' }
  const outdated = async (
    between: (projects: readonly Project[]) => Promise<unknown>,
    versions: readonly [string, string] = ['1', '1'],
  ) => {
    versionOf.current = 'v1'
    const build = (codeVersion: string) => () => {
      const vendor = externalAsset('vendor', { observe: () => ({ dataVersion: versionOf.current }) })
      const of = source(codeVersion, Number(codeVersion))
      const reader = asset(
        'reader',
        { partitions: days, schema, codeVersion: '1', deps: { of, vendor } },
        ({ of }) => of,
      )
      return [vendor, of, reader]
    }
    const projects = edited(build(versions[0]), build(versions[1]))
    await projects[0]!.materialize('source')
    const plan = await projects[0]!.plan('reader')
    await between(projects)
    return thrownBy(() => projects[1]!.materialize(plan))
  }

  it.each([
    [
      'the target was materialized meanwhile',
      ([first]: readonly Project[]) => first!.materialize('reader'),
      '`reader` needs nothing any more',
    ],
    [
      'a part of the target was',
      ([first]: readonly Project[]) => first!.materialize('reader', { partitions: '2024-01-02' }),
      '`reader` would make 9 partitions, not 10',
    ],
    [
      'something external changed',
      async () => void (versionOf.current = 'v2'),
      '`vendor`, which is made elsewhere, changed',
    ],
  ])('is refused when %s', async (_, between, difference) => {
    expect(await outdated(between)).toMatchObject({
      code: 'PLAN_OUTDATED',
      message: expect.stringContaining(difference),
    })
  })

  it('is refused when an input was materialized again with another value', async () => {
    const found = await outdated(([, second]) => second!.materialize('source'), ['1', '2'])
    expect(found).toMatchObject({
      code: 'PLAN_OUTDATED',
      message: expect.stringContaining('`source` changed, which is read'),
    })
  })

  it('is refused when the code changed', async () => {
    const [before, after] = edited(
      () => [source('1')],
      () => [source('2')],
    )
    const plan = await before!.plan('*')
    expect(await thrownBy(() => after!.materialize(plan))).toMatchObject({
      code: 'PLAN_OUTDATED',
      message: expect.stringContaining('`source` has other code'),
    })
  })

  it('still runs when only something else changed', async () => {
    const project = projectOf([
      source('1'),
      asset('other', { schema, partitions: keys('a'), codeVersion: '1' }, () => 1),
    ])
    const plan = await project.plan('source')
    await project.materialize('other')
    expect((await project.materialize(plan)).ok).toBe(true)
  })
})

it('an asset that reads its own lookback is up to date once it is made', async () => {
  const sum = asset(
    'sum',
    { partitions: days, schema, codeVersion: '1', deps: { last: lookback(self, 3) } },
    ({ last }) => [...last.values()].reduce((all, each) => all + each, 1),
  )
  const project = projectOf([sum])
  await project.materialize('*')
  expect((await project.plan('*')).steps).toEqual([])
  // Each is one more than the sum of the three before: 1, 2, 4, 8, 15.
  expect(await project.load(sum, '2024-01-05')).toBe(15)
})

it('an own earlier partition that will change moves all that read it, directly or not', async () => {
  const build = (codeVersion: string, third: number) => () => {
    const of = asset('source', { partitions: days, schema, codeVersion }, (_, { partition }) =>
      partition === '2024-01-03' ? third : 1,
    )
    const deps = { of, before: offset(self, -1) }
    const sum = asset(
      'sum',
      { partitions: days, schema, codeVersion: '1', deps },
      ({ of, before }) => of + (before ?? 0),
    )
    return [of, sum]
  }
  const [before, after] = edited(build('1', 1), build('2', 5))
  await before!.materialize('*')
  await after!.materialize('source')
  const [step] = (await after!.plan('sum')).steps
  expect(step?.reason).toBe('upstream will be made: sum (7), upstream changed: source (1)')
  await after!.materialize('sum')
  expect(await after!.loadByKey('sum', '2024-01-10')).toBe(14)
})
