import { describe, expect, it } from 'vitest'
import {
  checkMapping,
  cron,
  daily,
  dynamicKeys,
  hourly,
  keys,
  type Mapping,
  monthly,
  nyse,
  type Partitions,
  product,
  unpartitioned,
  weekly,
} from '../../../src/partitions/index.ts'

const start = '2024-01-01'
const days = daily({ start })
const trading = daily({ start, timezone: 'America/New_York', calendar: nyse })
const hours = hourly({ start })
const quotes = product({ day: days, symbol: keys('A', 'B') })
const identity: Mapping = { kind: 'identity' }
const every = (...dimensions: string[]): Mapping => ({ kind: 'every', dimensions })
const along = (dimension: string): Mapping => ({ kind: 'along', dimension })
const within: Mapping = { kind: 'within' }
const lookback = (count: number | { [dimension: string]: number }): Mapping => ({ kind: 'lookback', count })
const offset = (by: number | { [dimension: string]: number }): Mapping => ({ kind: 'offset', by })

const sundays = weekly({ start, offset: { weekday: 'sunday' } })

type Case = readonly [title: string, mapping: Mapping, reader: Partitions, upstream: Partitions]
const fitting: readonly Case[] = [
  ['anything reads an unpartitioned upstream', identity, quotes, unpartitioned],
  ['days read trading days', identity, days, trading],
  ['trading days read days', identity, trading, days],
  ['keys read an upstream that has more', identity, keys('A'), keys('A', 'B')],
  [
    'products read products of the same dimensions, in any order',
    identity,
    quotes,
    product({ symbol: keys('A', 'B', 'C'), day: trading }),
  ],
  ['anything reads everything', every(), keys('X'), hours],
  ['days read all symbols of a day', every('symbol'), trading, quotes],
  ['symbols read all their days', every('day'), keys('A'), quotes],
  ['anything reads all dimensions', every('day', 'symbol'), monthly({ start }), quotes],
  [
    'products read the rest of a larger product',
    every('region'),
    quotes,
    product({ region: keys('eu'), symbol: keys('A', 'B'), day: days }),
  ],
  ['anything reads the latest', { kind: 'latest' }, unpartitioned, hours],
  ['days look back on days', lookback(20), days, trading],
  ['products look back along their day', lookback({ day: 20 }), quotes, quotes],
  ['days step forth and back', offset(-1), days, days],
  ['products read along a dimension', along('symbol'), quotes, keys('A', 'B')],
  ['days read their hours', within, trading, hours],
  ['months read their weeks', within, monthly({ start }), weekly({ start })],
  ['weeks read their hours', within, weekly({ start, timezone: 'Asia/Kolkata' }), hours],
  ['anything along time reads firings in it', within, days, cron('*/5 * * * *', { start })],
  [
    'firings read anything along time that begins before the next',
    within,
    cron('0 18 * * *', { start }),
    monthly({ start }),
  ],
  ['days of another beginning', identity, days, daily({ start, offset: { hours: -7 } })],
  [
    'days with other exclusions and grace',
    identity,
    days,
    daily({ start, exclusions: ['2024-01-02'], grace: { hours: 1 } }),
  ],
  ['weeks from one weekday', lookback(2), sundays, weekly({ start, offset: { weekday: 'sunday', hours: 4 } })],
]
const refused: readonly (readonly [...Case, sentence: string])[] = [
  [
    'hours reading days',
    identity,
    hours,
    days,
    'this upstream is daily and this asset is hourly: wrap it in every(), latest(), lookback(), within(), along() or mapped()',
  ],
  [
    'an unpartitioned asset reading days',
    identity,
    unpartitioned,
    days,
    'this upstream is daily and this asset is unpartitioned',
  ],
  [
    'hours of another zone',
    identity,
    hours,
    hourly({ start, timezone: 'Asia/Kolkata' }),
    'this upstream is hourly in Asia/Kolkata and this asset in UTC',
  ],
  [
    'hours of another minute',
    identity,
    hours,
    hourly({ start, offset: { minutes: 30 } }),
    'this upstream is hourly from minute 30 and this asset hourly, so that their keys never meet',
  ],
  [
    'weeks from another weekday',
    offset(-1),
    weekly({ start }),
    sundays,
    'this upstream is weekly from sunday and this asset weekly, so that their keys never meet',
  ],
  [
    'months from another day, as a dimension',
    identity,
    product({ month: monthly({ start }) }),
    product({ month: monthly({ start, offset: { days: 3 } }) }),
    'dimension `month`: this upstream is monthly from day 4',
  ],
  ['hours within weeks, the wrong way', within, hours, weekly({ start }), 'nothing weekly lies within anything hourly'],
  [
    'another cron expression',
    identity,
    cron('0 9 * * *', { start }),
    cron('0 18 * * *', { start }),
    'this upstream is cut by cron `0 18 * * *`',
  ],
  ['a key that the upstream lacks', identity, keys('A', 'C'), keys('A', 'B'), 'this upstream has no key `C`'],
  [
    'other dynamic keys',
    identity,
    dynamicKeys('a'),
    dynamicKeys('b'),
    'this upstream has the dynamic keys `b` and this asset `a`',
  ],
  [
    'a product with a dimension more',
    identity,
    quotes,
    product({ day: days }),
    'this upstream has the dimensions `day` and this asset `day`, `symbol`',
  ],
  [
    'a product whose dimension is another',
    identity,
    quotes,
    product({ day: hours, symbol: keys('A', 'B') }),
    'dimension `day`: this upstream is hourly',
  ],
  [
    'every along a dimension that is none',
    every('sym'),
    days,
    quotes,
    'this upstream has no dimension `sym`; it has `day`, `symbol`',
  ],
  [
    'every along a dimension of no product',
    every('day'),
    days,
    days,
    'this upstream is daily, so every() takes no dimensions',
  ],
  [
    'every that leaves another cut',
    every('symbol'),
    monthly({ start }),
    quotes,
    'every() along `symbol` leaves `day` of this upstream',
  ],
  [
    'every that leaves two dimensions',
    every('a'),
    days,
    product({ a: days, b: days, c: days }),
    'every() along `a` leaves `b`, `c` of this upstream',
  ],
  ['looking back on keys', lookback(3), keys('A'), keys('A'), 'steps are along time'],
  [
    'looking back along keys',
    lookback({ symbol: 3 }),
    quotes,
    quotes,
    'this upstream has no dimension `symbol` along time',
  ],
  ['looking back on nothing', lookback(0), days, days, '`0` is not a number of partitions'],
  ['half a step', offset(0.5), days, days, '`0.5` is not a number of partitions'],
  ['looking back on another kind', lookback(3), hours, days, 'this upstream is daily'],
  ['along a product', along('day'), quotes, quotes, 'along() is for an upstream of one dimension'],
  ['along without a product', along('day'), days, days, 'along() is for an asset with a dimension `day`'],
  ['along a dimension that is none', along('sym'), quotes, days, 'this asset has no dimension `sym`'],
  ['along a dimension of another cut', along('day'), quotes, hours, 'dimension `day`: this upstream is hourly'],
  ['within keys', within, keys('A'), hours, 'within() is between cuts along time'],
  ['within something finer', within, hours, days, 'nothing daily lies within anything hourly'],
]

describe('checkMapping', () => {
  it.each(fitting)('allows that %s', (_, mapping, reader, upstream) => {
    expect(checkMapping(mapping, reader, upstream)).toBeUndefined()
  })

  it.each(refused)('refuses %s', (...[, mapping, reader, upstream, sentence]) => {
    expect(checkMapping(mapping, reader, upstream)).toContain(sentence)
  })
})
