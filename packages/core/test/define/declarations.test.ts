import { asset, every, externalAsset, keys, multiAsset, offset, rangeAsset, self } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, projectOf, thrownBy } from '../run/kernel.ts'

describe('a declaration', () => {
  it('is frozen, at every depth that users see', () => {
    const of = asset('a', { schema: z.number() }, () => 1)
    expect(Object.isFrozen(of)).toBe(true)
    expect(Object.isFrozen(of['~dep'])).toBe(true)
    expect(() => Object.assign(of, { key: 'b' })).toThrow(TypeError)
  })

  it('carries its function for unit tests', async () => {
    const of = asset('a', { schema: z.number() }, () => 41)
    expect(of.materialize({}, {} as never)).toBe(41)
  })

  it('reads its deps only when the project is defined, so that files may import each other', async () => {
    let reads = 0
    const first = asset(
      'first',
      {
        get deps() {
          reads += 1
          return { second }
        },
        schema: z.number(),
      },
      ({ second }) => second + 1,
    )
    const second = asset('second', { schema: z.number() }, () => 1)
    expect(reads).toBe(0)
    const project = projectOf([first, second])
    expect(reads).toBe(1)
    await project.materialize('*')
    expect(await project.load(first)).toBe(2)
  })

  it('says what it is: group, kinds, owners, tags, metadata', () => {
    const of = asset(
      'market/prices',
      {
        description: 'Prices.',
        kinds: ['json'],
        owners: ['team:data'],
        tags: { tier: '1' },
        metadata: { source: 'vendor' },
        schema: z.number(),
        pool: 'api',
      },
      () => 1,
    )
    const bare = asset('bare', {}, () => undefined)
    const [first, second] = projectOf([of, bare], { defaults: { owners: ['team:all'] } }).describe()
    expect([first, second].map((each) => each?.key)).toEqual(['bare', 'market/prices'])
    expect(first).toMatchObject({ group: 'default', owners: ['team:all'], io: undefined })
    expect(second).toMatchObject({
      group: 'market',
      kinds: ['json'],
      owners: ['team:data'],
      tags: { tier: '1' },
      metadata: { source: 'vendor' },
      pool: 'api',
      external: false,
    })
  })

  it('without a schema is made for its effect, and can be loaded as nothing', async () => {
    let calls = 0
    const effect = asset('notify', {}, () => void (calls += 1))
    const project = projectOf([effect])
    expect((await project.materialize('*')).ok).toBe(true)
    expect((await project.materialize('*')).plan.steps).toEqual([])
    expect([calls, await project.load(effect)]).toEqual([1, undefined])
  })
})

describe('a multiAsset', () => {
  const Sum = z.number()

  it('makes several assets in one call', async () => {
    let calls = 0
    const { low, high } = multiAsset(
      'split',
      { outputs: { low: { key: 'low', schema: Sum }, high: { key: 'high', schema: Sum } }, partitions: days },
      (_, { partition }) => {
        calls += 1
        return { low: Number(partition.slice(-2)), high: 100 }
      },
    )
    const project = projectOf([low])
    const run = await project.materialize([low], { partitions: '2024-01-03..2024-01-04' })
    expect(run.steps).toMatchObject([{ step: 'split', assets: ['low', 'high'], made: 2 }])
    expect([calls, await project.load(low, '2024-01-03'), await project.load(high, '2024-01-04')]).toEqual([2, 3, 100])
  })

  it('with `subset` is asked for the wanted assets alone', async () => {
    const wantedSets: string[] = []
    const { a, b } = multiAsset(
      'both',
      { outputs: { a: { key: 'a', schema: Sum }, b: { key: 'b', schema: Sum } }, subset: true },
      (_, { wanted }) => {
        wantedSets.push([...wanted].join())
        return Object.fromEntries([...wanted].map((name) => [name, 1]))
      },
    )
    const project = projectOf([a, b])
    await project.materialize([b])
    await project.materialize('*')
    await project.materialize('*')
    expect(wantedSets).toEqual(['b', 'a,b'])
  })

  it('that forgets an output says which, and publishes none', async () => {
    const { a } = multiAsset(
      'both',
      { outputs: { a: { key: 'a', schema: Sum }, b: { key: 'b', schema: Sum } } },
      () => ({ a: 1 }) as never,
    )
    const project = projectOf([a])
    const { failures } = await project.materialize('*')
    expect(failures[0]?.problem).toMatchObject({
      code: 'OUTPUT_MISSING',
      message: 'multiAsset `both` gave no output `b`; it gave `a`',
    })
    expect((await thrownBy(() => project.load(a))).code).toBe('NOT_MATERIALIZED')
  })

  it('that gives back nothing at all says so', async () => {
    const { a } = multiAsset('one', { outputs: { a: { key: 'a', schema: Sum } } }, () => undefined as never)
    const { failures } = await projectOf([a]).materialize('*')
    expect(failures[0]?.problem.message).toBe('multiAsset `one` gave no output `a`; it gave nothing')
  })
})

