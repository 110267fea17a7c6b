// Each line below a directive must be refused, and for the reason given.
import { z } from 'zod'
import { asset, daily, defineProject, dynamicKeys, every, externalAsset, hourly, keys, lookback, mapped, monthly, multiAsset, offset, override, product, rangeAsset, request, resource, self, testContext } from '@headwater/core'
import { aliased, arrow, duckdb, files, modelAsset, notNull, positive, processAsset, sqlAsset } from '@headwater/assets'
import { alphaVantage, companies, fctPrices, project, rawQuote, stgPrices } from './example.ts'

const lake = files({ root: '.' })
const warehouse = duckdb({ path: ':memory:' })
const days = daily({ start: '2024-01-01' })
const src = externalAsset('a', { schema: z.array(z.object({ n: z.number() })) })
const ab = asset('ab', { partitions: keys('A', 'B'), schema: z.number() }, () => 1)
const Symbol = z.object({ symbol: z.string() })
const db = resource('db', { open: () => ({ get: async (id: string) => id.length }) })
const model = modelAsset('m', { deps: { src }, schema: z.instanceof(Uint8Array), io: lake.bytes(), metrics: z.object({ rmse: z.number() }), aliases: ['champion'] }, () => ({ model: new Uint8Array(), metrics: { rmse: 1 } }))

// ── values ──
// @ts-expect-error unknown input name
asset('x', { deps: { src }, schema: z.number() }, ({ other }) => 1)
// @ts-expect-error wrong output type
asset('x', { deps: { src }, schema: z.number() }, ({ src }) => src)
// @ts-expect-error a dep is an asset, not its key
asset('x', { deps: { src: 'a' }, schema: z.number() }, () => 1)
// @ts-expect-error no such member of the enum
asset('x', { schema: z.object({ kind: z.enum(['a', 'b']) }) }, () => ({ kind: 'c' }))
// @ts-expect-error what arrives is shared, so it is read only
asset('x', { deps: { src }, schema: z.number() }, ({ src }) => src.push({ n: 1 }))
// @ts-expect-error a value, but no schema to check it by
asset('x', {}, () => 1)
// @ts-expect-error misspelled option
asset('x', { schema: z.number(), partition: days }, () => 1)
// @ts-expect-error the key comes first
asset({ key: 'x', schema: z.number() }, () => 1)
// @ts-expect-error no such resource
asset('x', { resources: { db }, schema: z.number() }, (_, { resources }) => resources.dbb.get('1'))
// @ts-expect-error a resource is not its name
asset('x', { resources: { db: 'db' }, schema: z.number() }, () => 1)

// ── stores and checks ──
// @ts-expect-error json cannot hold a Date
asset('x', { schema: z.date(), io: lake.json('p') }, () => new Date())
// @ts-expect-error parquet needs rows
asset('x', { schema: z.number(), io: lake.parquet('p') }, () => 1)
// @ts-expect-error misspelled column in a check
asset('x', { schema: z.array(z.object({ close: z.number() })), checks: { c: notNull('clsoe') } }, () => [])
// @ts-expect-error positive() needs a numeric column
asset('x', { schema: z.array(Symbol), checks: { c: positive('symbol') } }, () => [])
// @ts-expect-error a check function sees the asset's own value
asset('x', { schema: z.array(Symbol), checks: { c: (rows) => ({ passed: rows[0]?.close === 1 }) } }, () => [])
// @ts-expect-error a check answers with passed
asset('x', { schema: z.number(), checks: { c: (value) => value > 1 } }, () => 1)

