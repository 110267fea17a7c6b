import { asset, type ColumnReach, columns, lookback, memoryState, multiAsset, offset, self } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'

const Quote = z.object({
  symbol: z.string(),
  'Global Quote': z.object({ '05. price': z.string(), '06. volume': z.string() }),
})
const raw = asset('raw/quotes', { partitions: days, schema: z.array(Quote) }, () => [])
const company = asset(
  'reference/company',
  { schema: z.array(z.object({ symbol: z.string(), sector: z.string(), active: z.boolean() })) },
  () => [],
)
const Bar = z.object({ symbol: z.string(), close: z.number(), volume: z.number(), sector: z.string() })
const bars = asset(
  'market/bars',
  {
    partitions: days,
    deps: { raw, company },
    schema: z.array(Bar),
    columns: ({ raw, company }, { made, transformed }) =>
      made(
        {
          symbol: raw.symbol,
          close: transformed(raw['Global Quote']['05. price']),
          volume: transformed(raw['Global Quote']['06. volume']),
          sector: company.sector,
        },
        { join: [raw.symbol, company.symbol], filter: [company.active] },
      ),
  },
  () => [],
)
const dollars = asset(
  'market/dollars',
  { partitions: days, deps: { bars }, schema: z.array(z.object({ ticker: z.string(), dollars: z.number() })) },
  columns
    .from({ bars })
    .rename({ symbol: 'ticker' })
    .derive('dollars', ['close', 'volume'], ({ close, volume }) => close * volume)
    .pick('ticker', 'dollars'),
)
const features = asset(
  'features/trend',
  {
    partitions: days,
    deps: { week: lookback(dollars, 5), before: offset(self, -1) },
    schema: z.object({ mean: z.number(), label: z.string() }),
    columns: ({ week, before }, { made, aggregated, unknown }) =>
      made({ mean: aggregated([week.dollars, before.mean], { sort: [week.ticker] }), label: unknown }),
  },
  () => ({ mean: 0, label: '' }),
)
const model = asset(
  'ml/model',
  { deps: { trend: lookback(features, 5) }, partitions: days, schema: z.object({ weight: z.number() }) },
  () => ({ weight: 1 }),
)
const all = [raw, company, bars, dollars, features, model]

const inShort = ({ columns: reached }: ColumnReach) =>
  reached.map(({ asset, column, bearing }) => `${asset}.${column} ${bearing}`)