describe('a rangeAsset', () => {
  it('makes a whole range in one call, with its inputs by partition', async () => {
    const ranges: number[] = []
    const day = asset('day', { partitions: days, schema: z.number() }, (_, { partition }) =>
      Number(partition.slice(-2)),
    )
    const range = rangeAsset(
      'range',
      { partitions: days, deps: { day }, schema: z.number() },
      ({ day }, { partitions }) => {
        ranges.push(partitions.length)
        return partitions.map((key) => [key, (day.get(key) ?? 0) * 10] as const)
      },
    )
    const project = projectOf([day, range])
    await project.materialize('*')
    expect([ranges, await project.load(range, '2024-01-07')]).toEqual([[10], 70])
  })

  it('takes values one by one from an async generator', async () => {
    const range = rangeAsset('range', { partitions: days, schema: z.number() }, async function* (_, { partitions }) {
      for (const key of partitions) yield [key, key.length] as const
    })
    const run = await projectOf([range]).materialize('*')
    expect(run.steps[0]).toMatchObject({ made: 10, failed: 0 })
  })

  it('that leaves a key out, or gives one that nobody asked for, fails as a whole', async () => {
    const short = rangeAsset('short', { partitions: days, schema: z.number() }, (_, { partitions }) =>
      partitions.slice(1).map((key) => [key, 1] as const),
    )
    const long = rangeAsset('long', { partitions: keys('a', 'b'), schema: z.number() }, () => [
      ['a', 1],
      ['c' as 'a', 2],
    ])
    const { failures } = await projectOf([short, long]).materialize('*')
    expect(
      Object.fromEntries(failures.map(({ asset, problem }) => [asset, `${problem.code}: ${problem.message}`])),
    ).toEqual({
      short: 'RANGE_KEY_MISSING: asset `short` gave no value for 1 of the partitions it was asked for: 2024-01-01',
      long: 'RANGE_KEY_UNEXPECTED: asset `long` gave a value for `"c"`, which it was not asked for or gave before; it was asked for 2: a, b',
    })
  })

  it('that is left half-way still gets to its own `finally`', async () => {
    let cleanedUp = false
    const range = rangeAsset('range', { partitions: days, schema: z.number() }, async function* (_, { partitions }) {
      try {
        for (const key of partitions) yield [key, key.endsWith('03') ? ('x' as never) : 1] as const
      } finally {
        cleanedUp = true
      }
    })
    const { failures } = await projectOf([range]).materialize('*')
    expect([failures[0]?.problem.code, cleanedUp]).toEqual(['VALUE_REFUSED', true])
  })
})

describe('an asset that reads itself', () => {
  it('is made in order, each partition after the one that it reads', async () => {
    const order: string[] = []
    const sum = asset(
      'sum',
      { partitions: days, deps: { before: offset(self, -1) }, schema: z.number() },
      ({ before }, { partition }) => {
        order.push(partition)
        return (before ?? 0) + 1
      },
    )
    const project = projectOf([sum])
    await project.materialize('*')
    expect(order).toEqual([...order].sort())
    expect(await project.load(sum, '2024-01-10')).toBe(10)
    expect((await project.materialize('*')).plan.steps).toEqual([])
  })
})

describe('an external asset', () => {
  it('is never made, and has no step in a plan', async () => {
    const vendor = externalAsset('vendor', {})
    const reader = asset('reader', { deps: { all: every(vendor) } }, () => undefined)
    const plan = await projectOf([vendor, reader]).plan('*')
    expect(plan.steps.map(({ asset }) => asset)).toEqual(['reader'])
  })
})
