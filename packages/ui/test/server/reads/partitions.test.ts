import { defineProject, hourly, keys, memoryState, rangeAsset } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readHandlers, Statuses } from '../../../src/server/reads/index.ts'
import { nowhere } from '../../projects/nowhere.ts'
import { readerOf, story } from './story.ts'

describe('the partitions of an asset', () => {
  it('are runs of equal status, with a key for the first of each', async () => {
    const { project, world, read } = story()
    world.failsOn = '2024-01-05'
    await project.materialize('market/prices', { partitions: '2024-01-02..2024-01-05' })
    const body = await read('partitions', 'market/prices')
    const word = (index: number) => body.statuses[index]
    expect(body.series).toHaveLength(1)
    const [{ runs, starts } = { runs: [], starts: [] }] = body.series
    expect(starts).toEqual(['2024-01-01', '2024-01-02', '2024-01-05', '2024-01-06'])
    expect(runs.map((value, index) => (index % 2 === 0 ? word(value) : value))).toEqual([
      'missing',
      1,
      'fresh',
      3,
      'failed',
      1,
      'missing',
      5,
    ])
    expect(body.dimensions).toEqual([
      { name: '', kind: 'daily', count: 10, first: '2024-01-01', last: '2024-01-10', zone: 'UTC', grain: 'daily' },
    ])
    expect(body.places).toEqual([19_723, 1, 10])
  })

  it('of a product come as pages of series', async () => {
    const { project, read } = story()
    await project.materialize('quotes', { partitions: '2024-01-02|MSFT' })
    const first = await read('partitions', 'quotes', { limit: 2 })
    expect(first).toMatchObject({ kind: 'product', along: 0, total: 3, next: '2', counts: { total: 30, fresh: 1 } })
    const rest = await read('partitions', 'quotes', { limit: 2, cursor: first.next })
    expect([...first.series, ...rest.series].map(({ of }) => of)).toEqual([['AAPL'], ['MSFT'], ['GOOG']])
    expect(rest.next).toBeUndefined()
    expect(first.series[1]?.starts).toEqual(['2024-01-01', '2024-01-02', '2024-01-03'])
  })

  it('of a hundred thousand hours come in as many runs as there are changes of status', async () => {
    const hours = hourly({ start: '2010-01-01', end: '2021-05-29T15:00', timezone: 'UTC' })
    const readings = rangeAsset(
      'readings',
      { partitions: hours, schema: z.string(), io: nowhere(''), codeVersion: '1' },
      (_, { partitions }) => partitions.map((key) => [key, ''] as const),
    )
    const project = defineProject({ assets: [readings], state: memoryState() })
    await project.materialize('*')
    const noons = Array.from({ length: 28 }, (_, day) => `2015-02-${String(day + 1).padStart(2, '0')}T12:00`)
    await project.wipe('*', { partitions: [...noons, '2019-01-01T00:00..2019-12-31T23:00'].join(', ') })
    const read = readerOf(readHandlers(project, new Statuses(project), 'long'))
    const { counts, series, places, statuses } = await read('partitions', 'readings')
    const [{ runs, starts } = { runs: [], starts: [] }] = series
    expect(counts).toMatchObject({ total: 100_000, missing: 28 + 365 * 24 })
    expect(starts).toHaveLength(2 * 29 + 1)
    expect(starts.filter((_, index) => statuses[runs[2 * index] ?? -1] === 'missing')).toEqual([
      ...noons,
      '2019-01-01T00:00',
    ])
    expect(runs.reduce((sum, value, index) => (index % 2 === 0 ? sum : sum + value), 0)).toBe(counts.total)
    expect(places.length).toBeLessThan(60)
    const from = runs[1] ?? 0
    expect(await read('partitionKeys', 'readings', { from, count: 1 })).toEqual({ from, keys: [starts[1]] })
  })

  it('are found by a text in their keys, the key that it is before all others', async () => {
    const items = rangeAsset(
      'items',
      { partitions: keys('b1', 'A', 'ab', 'c', 'a'), schema: z.string(), io: nowhere(''), codeVersion: '1' },
      (_, { partitions }) => partitions.map((key) => [key, ''] as const),
    )
    const project = defineProject({ assets: [items], state: memoryState() })
    const read = readerOf(readHandlers(project, new Statuses(project), 'long'))
    const found = (query: { q: string; from: number; count: number }) => read('partitionKeys', 'items', query)
    expect(await found({ q: 'a', from: 0, count: 5 })).toEqual({
      from: 0,
      keys: ['a', 'A', 'ab'],
      places: [4, 1, 2],
      total: 3,
    })
    expect(await found({ q: 'a', from: 1, count: 1 })).toEqual({ from: 1, keys: ['A'], places: [1], total: 3 })
    expect(await found({ q: 'z', from: 0, count: 5 })).toEqual({ from: 0, keys: [], places: [], total: 0 })
  })
})
