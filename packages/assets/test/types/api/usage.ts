import { z } from 'zod'
import * as market from './example.ts'
import { along, asset, type Asset, cron, daily, defineProject, dynamicKeys, eager, every, externalAsset, hourly, keys, latest, lookback, mapped, monthly, multiAsset, not, offset, onCron, onMissing, override, product, profile, rangeAsset, request, resource, schedule, self, sensor, testContext, within, type Unpartitioned } from '@headwater/core'
import { aliased, arrow, batches, duckdb, files, modelAsset, postgres, processAsset, reference, s3, sqlAsset, sqlCheck } from '@headwater/assets'
const { fctPrices, rawQuote, stgPrices, companies, dimCompany, features, alphaVantage } = market
// profiles
const { lake, warehouse } = profile(process.env.HEADWATER_PROFILE, {
  embedded: () => ({ lake: files({ root: 'lake' }), warehouse: duckdb({ path: 'w.duckdb' }) }),
  production: () => ({ lake: s3({ bucket: 'b' }), warehouse: postgres({ url: process.env.DATABASE_URL! }) }),
})
const days = daily({ start: '2024-01-02' })
// 1 multiAsset
export const { train, test } = multiAsset('ml/split', {
  outputs: { train: { key: 'ml/train', schema: z.array(z.object({ x: z.number() })), io: lake.parquet() }, test: { key: 'ml/test', schema: z.array(z.object({ y: z.string() })) } },
  deps: { features }, partitions: days, subset: true,
}, ({ features }, { wanted }) => wanted.has('train') ? { train: features.map((f) => ({ x: f.sma20 })) } : { test: [{ y: 'a' }] })
// 2 factory
const perSymbol = ['AAPL', 'MSFT'].map((symbol) => asset(`by/${symbol}`, { deps: { fctPrices }, partitions: days, schema: z.number() }, ({ fctPrices }) => fctPrices.filter((r) => r.symbol === symbol).length))
const sum = asset('sum', { deps: Object.fromEntries(perSymbol.map((a) => [a.key, every(a)])), schema: z.number() }, (all) => Object.values(all).flatMap((v) => [...v.values()]).reduce((a, b) => a + b, 0))
// 3 self
const ema = asset('ema', { deps: { before: offset(self, -1), last5: lookback(self, 5), fctPrices }, partitions: days, schema: z.object({ ema: z.number() }) }, ({ before, last5, fctPrices }) => ({ ema: (before?.ema ?? 0) + [...last5.values()].reduce((a, v) => a + v.ema, 0) + fctPrices.length }))
// 4 external observe
const upstreamFile = externalAsset('vendor/file', { schema: z.array(z.object({ id: z.string() })), resources: { alphaVantage }, observe: async ({ resources }) => ({ dataVersion: (await resources.alphaVantage.daily('A', 'd')).day }) })
// 5 tests
const quote = await rawQuote.materialize({}, testContext({ partition: { day: '2024-01-02', symbol: 'AAPL' }, resources: { alphaVantage: { daily: async (symbol, day) => ({ symbol, day, close: 1, volume: 1 }) } } }))
const f = await features.materialize({ prices: new Map([['2024-01-02', [{ symbol: 'A', name: 'a', day: '2024-01-02', close: 1 }]]]) }, testContext({ partition: '2024-01-02' }))
const p2 = market.project.withResources(override(alphaVantage, { daily: async (symbol, day) => ({ symbol, day, close: 1, volume: 1 }) }))
// 6 range
const bulk = rangeAsset('bulk', { partitions: days, deps: { fctPrices, before: offset(self, -1) }, schema: z.array(z.object({ symbol: z.string() })), io: warehouse.table() }, ({ fctPrices }, { partitions }) => partitions.map((day) => [day, fctPrices.get(day) ?? []] as const))
const gen = rangeAsset('gen', { partitions: days, schema: z.number() }, async function* (_, { partitions }) { for (const day of partitions) yield [day, day.length] as const })
// 7 views
const v = asset('v', { deps: { table: arrow(fctPrices), stream: batches(fctPrices), at: reference(fctPrices), win: lookback(arrow(fctPrices), 3) }, partitions: days, schema: z.number() }, ({ table, at, win }) => table.numRows + at.name.length + [...(table.getChild('close') ?? [])].length + (win.get('x')?.numRows ?? 0))
// 8 model
const model = modelAsset('m/range', { deps: { train: every(train) }, schema: z.instanceof(Uint8Array), io: lake.bytes(), aliases: ['champion', 'challenger'],
  metrics: z.object({ rmse: z.number(), n: z.number() }), promote: (candidate, current) => candidate.rmse < (current?.rmse ?? Infinity) ? 'champion' : 'challenger' }, ({ train }) => ({ model: new Uint8Array(train.size), metrics: { rmse: 1, n: 2 } }))
