import {
  along,
  asset,
  daily,
  every,
  keys,
  latest,
  lookback,
  mapped,
  memoryState,
  monthly,
  offset,
  product,
  within,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf } from './kernel.ts'
import { memoryValues } from './memory-values.ts'

const symbols = keys('A', 'B')
const text = z.string()
const daySymbol = product({ day: days, symbol: symbols })
const bySymbol = asset(
  'by/symbol',
  { partitions: daySymbol, schema: text, codeVersion: '1' },
  (_, { partition }) => `${partition.day}${partition.symbol}`,
)
const byDay = asset('by/day', { partitions: days, schema: text, codeVersion: '1' }, (_, { partition }) => partition)
const json = z.json()

/** What an asset that reads `dep` is handed for one partition, as text. */
const shown = (value: unknown) =>
  JSON.stringify(
    value instanceof Object && Symbol.iterator in value ? [...(value as Iterable<unknown>)] : (value ?? 'undefined'),
  )

describe('what a function is handed', () => {
  it('identity: the value of the same partition, also of a product', async () => {
    const reader = asset(
      'reader',
      { partitions: daySymbol, schema: text, codeVersion: '1', deps: { same: bySymbol } },
      ({ same }) => same,
    )
    const project = projectOf([bySymbol, reader])
    await project.materialize('*')
    expect(await project.load(reader, { day: '2024-01-02', symbol: 'B' })).toBe('2024-01-02B')
  })

  it('every: all values by partition, found by content where keys are objects', async () => {
    const reader = asset(
      'reader',
      { schema: json, codeVersion: '1', deps: { all: every(bySymbol) } },
      ({ all }) => [all.size, all.get({ symbol: 'B', day: '2024-01-02' }) ?? null, [...all.keys()][0] ?? null] as never,
    )
    const project = projectOf([bySymbol, reader])
    await project.materialize('*')
    expect(await project.load(reader)).toEqual([20, '2024-01-02B', { day: '2024-01-01', symbol: 'A' }])
  })

  it('every along a dimension: those of the own rest, keyed by what varies', async () => {
    const reader = asset(
      'reader',
      { partitions: days, schema: text, codeVersion: '1', deps: { all: every(bySymbol, 'symbol') } },
      ({ all }) => shown(all),
    )
    const project = projectOf([bySymbol, reader])
    await project.materialize('*')
    expect(await project.load(reader, '2024-01-02')).toBe('[["A","2024-01-02A"],["B","2024-01-02B"]]')
  })

  it('lookback: the partitions that end with the own one, fewer at the start', async () => {
    const reader = asset(
      'reader',
      { partitions: days, schema: text, codeVersion: '1', deps: { last: lookback(byDay, 3) } },
      ({ last }) => [...last.keys()].join(),
    )
    const project = projectOf([byDay, reader])
    await project.materialize('*')
    expect(await project.load(reader, '2024-01-02')).toBe('2024-01-01,2024-01-02')
    expect(await project.load(reader, '2024-01-09')).toBe('2024-01-07,2024-01-08,2024-01-09')
  })

  it('lookback in a product: of the own symbol, keyed by time', async () => {
    const reader = asset(
      'reader',
      { partitions: daySymbol, schema: text, codeVersion: '1', deps: { last: lookback(bySymbol, { day: 2 }) } },
      ({ last }) => shown(last),
    )
    const project = projectOf([bySymbol, reader])
    await project.materialize('*')
    expect(await project.load(reader, { day: '2024-01-03', symbol: 'B' })).toBe(
      '[["2024-01-02","2024-01-02B"],["2024-01-03","2024-01-03B"]]',
    )
  })

  it('offset: the value so many steps away, undefined where there is none', async () => {
    const reader = asset(
      'reader',
      { partitions: days, schema: text, codeVersion: '1', deps: { before: offset(byDay, -1) } },
      ({ before }) => before ?? 'none',
    )
    const project = projectOf([byDay, reader])
    await project.materialize('*')
    expect([await project.load(reader, '2024-01-01'), await project.load(reader, '2024-01-02')]).toEqual([
      'none',
      '2024-01-01',
    ])
  })

  it('latest: the newest that is materialized, and a newer one makes its reader stale', async () => {
    const reader = asset(
      'reader',
      { schema: text, codeVersion: '1', deps: { newest: latest(byDay) } },
      ({ newest }) => newest,
    )
    const project = projectOf([byDay, reader])
    await project.materialize('*', { partitions: '2024-01-02' })
    expect(await project.load(reader)).toBe('2024-01-02')
    await project.materialize('by/day', { partitions: '2024-01-01' })
    expect((await project.plan('reader')).steps).toEqual([])
    await project.materialize('*', { partitions: '2024-01-05' })
    expect(await project.load(reader)).toBe('2024-01-05')
  })

  it('along: one dimension of the own partition is the key', async () => {
    const reader = asset(
      'reader',
      { partitions: daySymbol, schema: text, codeVersion: '1', deps: { day: along(byDay, 'day') } },
      ({ day }) => day,
    )
    const project = projectOf([byDay, reader])
    await project.materialize('*')
    expect(await project.load(reader, { day: '2024-01-04', symbol: 'A' })).toBe('2024-01-04')
  })

  it('within: those whose time lies within the own', async () => {
    const long = asset(
      'long',
      { partitions: daily({ start: '2024-01-30', end: '2024-02-02' }), schema: text, codeVersion: '1' },
      (_, { partition }) => partition,
    )
    const reader = asset(
      'reader',
      {
        partitions: monthly({ start: '2024-01-01', end: '2024-02' }),
        schema: text,
        codeVersion: '1',
        deps: { all: within(long) },
      },
      ({ all }) => [...all.keys()].join(),
    )
    const project = projectOf([long, reader], { clock: new FakeClock('2024-06-01') })
    await project.materialize('*')
    expect([await project.load(reader, '2024-01'), await project.load(reader, '2024-02')]).toEqual([
      '2024-01-30,2024-01-31',
      '2024-02-01,2024-02-02',
    ])
  })

  it('mapped: those that a function of the user names', async () => {
    const halves = keys('early', 'late')
    const half = (day: string) => (day < '2024-01-06' ? 'early' : 'late') as 'early' | 'late'
    const all = Array.from({ length: 10 }, (_, index) => `2024-01-${String(index + 1).padStart(2, '0')}`)
    const of = mapped(byDay, halves, {
      upstream: (key) => all.filter((day) => half(day) === key),
      downstream: (day) => [half(day)],
    })
    const reader = asset(
      'reader',
      { partitions: halves, schema: z.number(), codeVersion: '1', deps: { of } },
      ({ of }) => of.size,
    )
    const project = projectOf([byDay, reader])
    await project.materialize('*')
    expect([await project.load(reader, 'early'), await project.load(reader, 'late')]).toEqual([5, 5])
  })
})

