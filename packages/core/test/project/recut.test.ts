import { asset, type ByPartition, calendar, daily, type Dep, every, keys, monthly, product } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inShort, thrownBy } from '../run/kernel.ts'
import { newPlace, numbers } from './history.ts'

const start = '2024-01-01'
const q1 = daily({ start, end: '2024-03-31' })
const months = monthly({ start: '2024-01', end: '2024-03' })
const later = '2024-06-01T12:00:00Z'

const placeInJune = () => newPlace(later)

describe('an asset that is cut otherwise', () => {
  it('from days to months: the plan tells what is covered, and the days stay readable by their keys', async () => {
    const { release } = await placeInJune()
    await using old = release([numbers('prices', q1)])
    await old.materialize('*', { partitions: '2024-01-01..2024-02-10' })
    const prices = numbers('prices', months)
    await using project = release([prices])
    const plan = await project.plan('*')
    expect(inShort(plan)).toEqual(['prices: 3 partitions: 2024-01..2024-03 (missing)'])
    expect(plan.moves).toEqual([
      {
        asset: 'prices',
        words:
          'was cut daily, is now monthly: 41 partitions recorded so stay readable by their keys; they cover 1 partition whole and 1 in part; all are made anew',
      },
    ])
    expect(await project.loadByKey('prices', '2024-02-10')).toBe('prices 2024-02-10')
    await project.materialize('*')
    expect(await project.load(prices, '2024-02')).toBe('prices 2024-02')
    expect(await project.loadByKey('prices', '2024-02-10')).toBe('prices 2024-02-10')
    expect((await thrownBy(() => project.loadByKey('prices', '2024-02-11'))).code).toBe('PARTITION_UNKNOWN')
    expect((await project.plan('*')).moves).toEqual([])
  })

  it('from months to days, back again, and under another name: every key that was ever made can be read', async () => {
    const { release } = await placeInJune()
    await using first = release([numbers('prices', months)])
    await first.materialize('*')
    await using second = release([numbers('prices', q1)])
    expect((await second.plan('*')).moves[0]?.words).toContain('they cover 91 partitions whole')
    await second.materialize('*', { partitions: '2024-01-05' })
    await using third = release([numbers('prices', months)])
    await third.materialize('*', { partitions: '2024-01' })
    const quotes = numbers('quotes', q1)
    await using fourth = release([quotes], { moves: [{ from: 'prices', to: 'quotes' }] })
    await fourth.materialize('*', { partitions: '2024-01-06' })
    await using last = release([quotes])
    const values = ['2024-01', '2024-02', '2024-01-05', '2024-01-06'].map((key) => last.loadByKey('quotes', key))
    expect(await Promise.all(values)).toEqual([
      'prices 2024-01',
      'prices 2024-02',
      'prices 2024-01-05',
      'quotes 2024-01-06',
    ])
  })

  it('from one value to days, and from days to one value', async () => {
    const { release } = await placeInJune()
    const whole = (made: string) => asset('prices', { schema: z.string(), codeVersion: '1' }, () => made)
    await using first = release([whole('one')])
    await first.materialize('*')
    await using second = release([numbers('prices', q1)])
    expect(await second.loadByKey('prices')).toBe('one')
    await second.materialize('*', { partitions: '2024-01-05' })
    expect([await second.loadByKey('prices'), await second.loadByKey('prices', '2024-01-05')]).toEqual([
      'one',
      'prices 2024-01-05',
    ])
    await using third = release([whole('two')])
    await third.materialize('*')
    expect([await third.loadByKey('prices'), await third.loadByKey('prices', '2024-01-05')]).toEqual([
      'two',
      'prices 2024-01-05',
    ])
  })

  it('by a dimension more, and by one less', async () => {
    const { release } = await placeInJune()
    await using first = release([numbers('prices', q1)])
    await first.materialize('*', { partitions: '2024-01-05' })
    const both = numbers('prices', product({ day: q1, symbol: keys('A', 'B') }))
    await using second = release([both])
    expect((await second.plan('*', { partitions: '2024-01-05' })).moves[0]?.words).toMatch(
      /^was cut daily, is now daily x keys: 1 partition recorded so stay readable/,
    )
    await second.materialize('*', { partitions: '2024-01-05|A' })
    expect(await second.loadByKey('prices', '2024-01-05')).toBe('prices 2024-01-05')
    await using third = release([numbers('prices', keys('X', 'Y'))])
    await third.materialize('*', { partitions: 'X' })
    expect(await third.loadByKey('prices', '2024-01-05|A')).toBe('prices {"day":"2024-01-05","symbol":"A"}')
    expect(await third.loadByKey('prices', '2024-01-05')).toBe('prices 2024-01-05')
  })

  it('makes what reads all of it anew', async () => {
    const { release } = await placeInJune()
    const readerOf = (all: Dep<ByPartition<never, string>, never>) =>
      asset('reader', { schema: z.number(), codeVersion: '1', deps: { all } }, ({ all }) => [...all.values()].length)
    await using first = release([numbers('prices', q1), readerOf(every(numbers('prices', q1)) as never)])
    await first.materialize('*')
    const prices = numbers('prices', months)
    await using second = release([prices, readerOf(every(prices) as never)])
    expect(inShort(await second.plan('*'))).toEqual([
      'prices: 3 partitions: 2024-01..2024-03 (missing)',
      'reader (upstream changed: prices)',
    ])
    await second.materialize('*')
    expect(await second.loadByKey('reader')).toBe(3)
  })
})

describe('an asset whose cut keeps its unit', () => {
  const remade = async (before: Parameters<typeof numbers>[1], after: Parameters<typeof numbers>[1]) => {
    const { release } = await placeInJune()
    await using old = release([numbers('prices', before)])
    await old.materialize('*')
    await using project = release([numbers('prices', after)])
    const plan = await project.plan('*')
    expect(plan.moves).toEqual([])
    return plan.steps.map(({ partitions, reason }) => `${partitions} (${reason})`)
  }
  const weekends = calendar('weekdays', { closed: [] })

  it('makes nothing again when it begins later, and only what is new when it begins earlier', async () => {
    expect(await remade(q1, daily({ start: '2024-02-01', end: '2024-03-31' }))).toEqual([])
    expect(await remade(q1, daily({ start: '2023-12-30', end: '2024-03-31' }))).toEqual([
      '2 partitions: 2023-12-30..2023-12-31 (missing)',
    ])
  })

  it('makes nothing again when its calendar closes days, and only the days that it opens', async () => {
    const few = { start, end: '2024-01-10' }
    expect(await remade(daily(few), daily({ ...few, calendar: weekends }))).toEqual([])
    expect(await remade(daily({ ...few, calendar: weekends }), daily(few))).toEqual([
      '2 partitions: 2024-01-06..2024-01-07 (missing)',
    ])
  })

  it('makes nothing again when a static key goes, and only a key that comes', async () => {
    expect(await remade(keys('A', 'B', 'C'), keys('C', 'A'))).toEqual([])
    expect(await remade(keys('A', 'B'), keys('X', 'B', 'A'))).toEqual(['1 partition: X (missing)'])
  })
})