const forecast = asset('forecast', { deps: { model: aliased(model, 'champion'), features }, partitions: days, schema: z.number() }, ({ model, features }) => model.length + features.length)
// 9 raw sql, view, scd2, merge
const viewAsset = sqlAsset('v/latest', { warehouse, deps: { fct: every(fctPrices) }, row: z.object({ symbol: z.string(), close: z.number() }), write: { mode: 'view' } }, (_, { sql, tables: { fct } }) => sql`select ${fct.symbol}, max(${fct.close}) as close from ${fct} group by 1`)
const scd = sqlAsset('d/scd', { warehouse, deps: { companies }, row: z.object({ symbol: z.string(), name: z.string(), from: z.date().nullable(), to: z.date().nullable() }), write: { mode: 'scd2', on: ['symbol'], from: 'from', to: 'to' },
  checks: { noEmpty: (rows) => ({ passed: rows.every((r) => r.name !== ''), facts: { rows: rows.length } }), warnBig: { severity: 'warn', run: (rows) => ({ passed: rows.length < 10 }) }, dup: sqlCheck(({ sql, table }) => sql`select * from ${table}`, { blocking: true }) } }, (db) => db.selectFrom('companies').select((eb) => ['symbol', 'name', eb.val<Date | null>(null).as('from'), eb.val<Date | null>(null).as('to')]))
const running = sqlAsset('running', { warehouse, deps: { before: offset(self, -1), stg: stgPrices }, partitions: days, row: z.object({ symbol: z.string(), close: z.number() }), write: { mode: 'merge', on: ['symbol'] } }, (db) => db.selectFrom('stg').leftJoin('before', 'before.symbol', 'stg.symbol').select(['stg.symbol', 'stg.close']))
// 10 mappings
const quarter = keys('Q1', 'Q2'); const months = monthly({ start: '2024-01-01' })
const m1 = asset('mon', { partitions: months, deps: { d: within(fctPrices) }, schema: z.number() }, ({ d }) => d.size)
const byQuarter = asset('q', { partitions: quarter, deps: { m: mapped(m1, quarter, { upstream: (q) => (q === 'Q1' ? ['2024-01'] : []), downstream: (month) => [month < '2024-04' ? 'Q1' : 'Q2'] }) }, schema: z.number() }, ({ m }) => m.size)
const prod = asset('p', { partitions: product({ day: days, symbol: keys('AAPL', 'MSFT') }), deps: { stg: along(stgPrices, 'day'), raw: rawQuote, hist: lookback(rawQuote, { day: 20 }) }, schema: z.number() }, ({ stg, raw, hist }, { partition }) => stg.length + raw.close + hist.size + partition.symbol.length)
const cust = dynamicKeys('customer'); const c1 = asset('c', { partitions: cust, schema: z.number() }, (_, { partition }) => partition.length)
// 11 process
const agg = processAsset('spark/agg', { deps: { stgPrices }, partitions: days, schema: z.array(z.object({ a: z.number() })), io: lake.parquet(), command: ({ partition }) => ['spark-submit', 'agg.py', partition] })
// 12 automation
const auto = asset('auto', { group: 'g', owners: ['team:x'], tags: { tier: '1' }, deps: { c: latest(agg) }, schema: z.number(), automation: eager().and(not(onCron('0 0 * * *'))).or(onMissing) }, ({ c }) => c.length)
// effect only, getter deps (circular files)
const effect = asset('notify', { get deps() { return { later } } }, async ({ later }) => { later.toFixed() })
const later = asset('later', { schema: z.number() }, () => 1)
export const project = defineProject({ assets: [market, train, test, ...perSymbol, sum, ema, effect], schedules: [schedule('nightly', { cron: '0 18 * * 1-5', select: [features], partitions: 'latest' })],
  sensors: [sensor('files', { everyMs: 30_000, cursor: z.object({ seen: z.string() }), poll: async (cursor) => ({ cursor: { seen: cursor?.seen ?? '' }, requests: [request(rawQuote, { day: '2024-01-02', symbol: 'AAPL' })] }) })] })
// lambda
export const handler = async () => { await using p = project; return p.materialize([features], { partitions: 'latest' }) }
// any wrapper generic
function audited<T, P>(of: Asset<T, P>): string { return of.key }
audited(fctPrices)

// literals survive in a function without parameters
asset('lit1', { schema: z.enum(['a', 'b']) }, () => 'a')
asset('lit2', { schema: z.object({ kind: z.enum(['a', 'b']) }) }, () => ({ kind: 'a' }))
asset('lit3', { schema: z.array(z.object({ kind: z.enum(['a', 'b']) })) }, () => [{ kind: 'a' }])
asset('lit4', { schema: z.array(z.object({ kind: z.enum(['a', 'b']) })) }, async () => [{ kind: 'a' }])
asset('lit5', { schema: z.array(z.object({ kind: z.enum(['a', 'b']) })), deps: { fctPrices }, partitions: days }, async ({ fctPrices }) => fctPrices.map((r) => ({ kind: r.close > 1 ? 'a' : 'b' })))

mapped(asset('ab', { partitions: keys('A', 'B'), schema: z.number() }, () => 1), keys('C'), { upstream: () => ['A'], downstream: () => ['C'] })
rangeAsset('x', { partitions: keys('A', 'B'), schema: z.enum(['p', 'q']) }, (_, { partitions }) => partitions.map((key) => [key, 'p'] as const))
