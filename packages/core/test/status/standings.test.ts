import {
  asset,
  calendar,
  daily,
  dynamicKeys,
  every,
  externalAsset,
  keys,
  latest,
  mapped,
  memoryState,
  offset,
  type Project,
  product,
  self,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, noon, projectOf } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()
const sum = (values: Iterable<number>): number => [...values].reduce((all, each) => all + each, 0)

/** Projects over one state: as if one of them was edited, or run by several processes. */
function shared(): (assets: Parameters<typeof projectOf>[0]) => Project {
  const clock = new FakeClock(noon)
  const spec = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  return (assets) => projectOf(assets, spec)
}

/** How many partitions of an asset are stale. */
async function staleOf(project: Project, asset: string): Promise<number | undefined> {
  return (await project.status(`key:${asset}`))[0]?.counts.stale
}

describe('an external asset', () => {
  const seen = { current: 'v1' }
  const projects = () => {
    const outside = externalAsset('outside', { observe: () => ({ dataVersion: seen.current }) })
    const reader = (key: string, code: string) => asset(key, { schema, codeVersion: code, deps: { outside } }, () => 1)
    const build = shared()
    return (code: string) => build([outside, reader('first', '1'), reader('second', code)])
  }

  it('that was seen changed and is as it was again leaves its readers fresh', async () => {
    seen.current = 'v1'
    const project = projects()('1')
    await project.materialize('*')
    seen.current = 'v2'
    expect(await staleOf(project, 'first')).toBe(1)
    seen.current = 'v1'
    expect(await staleOf(project, 'first')).toBe(0)
  })

  it('that is for a moment as an outdated reader knows it does not hide that it is outdated', async () => {
    seen.current = 'v1'
    const open = projects()
    await open('1').materialize('*')
    seen.current = 'v2'
    await open('1').materialize('key:second')
    seen.current = 'v1'
    const project = open('1')
    expect(await staleOf(project, 'first')).toBe(0)
    seen.current = 'v2'
    expect(await staleOf(project, 'first')).toBe(1)
  })

  it('that could not be read for a while is read again by those who went without it', async () => {
    const io = memoryValues(new Map([['outside', 3]]))
    const outside = externalAsset('outside', { schema, io })
    const build = shared()
    const project = build([
      outside,
      asset('total', { schema, codeVersion: '1', deps: { all: every(outside) } }, ({ all }) => sum(all.values())),
    ])
    await project.materialize('*')
    io.values.delete('outside')
    await project.materialize('*')
    expect(await project.loadByKey('total')).toBe(0)
    io.values.set('outside', 3)
    expect(inShort(await project.plan('*'))).toEqual(['total (upstream changed: outside)'])
    await project.materialize('*')
    expect(await project.loadByKey('total')).toBe(3)
  })
})

describe('dynamic keys', () => {
  const symbols = dynamicKeys('symbols')
  const project = async (behaviour = { factor: 1 }) => {
    const outside = externalAsset('outside', { observe: () => ({ dataVersion: String(behaviour.factor) }) })
    const each = asset(
      'each',
      { partitions: symbols, schema, codeVersion: '1', deps: { outside } },
      () => behaviour.factor,
    )
    const copy = asset('copy', { partitions: symbols, schema, codeVersion: '1', deps: { each } }, ({ each }) => each)
    const total = asset('total', { schema, codeVersion: '1', deps: { all: every(each) } }, ({ all }) =>
      sum(all.values()),
    )
    const made = shared()([outside, each, copy, total])
    await made.addKeys(symbols, 'p', 'q')
    await made.materialize('*')
    return made
  }

  it('that are removed make stale what read all of them, and added again as well', async () => {
    const made = await project()
    await made.removeKeys(symbols, 'q')
    expect(inShort(await made.plan('*'))).toEqual(['total (upstream changed: each)'])
    await made.materialize('*')
    expect(await made.loadByKey('total')).toBe(1)
    await made.addKeys(symbols, 'q')
    expect(inShort(await made.plan('*'))).toEqual(['total (upstream changed: each)'])
    await made.materialize('*')
    expect(await made.loadByKey('total')).toBe(2)
  })

  it('that come back are stale by what changed while they were away', async () => {
    const behaviour = { factor: 1 }
    const made = await project(behaviour)
    await made.removeKeys(symbols, 'q')
    behaviour.factor = 5
    await made.materialize('*')
    await made.addKeys(symbols, 'q')
    expect(inShort(await made.plan('*'))).toEqual([
      'each: 1 partition: q (upstream changed: outside)',
      'copy: 1 partition: q (upstream will be made: each)',
      'total (upstream changed: each)',
    ])
    await made.materialize('*')
    expect(await made.loadByKey('copy', 'q')).toBe(5)
  })
})

it('what another process made by another calendar meanwhile is looked at again', async () => {
  const build = shared()
  const open = (closed: readonly string[]) => {
    const partitions = daily({ start: '2024-01-01', end: '2024-01-05', calendar: calendar('own', { closed }) })
    const day = asset('day', { partitions, schema, codeVersion: '1' }, () => 1)
    return build([
      day,
      asset('total', { schema, codeVersion: '1', deps: { all: every(day) } }, ({ all }) => sum(all.values())),
    ])
  }
  const [first, second] = [open(['2024-01-03']), open([])]
  await first.materialize('*')
  await second.materialize('*')
  expect(await second.loadByKey('total')).toBe(5)
  expect(inShort(await first.plan('*'))).toEqual(['total (upstream changed: day)'])
  await first.materialize('*')
  expect(await first.loadByKey('total')).toBe(4)
})

