// What the compiler must let through. Nothing here runs: the type check is the test.
import {
  asset,
  type ByPartition,
  cron,
  daily,
  dynamicKeys,
  every,
  hourly,
  keys,
  lookback,
  mapped,
  monthly,
  offset,
  product,
  self,
  settings,
  weekly,
  within,
} from '@headwater/core'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

const start = '2024-01-01'
const timezone = 'America/New_York'
const made = () => 1
const schema = z.number()

// ── cuts ──
const hours = hourly({
  start,
  timezone,
  offset: { minutes: 30 },
  exclusions: ['2024-01-02T13:30'],
  grace: { minutes: 5 },
})
const sessions = daily({ start, timezone, offset: { hours: -7 }, exclusions: ['2024-12-24..2024-12-26'] })
const weeks = weekly({ start, timezone, offset: { weekday: 'sunday', hours: 17 }, grace: { days: 1, hours: 6 } })
const months = monthly({ start, offset: { days: 14 }, exclusions: undefined, grace: undefined })
const evenings = cron('0 18 * * 1-5', { start, exclusions: ['2024-12-25'], grace: { hours: 2 } })
const plain = daily({ start, offset: undefined })

// ── mappings ──
const ofHours = asset('hours', { partitions: hours, schema }, made)
const ofDays = asset('days', { partitions: sessions, deps: { hours: within(ofHours) }, schema }, made)
export const others = [
  asset('weeks', { partitions: weeks, deps: { days: within(ofDays) }, schema }, made),
  asset('months', { partitions: months, deps: { days: within(ofDays) }, schema }, made),
  asset('evenings', { partitions: evenings, deps: { hours: within(ofHours) }, schema }, made),
  asset(
    'shifted',
    { partitions: plain, deps: { same: ofDays, week: lookback(ofDays, 5), before: offset(self, -1) }, schema },
    made,
  ),
]

// ── a table between keys ──
const regions = keys('europe', 'america', 'nowhere')
const ofCountries = asset('countries', { partitions: keys('DE', 'FR', 'US'), schema }, made)
const table = { europe: ['DE', 'FR'], america: ['US'], nowhere: [] } as const
export const ofRegions = asset(
  'regions',
  {
    partitions: regions,
    deps: {
      written: mapped(ofCountries, regions, { europe: ['DE', 'FR'], america: ['US'], nowhere: [] }),
      named: mapped(ofCountries, regions, table),
    },
    schema,
  },
  ({ written, named }, { partition }) => {
    expectTypeOf(written).toEqualTypeOf<ByPartition<'DE' | 'FR' | 'US', number>>()
    expectTypeOf(named).toEqualTypeOf<ByPartition<'DE' | 'FR' | 'US', number>>()
    expectTypeOf(partition).toEqualTypeOf<'europe' | 'america' | 'nowhere'>()
    return written.get('DE') ?? 0
  },
)

// ── functions both ways ──
const halves = keys('early', 'late')
export const ofHalves = asset(
  'halves',
  {
    partitions: halves,
    deps: {
      days: mapped(ofDays, halves, {
        upstream: (half) => {
          expectTypeOf(half).toEqualTypeOf<'early' | 'late'>()
          return half === 'early' ? ['2024-01-01'] : []
        },
        downstream: (day) => {
          expectTypeOf(day).toEqualTypeOf<string>()
          return [day < '2024-07' ? 'early' : 'late']
        },
      }),
    },
    schema,
  },
  ({ days }) => days.size,
)

// ── products of more than two dimensions ──
const cube = product({ day: sessions, region: regions, customer: dynamicKeys('customer') })
const ofCube = asset('cube', { partitions: cube, schema }, (_, { partition }) => {
  expectTypeOf(partition).toEqualTypeOf<{
    readonly day: string
    readonly region: 'europe' | 'america' | 'nowhere'
    readonly customer: string
  }>()
  return 1
})
export const ofSlices = asset(
  'slices',
  { partitions: product({ day: sessions, region: regions }), deps: { all: every(ofCube, 'customer') }, schema },
  ({ all }) => all.get('zoe') ?? 0,
)

const { S3_BUCKET_NAME, REDSHIFT_PORT, AWS_REGION } = settings(
  z.object({ S3_BUCKET_NAME: z.string(), REDSHIFT_PORT: z.number(), AWS_REGION: z.string().optional() }),
)
expectTypeOf(S3_BUCKET_NAME).toEqualTypeOf<string>()
expectTypeOf(REDSHIFT_PORT).toEqualTypeOf<number>()
expectTypeOf(AWS_REGION).toEqualTypeOf<string | undefined>()
expectTypeOf(settings(z.object({ PORT: z.coerce.number() }), { PORT: '1' })).toEqualTypeOf<{ PORT: number }>()
