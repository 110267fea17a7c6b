import {
  defineProject,
  hourly,
  daily,
  keys,
  memoryState,
  monthly,
  product,
  type Project,
  rangeAsset,
  weekly,
} from '@headwater/core'
import { z } from 'zod'
import { nowhere } from './nowhere.ts'
import { seeded } from './random.ts'

/** 100,000 hours. */
const hours = hourly({ start: '2010-01-01', end: '2021-05-29T16:00', timezone: 'UTC' })
const symbols = Array.from({ length: 40 }, (_, index) => `SYM${String(index + 1).padStart(2, '0')}`)
/** 100,000 keys that are no times. */
const itemKeys = Array.from({ length: 100_000 }, (_, index) => `item-${String(index).padStart(5, '0')}`)
const perSymbol = product({
  day: daily({ start: '2021-01-01', end: '2023-10-01', timezone: 'UTC' }),
  symbol: keys(...symbols),
})

/** What the values are made of: another one makes other values. */
let generation = 0

const options = { schema: z.string(), io: nowhere(''), codeVersion: '1' } as const

const readings = rangeAsset(
  'raw/readings',
  { ...options, description: 'One reading an hour, 100,000 of them.', partitions: hours },
  (_, { partitions }) => partitions.map((key) => [key, `${key} ${generation}`] as const),
)

const clean = rangeAsset(
  'clean/readings',
  { ...options, description: 'The readings, where they can be read.', partitions: hours, deps: { readings } },
  (_, { partitions }) => {
    if (partitions.some((key) => key.startsWith('2015-03'))) throw new Error('the sensor sent `NaN` all month')
    return partitions.map((key) => [key, key] as const)
  },
)

const quotes = rangeAsset(
  'market/quotes',
  { ...options, description: 'A quote a day of 40 symbols.', partitions: perSymbol },
  (_, { partitions }) => partitions.map((key) => [key, `${key.day} ${generation}`] as const),
)

const weeks = rangeAsset(
  'reports/weeks',
  { ...options, partitions: weekly({ start: '2018-01-01', end: '2021-05-31', timezone: 'UTC' }) },
  (_, { partitions }) => partitions.map((key) => [key, key] as const),
)

const months = rangeAsset(
  'reports/months',
  { ...options, partitions: monthly({ start: '2010-01-01', end: '2021-06-01', timezone: 'UTC' }) },
  (_, { partitions }) => partitions.map((key) => [key, key] as const),
)

const regions = rangeAsset(
  'reports/regions',
  { ...options, partitions: keys('africa', 'americas', 'asia', 'europe', 'oceania') },
  (_, { partitions }) => partitions.map((key) => [key, key] as const),
)

const items = rangeAsset(
  'shop/items',
  { ...options, description: 'What is sold, one partition each.', partitions: keys(...itemKeys) },
  (_, { partitions }) => partitions.map((key) => [key, key] as const),
)

/** Assets with many partitions, the same at every start: fresh ones, and ranges that are missing, stale or failed. */
export async function long(): Promise<Project> {
  generation = 0
  const project = defineProject({
    assets: [readings, clean, quotes, weeks, months, regions, items],
    state: memoryState(),
  })
  const random = seeded(11)
  await project.materialize('raw/readings', { partitions: '2010-01-01T00:00..2021-04-30T23:00' })
  for (const range of ['2010-01-01T00:00..2015-02-28T23:00', '2015-04-01T00:00..2021-03-31T23:00'])
    await project.materialize('clean/readings', { partitions: range })
  await project.materialize('clean/readings', { partitions: '2015-03-01T00:00..2015-03-31T23:00' })
  await project.wipe('clean/readings', { partitions: someHours(random, 400) })
  generation = 1
  await project.materialize('raw/readings', { partitions: someHours(random, 600), force: true })
  await project.materialize('market/quotes', { partitions: '2021-01-01..2023-08-31' })
  await project.materialize('reports/weeks or reports/months', { partitions: '2018-01-01..2020-12-31' })
  await project.materialize('reports/regions', { partitions: 'europe, asia' })
  await project.materialize('shop/items', { partitions: 'all' })
  await project.wipe('shop/items', { partitions: itemKeys.slice(49_950, 50_050).join(', ') })
  return project
}

/** Stretches of one hour to two days, all over the years. */
function someHours(random: () => number, count: number): string {
  const first = Date.UTC(2010, 0, 1)
  return Array.from({ length: count }, () => {
    const begin = first + Math.floor(random() * 98_000) * 3_600_000
    const end = begin + Math.floor(random() ** 3 * 48) * 3_600_000
    return `${keyOf(begin)}..${keyOf(end)}`
  }).join(', ')
}

function keyOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16)
}
