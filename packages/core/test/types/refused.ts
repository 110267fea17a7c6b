// biome-ignore-all format: each refusal stands in one line below its reason
// Each line below a directive must be refused, and for the reason given.
import { asset, cron, daily, dynamicKeys, every, hourly, keys, mapped, monthly, product, settings, weekly, within } from '@headwater/core'
import { z } from 'zod'

const start = '2024-01-01'
const made = () => 1
const schema = z.number()
const regions = keys('europe', 'america')
const days = daily({ start })
const ofDays = asset('days', { partitions: days, schema }, made)
const ofCountries = asset('countries', { partitions: keys('DE', 'US'), schema }, made)
const ofCustomers = asset('customers', { partitions: dynamicKeys('customer'), schema }, made)
const ofCube = asset('cube', { partitions: product({ day: days, region: regions, customer: dynamicKeys('customer') }), schema }, made)

// ── offsets ──
// @ts-expect-error an hour is shifted by minutes
hourly({ start, offset: { hours: 1 } })
// @ts-expect-error a shift has a unit
daily({ start, offset: 17 })
// @ts-expect-error only weeks begin on a weekday
daily({ start, offset: { weekday: 'sunday' } })
// @ts-expect-error no such weekday
weekly({ start, offset: { weekday: 'Sunday' } })
// @ts-expect-error weeks begin on a weekday, not some days later
weekly({ start, offset: { days: 6 } })
// @ts-expect-error months begin some days later, not on a weekday
monthly({ start, offset: { weekday: 'sunday' } })
// @ts-expect-error a cron expression says itself when partitions begin
cron('0 18 * * *', { start, offset: { hours: 1 } })

// ── exclusions and grace ──
// @ts-expect-error exclusions are a list
daily({ start, exclusions: '2024-12-25' })
// @ts-expect-error exclusions are written, as keys are
daily({ start, exclusions: [new Date()] })
// @ts-expect-error a grace has units
daily({ start, grace: 3_600_000 })
// @ts-expect-error no such unit
daily({ start, grace: { weeks: 1 } })

// ── a table between keys ──
// @ts-expect-error no such key of the upstream
mapped(ofCountries, regions, { europe: ['FR'], america: ['US'] })
// @ts-expect-error no such key of the reader
mapped(ofCountries, regions, { europe: ['DE'], america: ['US'], asia: [] })
// @ts-expect-error a key of the reader is forgotten
mapped(ofCountries, regions, { europe: ['DE'] })
// @ts-expect-error a key of the reader names a list
mapped(ofCountries, regions, { europe: 'DE', america: ['US'] })
// @ts-expect-error days have no fixed keys to make a table of
mapped(ofDays, regions, { europe: ['2024-01-01'], america: [] })
// @ts-expect-error keys that come and go are in no table
mapped(ofCustomers, regions, { europe: ['zoe'], america: [] })
// @ts-expect-error the table was written for a reader cut otherwise
asset('x', { partitions: days, deps: { c: mapped(ofCountries, regions, { europe: ['DE'], america: ['US'] }) }, schema }, made)
// @ts-expect-error no such key arrives
asset('x', { partitions: regions, deps: { c: mapped(ofCountries, regions, { europe: ['DE'], america: ['US'] }) }, schema }, ({ c }) => c.get('FR') ?? 0)

// ── functions both ways ──
// @ts-expect-error no such key of the upstream
mapped(ofCountries, regions, { upstream: () => ['FR'], downstream: () => ['europe'] })
// @ts-expect-error no such key of the reader
mapped(ofCountries, regions, { upstream: () => ['DE'], downstream: () => ['asia'] })
// @ts-expect-error an inverse is not derived from a function
mapped(ofCountries, regions, { upstream: () => ['DE'] })

// ── missing mappings ──
// @ts-expect-error countries are no regions
asset('x', { partitions: regions, deps: { ofCountries }, schema }, made)
// @ts-expect-error what lies within days is not what an unpartitioned asset reads
asset('x', { deps: { days: within(ofDays) }, schema }, made)
// @ts-expect-error nothing lies within keys
within(ofCountries)
// @ts-expect-error two dimensions are left, and the reader has one
asset('x', { partitions: days, deps: { all: every(ofCube, 'customer') }, schema }, made)
// @ts-expect-error no such dimension
every(ofCube, 'symbol')

// ── settings ──
// @ts-expect-error the schema has no such variable
void settings(z.object({ S3_BUCKET_NAME: z.string() })).S3_BUCKET
// @ts-expect-error variables are text before they are read
settings(z.object({ PORT: z.number() }), { PORT: 1 })
// @ts-expect-error names alone are no schema
settings(['S3_BUCKET_NAME'])
