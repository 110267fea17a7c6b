// biome-ignore-all format: each refusal stands in one line below its reason
// Each line below a directive must be refused, and for the reason given.
import { asset, columns, daily, multiAsset } from '@headwater/core'
import { z } from 'zod'

const days = daily({ start: '2024-01-01' })
const schema = z.array(z.object({ symbol: z.string(), close: z.number() }))
const raw = asset('raw', { partitions: days, schema: z.object({ symbol: z.string(), quote: z.object({ price: z.number() }) }) }, () => null as never)
const bars = asset('bars', { partitions: days, schema }, () => [])
const made = () => []

// ── declared ──
// @ts-expect-error the upstream has no such column
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }, { made }) => made({ symbol: bars.symbol, close: bars.clsoe }) }, made)
// @ts-expect-error the column has no such field
asset('x', { partitions: days, deps: { raw }, schema, columns: ({ raw }, { made }) => made({ symbol: raw.symbol, close: raw.quote.cost }) }, made)
// @ts-expect-error a number has no fields
asset('x', { partitions: days, deps: { raw }, schema, columns: ({ raw }, { made }) => made({ symbol: raw.symbol, close: raw.quote.price.cents }) }, made)
// @ts-expect-error no such dep
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ raw }, { made }) => made({ symbol: raw, close: raw }) }, made)
// @ts-expect-error a column of the asset is forgotten
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }, { made }) => made({ symbol: bars.symbol }) }, made)
// @ts-expect-error the asset has no such column
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }, { made }) => made({ symbol: bars.symbol, close: bars.close, volume: bars.close }) }, made)
// @ts-expect-error a table is no column
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }, { made, transformed }) => made({ symbol: bars.symbol, close: transformed(bars) }) }, made)
// @ts-expect-error no such way to decide
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }, { made }) => made({ symbol: bars.symbol, close: bars.close }, { where: [bars.close] }) }, made)
// @ts-expect-error what is not made() says nothing
asset('x', { partitions: days, deps: { bars }, schema, columns: ({ bars }) => ({ symbol: bars.symbol, close: bars.close }) }, made)
// @ts-expect-error a number has no columns
asset('x', { partitions: days, deps: { bars }, schema: z.number(), columns: ({ bars }, { made }) => made({ a: bars.symbol }) }, () => 1)

// @ts-expect-error the output has no such column
multiAsset('x', { partitions: days, deps: { bars }, outputs: { one: { key: 'one', schema } }, columns: { one: ({ bars }, { made }) => made({ symbol: bars.symbol, price: bars.close }) } }, () => ({ one: [] }))
// @ts-expect-error no such output
multiAsset('x', { partitions: days, deps: { bars }, outputs: { one: { key: 'one', schema } }, columns: { two: ({ bars }, { made }) => made({ symbol: bars.symbol, close: bars.close }) } }, () => ({ one: [] }))

// ── by construction ──
// @ts-expect-error no such column
columns.from({ bars }).pick('volume')
// @ts-expect-error it was left out
columns.from({ bars }).pick('symbol').map('close', (close) => close)
// @ts-expect-error it has another name now
columns.from({ bars }).rename({ symbol: 'ticker' }).pick('symbol')
// @ts-expect-error the function is handed only what it names
columns.from({ bars }).derive('cents', ['symbol'], ({ close }) => close * 100)
// @ts-expect-error no such column to derive from
columns.from({ bars }).derive('cents', ['price'], () => 100)
// @ts-expect-error a column of the asset is not made
asset('x', { partitions: days, deps: { bars }, schema }, columns.from({ bars }).pick('symbol'))
// @ts-expect-error a column of the asset is made of another type
asset('x', { partitions: days, deps: { bars }, schema }, columns.from({ bars }).map('close', String))
// @ts-expect-error the dep has another name in the asset
asset('x', { partitions: days, deps: { prices: bars }, schema }, columns.from({ bars }))