// ── partitions ──
// @ts-expect-error no such partition key
asset('x', { schema: z.number(), partitions: keys('A', 'B') }, (_, { partition }) => (partition === 'C' ? 1 : 0))
// @ts-expect-error no such dimension of the key
asset('x', { schema: z.number(), partitions: product({ day: days }) }, (_, { partition }) => partition.dya.length)
// @ts-expect-error another cut without a mapping: product to daily
asset('x', { deps: { raw: rawQuote }, partitions: days, schema: z.number() }, () => 1)
// @ts-expect-error another cut without a mapping: daily to unpartitioned
asset('x', { deps: { stgPrices }, schema: z.number() }, () => 1)
// @ts-expect-error another cut without a mapping: daily to hourly, though both keys are strings
asset('x', { deps: { stgPrices }, partitions: hourly({ start: '2024-01-01' }), schema: z.number() }, () => 1)
// @ts-expect-error the upstream lacks the key C
asset('x', { deps: { ab }, partitions: keys('A', 'C'), schema: z.number() }, () => 1)
// @ts-expect-error no such dimension
asset('x', { deps: { raw: every(rawQuote, 'sym') }, partitions: days, schema: z.number() }, () => 1)
// @ts-expect-error every symbol leaves days, and this asset is monthly
asset('x', { deps: { raw: every(rawQuote, 'symbol') }, partitions: monthly({ start: '2024-01-01' }), schema: z.number() }, () => 1)
// @ts-expect-error no such key in what every() gives
asset('x', { deps: { raw: every(rawQuote, 'symbol') }, partitions: days, schema: z.number() }, ({ raw }) => raw.get('NFLXX')?.close ?? 0)
// @ts-expect-error an unpartitioned upstream has nothing to look back on
lookback(companies, 20)
// @ts-expect-error a product is looked back along a time dimension, not along symbols
lookback(rawQuote, { symbol: 20 })
// @ts-expect-error itself, same partition
asset('x', { deps: { me: self }, partitions: days, schema: z.number() }, () => 1)
// @ts-expect-error itself, but there is no yesterday without partitions
asset('x', { deps: { before: offset(self, -1) }, schema: z.number() }, () => 1)
// @ts-expect-error the first partition has no predecessor
asset('x', { deps: { before: offset(self, -1) }, partitions: days, schema: z.number() }, ({ before }) => before + 1)
// @ts-expect-error a mapping gives keys of its upstream
mapped(ab, keys('C'), { upstream: () => ['D'], downstream: () => ['C'] })
// @ts-expect-error a range is yielded with partition keys
rangeAsset('x', { partitions: keys('A', 'B'), schema: z.number() }, () => [['C', 1]])

// ── several outputs, models, processes ──
// @ts-expect-error one output is missing
multiAsset('x', { outputs: { a: { key: 'a', schema: z.number() }, b: { key: 'b', schema: z.string() } } }, () => ({ a: 1 }))
// @ts-expect-error one output has the wrong type
multiAsset('x', { outputs: { a: { key: 'a', schema: z.number() }, b: { key: 'b', schema: z.string() } } }, () => ({ a: 1, b: 2 }))
// @ts-expect-error no such alias
aliased(model, 'challenger')
// @ts-expect-error an arrow view needs rows
arrow(rawQuote)
// @ts-expect-error a command starts with a program
processAsset('x', { schema: z.array(Symbol), io: lake.parquet(), command: () => [] })

// ── SQL ──
// @ts-expect-error the query misses a column of the row
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: z.object({ symbol: z.string(), close: z.number() }), write: { mode: 'replace' } }, (db) => db.selectFrom('stg').select(['symbol']))
// @ts-expect-error unknown upstream column
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: Symbol, write: { mode: 'replace' } }, (db) => db.selectFrom('stg').select('symbool'))
// @ts-expect-error unknown upstream column in raw SQL
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: Symbol, write: { mode: 'view' } }, (_, { sql, tables: { stg } }) => sql`select ${stg.symbool} from ${stg}`)
// @ts-expect-error the table is not among the deps
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: Symbol, write: { mode: 'replace' } }, (db) => db.selectFrom('fct').select('symbol'))
// @ts-expect-error a left join may give null
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices), companies }, row: z.object({ name: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('stg').leftJoin('companies', 'companies.symbol', 'stg.symbol').select('companies.name'))
// @ts-expect-error unknown column to delete by
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: Symbol, write: { mode: 'delete-insert', by: 'day' } }, (db) => db.selectFrom('stg').select('symbol'))
// @ts-expect-error scd2 says where its validity is kept
sqlAsset('x', { warehouse, deps: { stg: every(stgPrices) }, row: Symbol, write: { mode: 'scd2', on: ['symbol'] } }, (db) => db.selectFrom('stg').select('symbol'))

// ── project and tests ──
// @ts-expect-error a partitioned asset is loaded by its key
project.load(fctPrices)
// @ts-expect-error an unpartitioned asset has no partition to name
project.load(companies, '2024-01-02')
// @ts-expect-error NFLXX is no symbol
project.load(rawQuote, { day: '2024-01-02', symbol: 'NFLXX' })
// @ts-expect-error a request names a partition of its asset
request(rawQuote, { day: '2024-01-02' })
// @ts-expect-error the fake lacks what the resource has
override(alphaVantage, { hourly: () => 1 })
// @ts-expect-error the unit test forgot the resource
rawQuote.materialize({}, testContext({ partition: { day: '2024-01-02', symbol: 'AAPL' } }))
// @ts-expect-error the unit test gives another input
stgPrices.materialize({ raws: new Map() }, testContext({ partition: '2024-01-02' }))
// @ts-expect-error assets are given by reference
defineProject({ assets: ['market/stg_prices'] })
// @ts-expect-error a number is no key
project.addKeys(dynamicKeys('customer'), 7)