describe('what is read', () => {
  it('is the version that was just made, within a run and from run to run', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    const seen: string[] = []
    const build = (codeVersion: string) => {
      const of = asset(
        'of',
        { partitions: days, schema: text, codeVersion },
        (_, { partition }) => `${codeVersion} ${partition}`,
      )
      const first = asset(
        'first',
        { partitions: days, schema: text, codeVersion: '1', deps: { last: lookback(of, 2) } },
        ({ last }) => {
          seen.push(...last.values())
          return [...last.values()].join()
        },
      )
      const second = asset(
        'second',
        { schema: z.number(), codeVersion: '1', deps: { all: every(of), first: every(first) } },
        ({ all }) => {
          seen.push(...all.values())
          return all.size
        },
      )
      return projectOf([of, first, second], shared)
    }
    for (const version of ['1', '2', '3']) {
      seen.length = 0
      await build(version).materialize('*')
      expect(seen).toHaveLength(29)
      expect(seen.every((value) => value.startsWith(`${version} `))).toBe(true)
    }
  })

  it('is parsed by the schema, so that what comes back is what was given', async () => {
    const when = asset('when', { schema: z.object({ at: z.date(), size: z.bigint() }), codeVersion: '1' }, () => ({
      at: new Date(5),
      size: 2n ** 60n,
    }))
    const reader = asset(
      'reader',
      { schema: text, codeVersion: '1', deps: { when } },
      ({ when }) => `${when.at.getTime()} ${when.size}`,
    )
    const project = projectOf([when, reader])
    await project.materialize('*')
    expect(await project.load(reader)).toBe('5 1152921504606846976')
  })
})
