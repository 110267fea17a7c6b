import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  cron,
  type Daily,
  daily,
  dynamicKeys,
  hourly,
  type KeyOf,
  keys,
  monthly,
  product,
  type Unpartitioned,
  weekly,
} from '../../src/partitions/index.ts'

const invalid = expect.objectContaining({ code: 'PARTITIONS_INVALID' })

describe('definitions', () => {
  it('are frozen plain data', () => {
    const days = daily({ start: '2024-01-02', end: '2024-06-30', timezone: 'America/New_York' })
    expect(days).toEqual({
      kind: 'daily',
      time: true,
      start: '2024-01-02',
      end: '2024-06-30',
      timezone: 'America/New_York',
    })
    expect(Object.isFrozen(days)).toBe(true)
    expect(product({ day: days, symbol: keys('A', 'B') })).toEqual({
      kind: 'product',
      dimensions: { day: days, symbol: { kind: 'keys', keys: ['A', 'B'] } },
    })
    expect(dynamicKeys('customer')).toEqual({ kind: 'dynamic', name: 'customer' })
    expect(cron('0 18 * * 1-5', { start: '2024-01-01' })).toEqual({
      kind: 'cron',
      time: true,
      expression: '0 18 * * 1-5',
      start: '2024-01-01',
      timezone: 'UTC',
    })
  })

  it('keep their offset, exclusions and grace as they were given', () => {
    const exclusions = ['2024-12-25', '2024-07-01..2024-07-05']
    const days = daily({ start: '2024-01-02', offset: { hours: -7 }, exclusions, grace: { hours: 6 } })
    expect(days).toMatchObject({ offset: { hours: -7 }, exclusions, grace: { hours: 6 } })
    expect([days.offset, days.exclusions, days.grace].every(Object.isFrozen)).toBe(true)
    exclusions.push('2025-01-01')
    expect(days.exclusions).toHaveLength(2)
    expect(daily({ start: '2024-01-02', exclusions: [] })).not.toHaveProperty('exclusions')
  })

  it('start and end at a key, or at a date in it', () => {
    for (const start of ['2024-01', '2024-01-15']) expect(monthly({ start }).start).toBe(start)
    for (const start of ['2024-01-01', '2024-01-01T13:00']) expect(hourly({ start }).start).toBe(start)
    expect(weekly({ start: '2024-01-03', end: '2024-01-03' }).end).toBe('2024-01-03')
  })

  it.each<readonly [title: string, define: () => unknown]>([
    ['a start that is no date', () => daily({ start: '2024-02-30' })],
    ['a start that is another kind of key', () => daily({ start: '2024-01' })],
    ['an hour that is not full', () => hourly({ start: '2024-01-01T13:30' })],
    ['an end before the start', () => daily({ start: '2024-01-02', end: '2024-01-01' })],
    ['an unknown zone', () => daily({ start: '2024-01-02', timezone: 'Mars/Olympus' })],
    ['a malformed cron expression', () => cron('61 * * * *', { start: '2024-01-01' })],
    ['a cron expression with seconds', () => cron('0 0 0 * * *', { start: '2024-01-01' })],
    ['a cron expression that never fires', () => cron('0 0 30 2 *', { start: '2024-01-01' })],
    ['hours that begin after the hour', () => hourly({ start: '2024-01-01', offset: { minutes: 60 } })],
    [
      'a start off the minute at which hours begin',
      () => hourly({ start: '2024-01-01T13:00', offset: { minutes: 30 } }),
    ],
    ['days that begin a day later', () => daily({ start: '2024-01-01', offset: { hours: 23, minutes: 60 } })],
    ['days that begin at half an hour', () => daily({ start: '2024-01-01', offset: { hours: 0.5 } })],
    ['weeks from no weekday', () => weekly({ start: '2024-01-01', offset: { weekday: 'Sunday' as never } })],
    ['months from the 29th', () => monthly({ start: '2024-01', offset: { days: 28 } })],
    ['a negative grace', () => daily({ start: '2024-01-01', grace: { hours: -1 } })],
    ['a grace of half an hour', () => daily({ start: '2024-01-01', grace: { hours: 0.5 } })],
    ['an exclusion that is no date', () => daily({ start: '2024-01-01', exclusions: ['2024-02-30'] })],
    ['an exclusion of another cut', () => monthly({ start: '2024-01', exclusions: ['2024-01-02T13:00'] })],
    [
      'an exclusion that ends before it begins',
      () => daily({ start: '2024-01-01', exclusions: ['2024-03-02..2024-03-01'] }),
    ],
    ['an exclusion without an end', () => daily({ start: '2024-01-01', exclusions: ['2024-03-02..'] })],
    ['no keys', () => keys()],
    ['a key twice', () => keys('A', 'B', 'A')],
    ['no dimensions', () => product({})],
    ...['', ' a', 'a|b', 'a,b', 'a..b', 'a\nb', 'all', 'latest'].map(
      (key) => [`the key ${JSON.stringify(key)}`, () => keys(key)] as const,
    ),
  ])('refuse %s', (_, define) => {
    expect(define).toThrow(invalid)
  })

  it('say what is wrong, what was found and what to write', () => {
    expect(() => monthly({ start: 'January' })).toThrow(
      '`monthly()` has the start `January`, which is neither one of its keys nor a date',
    )
    expect(() => cron('* * *', { start: '2024-01-01' })).toThrow('the cron expression `* * *` is malformed')
  })

  it('show how a shifted key is written', () => {
    const hint = (text: string) => expect.objectContaining({ hint: expect.stringContaining(text) })
    expect(() => hourly({ start: 'now', offset: { minutes: 15 } })).toThrow(hint('2024-01-02T13:15'))
    expect(() => weekly({ start: 'now', offset: { weekday: 'sunday' } })).toThrow(hint('2023-12-31'))
    expect(() => monthly({ start: '2024-01', exclusions: ['May'] })).toThrow('`monthly()` excludes `May`')
  })

  it('refuse dimension names that are none', () => {
    expect(() => product({ 'a=b': keys('A') })).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
  })

  it('type their keys', () => {
    const both = product({ day: daily({ start: '2024-01-02' }), symbol: keys('A', 'B') })
    expectTypeOf<KeyOf<typeof both>>().toEqualTypeOf<{ readonly day: string; readonly symbol: 'A' | 'B' }>()
    expectTypeOf<KeyOf<Unpartitioned>>().toEqualTypeOf<null>()
    expectTypeOf(hourly({ start: '2024-01-01' })).not.toExtend<Daily>()
  })
})
