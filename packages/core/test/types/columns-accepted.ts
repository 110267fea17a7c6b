// Column lineage that the compiler must let through. Nothing here runs: the type check is the test.
import { asset, columns, daily, every, lookback, multiAsset, offset, rangeAsset, self } from '@headwater/core'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

const days = daily({ start: '2024-01-01' })
const Quote = z.object({
  symbol: z.string(),
  'Global Quote': z.object({
    '05. price': z.string(),
    lines: z.array(z.object({ sku: z.string().nullable() })).optional(),
  }),
  series: z.record(z.string(), z.object({ close: z.number() })),
})
const raw = asset('raw', { partitions: days, schema: Quote }, () => null as never)
const Bar = z.object({ symbol: z.string(), close: z.number().nullable(), volume: z.number() })

// ── declared: fields of JSON, through lists and records ──
const bars = asset(
  'bars',
  {
    partitions: days,
    deps: { raw },
    schema: z.array(Bar),
    columns: ({ raw }, { made, transformed }) =>
      made({
        symbol: raw.symbol,
        close: transformed(raw['Global Quote']['05. price'], { conditional: [raw['Global Quote'].lines.sku] }),
        volume: transformed([raw.series.close]),
      }),
  },
  () => [],
)

// ── declared: through mappings, of itself, of an object, and not known ──
export const trend = asset(
  'trend',
  {
    partitions: days,
    deps: { bars: lookback(bars, 3), before: offset(self, -1) },
    schema: z.object({ mean: z.number(), constant: z.number(), label: z.string().optional() }),
    columns: ({ bars, before }, { made, aggregated, transformed, unknown }) =>
      made(
        {
          mean: aggregated([bars.close, before.mean], { sort: [bars.symbol] }),
          constant: transformed([]),
          label: unknown,
        },
        { filter: [bars.volume], groupBy: [], join: undefined },
      ),
  },
  () => ({ mean: 1, constant: 1 }),
)
export const ranged = rangeAsset(
  'ranged',
  {
    partitions: days,
    deps: { bars },
    schema: z.object({ a: z.string() }),
    columns: ({ bars }, { made }) => made({ a: bars.symbol }),
  },
  (_, { partitions }) => partitions.map((day) => [day, { a: day }] as const),
)

export const { one } = multiAsset(
  'both',
  {
    partitions: days,
    deps: { bars },
    outputs: {
      one: { key: 'one', schema: z.array(z.object({ a: z.string() })) },
      two: { key: 'two', schema: z.object({ b: z.number() }) },
    },
    columns: { one: ({ bars }, { made }) => made({ a: bars.symbol }) },
  },
  () => ({ one: [], two: { b: 1 } }),
)

// ── by construction ──
const steps = columns
  .from({ bars })
  .rename({ symbol: 'ticker' })
  .map('close', (close) => {
    expectTypeOf(close).toEqualTypeOf<number | null>()
    return close ?? 0
  })
  .derive('dollars', ['close', 'volume'], (of) => {
    expectTypeOf(of).toEqualTypeOf<{ readonly close: number; readonly volume: number }>()
    return of.close * of.volume
  })
  .pick('ticker', 'dollars')
expectTypeOf(steps({ bars: [] })).items.toEqualTypeOf<{ readonly ticker: string; readonly dollars: number }>()
export const dollars = asset(
  'dollars',
  {
    partitions: days,
    deps: { bars, more: raw },
    schema: z.array(z.object({ ticker: z.string(), dollars: z.number() })),
  },
  steps,
)
export const all = asset(
  'all',
  { deps: { bars: every(bars) }, schema: z.array(z.object({ symbol: z.string() })) },
  columns.from({ bars: every(bars) }).pick('symbol'),
)
