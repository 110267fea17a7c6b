import {
  asset,
  calendar,
  daily,
  dynamicKeys,
  every,
  externalAsset,
  keys,
  latest,
  lookback,
  memoryState,
  offset,
  type Plan,
  type Project,
  rangeAsset,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()
const day = 24 * 3600 * 1000

/** Projects over one state, with the clock that they share. */
function shared(start = noon) {
  const clock = new FakeClock(start)
  const spec = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  return { clock, open: (...assets: readonly unknown[]): Project => projectOf(assets as never, spec) }
}

const asJson = (plan: Plan) => JSON.parse(JSON.stringify(plan)) as Plan
const one = (key: string, partitions: unknown) =>
  asset(key, { schema, codeVersion: '1', partitions: partitions as typeof days }, () => 1)

describe('ordinals', () => {
  it('do not depend on the calendar: a new day inside an old interval is missing, and nothing else', async () => {
    const { open } = shared()
    const week = (closed: readonly string[]) =>
      daily({ start: '2024-01-01', end: '2024-01-12', calendar: calendar('own', { closed }) })
    await open(one('of', week(['2024-01-03']))).materialize('*')
    const changed = open(one('of', week(['2024-01-04'])))
    expect(inShort(await changed.plan('*'))).toEqual(['of: 1 partition: 2024-01-03 (missing)'])
    expect((await changed.status('*'))[0]?.counts).toMatchObject({ total: 9, fresh: 8, missing: 1 })
  })

  it('do not depend on the start', async () => {
    const { open } = shared()
    await open(one('of', daily({ start: '2024-01-03', end: '2024-01-05' }))).materialize('*')
    const earlier = open(one('of', daily({ start: '2024-01-01', end: '2024-01-05' })))
    expect(inShort(await earlier.plan('*'))).toEqual(['of: 2 partitions: 2024-01-01..2024-01-02 (missing)'])
  })

  it('do not depend on the place of a key in its list, and are never used again', async () => {
    const { open } = shared()
    await open(one('of', keys('a', 'b'))).materialize('*')
    expect(inShort(await open(one('of', keys('c', 'b'))).plan('*'))).toEqual(['of: 1 partition: c (missing)'])
    expect(inShort(await open(one('of', keys('c', 'b', 'a'))).plan('*'))).toEqual(['of: 1 partition: c (missing)'])
  })
})

describe('a plan that others made history after', () => {
  const reads = (of: ReturnType<typeof one>, through = lookback(of, 2)) =>
    asset('reader', { partitions: days, schema, codeVersion: '1', deps: { last: through } }, ({ last }) => last.size)
  const source = (codeVersion: string) =>
    asset('of', { partitions: days, schema, codeVersion }, () => Number(codeVersion))
  const planned = async () => {
    const { open } = shared()
    const [before, after] = ['1', '2'].map((version) => {
      const of = source(version)
      return open(of, reads(of))
    }) as [Project, Project]
    await before.materialize('key:of')
    return {
      open,
      after,
      before,
      plan: asJson(await before.plan('key:reader', { partitions: '2024-01-04..2024-01-05' })),
    }
  }

  it('is refused for a partition that it reads', async () => {
    const { after, before, plan } = await planned()
    await after.materialize('key:of', { partitions: '2024-01-03' })
    expect(await thrownBy(() => before.materialize(plan))).toMatchObject({
      code: 'PLAN_OUTDATED',
      message: expect.stringContaining('`of` changed, which is read'),
    })
  })

  it('does not mind other partitions of what it reads, nor of what it makes', async () => {
    const { after, before, plan } = await planned()
    await after.materialize('key:of', { partitions: '2024-01-02,2024-01-06' })
    await before.materialize('key:reader', { partitions: '2024-01-08' })
    expect((await before.materialize(plan)).steps.map(({ made }) => made)).toEqual([2])
  })

  it('does not mind an input that was made again and came out the same', async () => {
    const { before, plan } = await planned()
    await before.materialize('key:of', { partitions: '2024-01-03', force: true })
    expect((await before.materialize(plan)).ok).toBe(true)
  })

  it('is refused when the same code reads something else', async () => {
    const { open, plan } = await planned()
    const of = source('1')
    expect(await thrownBy(() => open(of, reads(of, lookback(of, 3))).materialize(plan))).toMatchObject({
      code: 'PLAN_OUTDATED',
      message: expect.stringContaining('`reader` has other deps'),
    })
  })

  it('is refused by another log', async () => {
    const { plan } = await planned()
    const of = source('1')
    const elsewhere = shared().open(of, reads(of))
    expect(await thrownBy(() => elsewhere.materialize(plan))).toMatchObject({ code: 'PLAN_OUTDATED' })
  })
})

describe('a plan of earlier', () => {
  it('makes what was there when it was made: later partitions wait for the next one', async () => {
    const { clock, open } = shared('2024-01-05T12:00:00Z')
    const project = open(one('of', daily({ start: '2024-01-01' })))
    const plan = asJson(await project.plan('*'))
    clock.advance(2 * day)
    const run = await project.materialize(plan)
    expect(run.plan.steps.map(({ partitions }) => partitions)).toEqual(['4 partitions: 2024-01-01..2024-01-04'])
    expect(inShort(await project.plan('*'))).toEqual(['of: 2 partitions: 2024-01-05..2024-01-06 (missing)'])
  })

  it('makes a partition that was open then, and it is made again', async () => {
    const { clock, open } = shared('2024-01-05T12:00:00Z')
    const project = open(one('of', daily({ start: '2024-01-04' })))
    const plan = asJson(await project.plan('*', { partitions: 'all' }))
    expect((await project.materialize(plan)).steps[0]?.made).toBe(2)
    clock.advance(day)
    expect(inShort(await project.plan('*'))).toEqual(['of: 1 partition: 2024-01-05 (was open)'])
  })

  it('does not make keys that were added meanwhile', async () => {
    const symbols = dynamicKeys('symbols')
    const project = shared().open(one('of', symbols))
    await project.addKeys(symbols, 'p')
    const plan = asJson(await project.plan('*', { partitions: 'p' }))
    await project.addKeys(symbols, 'q')
    expect((await project.materialize(plan)).steps[0]?.made).toBe(1)
    expect(inShort(await project.plan('*'))).toEqual(['of: 1 partition: q (missing)'])
  })
})

it('a range step shrinks to what changed: the plan is an upper bound', async () => {
  const { open } = shared()
  const calls: (readonly string[])[] = []
  const build = (version: string) => {
    const of = asset('of', { partitions: days, schema, codeVersion: version }, (_, { partition }) =>
      partition === '2024-01-04' ? Number(version) : 0,
    )
    const range = rangeAsset(
      'range',
      { partitions: days, schema, codeVersion: '1', deps: { of } },
      (_, { partitions }) => {
        calls.push(partitions)
        return partitions.map((key) => [key, 1] as const)
      },
    )
    return open(of, range)
  }
  await build('1').materialize('*')
  const run = await build('2').materialize('*')
  expect(run.steps.map(({ planned, made, cutOff }) => [planned, made, cutOff])).toEqual([
    [10, 10, 0],
    [10, 1, 9],
  ])
  expect(calls.map(({ length }) => length)).toEqual([10, 1])
  expect(calls[1]).toEqual(['2024-01-04'])
})

describe('what makes a partition stale', () => {
  const stale = async (before: readonly unknown[], after: readonly unknown[], open = shared().open) => {
    await open(...before).materialize('*')
    return inShort(await open(...after).plan('key:reader'))
  }
  const some = (end: string) => one('of', daily({ start: '2024-01-01', end }))

  it('latest: another partition of the same value', async () => {
    const { open } = shared()
    const reader = (of: ReturnType<typeof some>) =>
      asset('reader', { schema, codeVersion: '1', deps: { newest: latest(of) } }, ({ newest }) => newest)
    const of = some('2024-01-05')
    const project = open(of, reader(of))
    await project.materialize('key:of', { partitions: '2024-01-03' })
    await project.materialize('key:reader')
    await project.materialize('key:of', { partitions: '2024-01-04' })
    expect(inShort(await project.plan('key:reader'))).toEqual(['reader (upstream changed: of)'])
  })

  it('every: a partition that was absent and is there', async () => {
    const { open } = shared()
    const of = some('2024-01-05')
    const project = open(
      of,
      asset('reader', { schema, codeVersion: '1', deps: { all: every(of) } }, ({ all }) => all.size),
    )
    await project.materialize('key:of', { partitions: '2024-01-03' })
    await project.materialize('key:reader')
    await project.materialize('key:of', { partitions: '2024-01-01' })
    expect(inShort(await project.plan('key:reader'))).toEqual(['reader (upstream changed: of)'])
  })

  it('offset: one that lay before the beginning and exists now', async () => {
    const { open } = shared()
    const reader = (of: ReturnType<typeof some>) =>
      asset(
        'reader',
        {
          partitions: daily({ start: '2024-01-02', end: '2024-01-03' }),
          schema,
          codeVersion: '1',
          deps: { before: offset(of, -1) },
        },
        ({ before }) => before ?? 0,
      )
    const late = one('of', daily({ start: '2024-01-02', end: '2024-01-05' }))
    await open(late, reader(late)).materialize('*')
    const of = some('2024-01-05')
    const project = open(of, reader(of))
    expect(inShort(await project.plan('*'))).toEqual([
      'of: 1 partition: 2024-01-01 (missing)',
      'reader: 1 partition: 2024-01-02 (upstream will be made: of)',
    ])
  })

  it('another schema through which a value from elsewhere is read', async () => {
    const io = memoryValues(new Map<string, unknown>([['of', { a: 1, b: 2 }]]))
    const build = (shape: z.ZodType<object>) => {
      const of = externalAsset('of', { schema: shape, io: io as never })
      return [of, asset('reader', { schema, codeVersion: '1', deps: { of } }, () => 1)]
    }
    expect(await stale(build(z.object({ a: z.number() })), build(z.object({ a: z.number(), b: z.number() })))).toEqual([
      'reader (deps changed: of)',
    ])
  })

  it('another place where it is kept', async () => {
    const build = (name: string) => [
      asset('reader', { schema, codeVersion: '1', io: { ...memoryValues(), name } }, () => 1),
    ]
    expect(await stale(build('here'), build('there'))).toEqual(['reader (store changed)'])
  })
})