it('an upstream that is cut otherwise is another one, also when it is cut like the asset or a neighbour now', async () => {
  const build = shared()
  const one = (() => 1) as never
  const open = (of: Parameters<typeof asset>[1], next: Parameters<typeof asset>[1]) => {
    const [first, second] = [asset('first', of as never, one), asset('second', next as never, one)]
    const deps = { first: every(first), second: every(second) }
    return build([first, second, asset('reader', { schema, codeVersion: '1', deps }, () => 1)])
  }
  const whole = { schema, codeVersion: '1' }
  const cut = { schema, codeVersion: '1', partitions: days }
  await open(cut, cut).materialize('*')
  expect(inShort(await open(whole, cut).plan('key:reader'))).toEqual(['reader (upstream changed: first)'])
})

it('only the newest partition of a product reaches those who read the latest', async () => {
  const partitions = product({ day: days, symbol: dynamicKeys('symbols') })
  const quotes = asset('quotes', { partitions, schema, codeVersion: '1' }, () => 1)
  const newest = asset('newest', { schema, codeVersion: '1', deps: { last: latest(quotes) } }, ({ last }) => last)
  const project = shared()([quotes, newest])
  await project.addKeys(dynamicKeys('symbols'), 'p', 'q')
  await project.materialize('*')
  const again = async (partitions: string) =>
    inShort(await project.plan('*', { partitions, force: true })).map((line) => line.replace(/.*\(/, '('))
  expect(await again('2024-01-10|p')).toEqual(['(forced)', '(forced)'])
  expect(await again('2024-01-10|q')).toEqual(['(forced)', '(upstream will be made: quotes)'])
})

it('a dep that was the last one is named when it is gone', async () => {
  const build = shared()
  const of = asset('of', { schema, codeVersion: '1' }, () => 1)
  await build([of, asset('reader', { schema, codeVersion: '1', deps: { of } }, ({ of }) => of)]).materialize('*')
  const without = build([of, asset('reader', { schema, codeVersion: '1' }, () => 1)])
  expect(inShort(await without.plan('*'))).toEqual(['reader (deps changed: of)'])
})

describe('an asset that reads itself', () => {
  it('is up to date when only such partitions are left as cannot be made', async () => {
    const build = shared()
    const late = daily({ start: '2024-01-02', end: '2024-01-04' })
    const all = daily({ start: '2024-01-01', end: '2024-01-04' })
    const of = asset('of', { partitions: late, schema, codeVersion: '1' }, () => 1)
    const before = offset(self, -1)
    const make = ({ before }: { readonly before: number | undefined }) => (before ?? 0) + 1
    await build([of, asset('own', { partitions: all, schema, codeVersion: '1', deps: { before } }, make)]).materialize(
      '*',
    )
    const edited = build([
      of,
      asset(
        'own',
        { partitions: all, schema, codeVersion: '1', deps: { before, of } },
        ({ before }) => (before ?? 0) + 1,
      ),
    ])
    await edited.materialize('*')
    const plan = await edited.plan('*')
    expect(plan.steps).toEqual([])
    expect(plan.skips).toContainEqual(
      expect.objectContaining({ asset: 'own', partitions: '1 partition: 2024-01-01', fine: false }),
    )
  })

  it('through two deps follows what either of them reaches', async () => {
    const build = shared()
    const code = (third: number) =>
      asset('of', { partitions: days, schema, codeVersion: `${third}` }, (_, { partition }) =>
        partition === '2024-01-03' ? third : 1,
      )
    const own = (of: ReturnType<typeof code>) =>
      asset(
        'own',
        { partitions: days, schema, codeVersion: '1', deps: { of, three: offset(self, -3), two: offset(self, -2) } },
        ({ of, three, two }) => of + (three ?? 0) + (two ?? 0),
      )
    const before = code(1)
    await build([before, own(before)]).materialize('*')
    const changed = code(7)
    const after = build([changed, own(changed)])
    await after.materialize('key:of')
    // 03 moves 05 and 06, those 07, 08 and 09, and so on: only 04 reads none of them.
    expect(inShort(await after.plan('key:own'))).toEqual([
      'own: 7 partitions: 2024-01-03..2024-01-10, 1 missing (upstream will be made: own (6), upstream changed: of (1))',
    ])
    expect(inShort(await after.plan('key:own', { partitions: '2024-01-03,2024-01-05,2024-01-08' }))).toEqual([
      'own: 3 partitions: 2024-01-03, 2024-01-05, 2024-01-08 (upstream will be made: own (2), upstream changed: of (1))',
    ])
  })
})

it('another table of a mapped dep makes its readers stale', async () => {
  const project = shared()
  const open = (europe: readonly ('DE' | 'FR')[]) => {
    const country = asset('country', { partitions: keys('DE', 'FR'), schema, codeVersion: '1' }, () => 1)
    const regions = keys('europe')
    const deps = { read: mapped(country, regions, { europe }) }
    const region = asset('region', { partitions: regions, schema, codeVersion: '1', deps }, ({ read }) => read.size)
    return project([country, region])
  }
  await open(['DE']).materialize('*')
  expect(inShort(await open(['DE', 'FR']).plan('*'))).toEqual(['region: 1 partition: europe (deps changed: read)'])
})