describe('column lineage', () => {
  it('goes from a feature to the fields of raw JSON, values apart from what decides', async () => {
    const { upstream } = await projectOf(all).columnLineage('features/trend', 'mean')
    expect(inShort(upstream)).toEqual([
      'market/dollars.dollars DIRECT',
      'market/bars.close DIRECT',
      'market/bars.volume DIRECT',
      'raw/quotes.Global Quote."05. price" DIRECT',
      'raw/quotes.Global Quote."06. volume" DIRECT',
      'market/dollars.ticker INDIRECT',
      'raw/quotes.symbol INDIRECT',
      'reference/company.symbol INDIRECT',
      'reference/company.active INDIRECT',
      'market/bars.symbol INDIRECT',
    ])
    expect(upstream.problems).toEqual([])
  })

  it('goes downstream as well, and beyond where it is known says that it is not', async () => {
    const { downstream } = await projectOf(all).columnLineage('raw/quotes', '"Global Quote"."05. price"')
    expect(inShort(downstream)).toEqual([
      'market/bars.close DIRECT',
      'market/dollars.dollars DIRECT',
      'features/trend.mean DIRECT',
      'features/trend.label UNKNOWN',
      'ml/model.* UNKNOWN',
    ])
    expect(downstream.problems).toEqual([
      { asset: 'ml/model', code: 'LINEAGE_UNKNOWN', message: 'nothing says what its columns are made of' },
    ])
  })

  it('lets what decides about rows bear on all columns', async () => {
    const { downstream } = await projectOf(all).columnLineage('reference/company', 'active')
    expect(inShort(downstream)).toContain('market/bars.* INDIRECT')
    expect(inShort(downstream)).toContain('market/dollars.ticker INDIRECT')
    expect(downstream.edges[0]).toEqual({
      from: { asset: 'reference/company', column: 'active' },
      to: { asset: 'market/bars', column: '*' },
      dep: 'company',
      bearing: 'INDIRECT',
      transformation: 'FILTER',
    })
  })

  it('of a field of a column that is taken over is that of the field', async () => {
    const copy = asset(
      'copy',
      { partitions: days, deps: { raw }, schema: z.array(Quote.pick({ 'Global Quote': true })) },
      columns.from({ raw }).pick('Global Quote'),
    )
    const project = projectOf([raw, copy])
    const up = await project.columnLineage(copy, 'Global Quote."05. price"')
    expect(inShort(up.upstream)).toEqual(['raw/quotes.Global Quote."05. price" DIRECT'])
    const down = await project.columnLineage(raw, 'Global Quote."05. price"')
    expect(inShort(down.downstream)).toEqual(['copy.Global Quote."05. price" DIRECT'])
    expect(inShort((await project.columnLineage(raw)).downstream)).toEqual(['copy.Global Quote DIRECT'])
  })

  it('of a field of a column that is worked on is unknown, since nobody says which field was used', async () => {
    const blob = asset(
      'blob',
      {
        partitions: days,
        deps: { raw },
        schema: z.array(z.object({ price: z.number() })),
        columns: ({ raw }, { made, transformed }) => made({ price: transformed(raw['Global Quote']) }),
      },
      () => [],
    )
    const project = projectOf([raw, blob])
    expect(inShort((await project.columnLineage(blob, 'price')).upstream)).toEqual(['raw/quotes.Global Quote DIRECT'])
    const { downstream } = await project.columnLineage(raw, 'Global Quote."05. price"')
    expect(inShort(downstream)).toEqual(['blob.price UNKNOWN'])
  })

  it('is unknown for functions that declare nothing, also for one output of several', async () => {
    const { one, two } = multiAsset(
      'both',
      {
        deps: { bars },
        partitions: days,
        outputs: {
          one: { key: 'one', schema: z.object({ a: z.number() }) },
          two: { key: 'two', schema: z.object({ b: z.string() }) },
        },
        columns: { two: ({ bars }, { made }) => made({ b: bars.symbol }) },
      },
      () => ({ one: { a: 1 }, two: { b: '' } }),
    )
    const project = projectOf([...all, one, two])
    const { upstream } = await project.columnLineage('one', 'a')
    expect(inShort(upstream)).toContain('market/bars.* UNKNOWN')
    expect(inShort(upstream)).toContain('raw/quotes.Global Quote."05. price" UNKNOWN')
    expect(inShort((await project.columnLineage('two', 'b')).upstream)[0]).toBe('market/bars.symbol DIRECT')
  })

  it('says when a column is read that its upstream does not have, though types were bypassed', async () => {
    const wrong = asset(
      'wrong',
      {
        partitions: days,
        deps: { bars },
        schema: z.object({ a: z.number(), b: z.number() }),
        columns: ({ bars }, { made }) =>
          made({ a: (bars as unknown as { clsoe: typeof bars.close }).clsoe, b: bars.close }),
      },
      () => ({ a: 1, b: 1 }),
    )
    const { upstream } = await projectOf([...all, wrong]).columnLineage('wrong')
    expect(upstream.problems).toContainEqual({
      asset: 'wrong',
      code: 'COLUMN_UNKNOWN',
      message: 'reads `bars.clsoe`, and `market/bars` has no such column. Did you mean `close`?',
    })
  })

  it('keeps the words of a declaration that throws', async () => {
    const broken = asset(
      'broken',
      {
        deps: { company },
        schema: z.object({ a: z.number() }),
        columns: () => {
          throw new Error('no idea')
        },
      },
      () => ({ a: 1 }),
    )
    const { upstream } = await projectOf([company, broken]).columnLineage('broken', 'a')
    expect(upstream.problems[0]?.message).toBe('it cannot be told what its columns are made of: no idea')
    expect(inShort(upstream)).toEqual(['reference/company.* UNKNOWN'])
  })

  it('of a column that is not there is an error that names those that are', async () => {
    const error = await thrownBy(() => projectOf(all).columnLineage('market/bars', 'clsoe'))
    expect([error.code, error.message, error.hint]).toEqual([
      'COLUMN_UNKNOWN',
      'asset `market/bars` has no column `clsoe`; it has `symbol`, `close`, `volume`, `sector`',
      'Did you mean `close`?',
    ])
    expect((await thrownBy(() => projectOf(all).columnLineage('market/bars', 'close.cents'))).code).toBe(
      'COLUMN_UNKNOWN',
    )
  })
})

it('is recorded with the first materialization of each code, as the data of an OpenLineage facet', async () => {
  const clock = new FakeClock(noon)
  const state = memoryState({ clock })
  const project = projectOf(all, { clock, state })
  const run = await project.materialize('*', { partitions: '2024-01-01..2024-01-05' })
  expect(run.failures).toEqual([])
  const derived = await state.events({ types: ['columns_derived'] })
  expect(derived.map((event) => event.type === 'columns_derived' && event.asset)).toEqual([
    'market/bars',
    'market/dollars',
    'features/trend',
  ])
  const of = (name: string, field: string, type: string, subtype: string) => ({
    namespace: 'headwater',
    name,
    field,
    transformations: [{ type, subtype }],
  })
  expect(derived[0]).toMatchObject({
    facet: {
      fields: {
        symbol: { inputFields: [of('raw/quotes', 'symbol', 'DIRECT', 'IDENTITY')] },
        close: { inputFields: [of('raw/quotes', 'Global Quote."05. price"', 'DIRECT', 'TRANSFORMATION')] },
      },
      dataset: [
        of('raw/quotes', 'symbol', 'INDIRECT', 'JOIN'),
        of('reference/company', 'symbol', 'INDIRECT', 'JOIN'),
        of('reference/company', 'active', 'INDIRECT', 'FILTER'),
      ],
    },
  })
  // What is not known is left out: a facet has no word for it.
  expect(Object.keys((derived[2] as (typeof derived)[2] & { facet: { fields: object } }).facet.fields)).toEqual([
    'mean',
  ])
  await project.materialize('*', { partitions: '2024-01-06' })
  expect(await state.events({ types: ['columns_derived'] })).toHaveLength(3)
})
