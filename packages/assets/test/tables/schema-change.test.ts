import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SchemaChange, SqlWarehouse } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { type Engine, engines } from './engines.ts'

const Old = z.object({ symbol: z.string(), close: z.number() })
const Wider = Old.extend({ volume: z.int().nullable() })
const Other = z.object({ symbol: z.string(), close: z.string() })

/** A table of two partitions, to which rows of another schema come. */
async function bench(engine: Engine, schemaChange: SchemaChange | undefined) {
  const { warehouse, again, rows, database } = await engine.open()
  const publish = async (
    of: SqlWarehouse,
    run: number,
    row: z.ZodType,
    values: { readonly [key: string]: unknown },
  ) => {
    const { store } = of.table(undefined, { schemaChange })
    const staged = await store?.stage(
      Object.entries(values).map(([partition, value]) => ({
        value,
        at: placeOf('market/prices', partition, attemptOf(run), rowSchemaOf(row)),
      })),
    )
    return store?.publish(staged ?? [], attemptOf(run))
  }
  await publish(warehouse, 1, Old, { a: [{ symbol: 'A', close: 1 }], b: [{ symbol: 'B', close: 2 }] })
  return {
    rows,
    database,
    publish: (row: z.ZodType, values: { readonly [key: string]: unknown }) => publish(again(), 2, row, values),
  }
}

describe.each(engines)('a table whose columns change in $name', (engine) => {
  it('fails, and says the choices', async () => {
    const { publish } = await bench(engine, undefined)
    const error = await errorOf(publish(Wider, { a: [{ symbol: 'A', close: 1, volume: 5 }] }))
    expect(error).toMatchObject({ code: 'TABLE_COLUMNS_CHANGED', asset: 'market/prices' })
    expect(error.message).toContain(`+ \`volume\` ${engine.types.integer}`)
    expect(error.hint).toMatch(/'add-columns'.*'rebuild'/)
  })

  it('gets columns that may be null, at once and for all rows', async () => {
    const { publish, rows } = await bench(engine, 'add-columns')
    await publish(Wider, { a: [{ symbol: 'A', close: 1, volume: 5 }] })
    expect(await rows('select symbol, volume from market.prices order by 1')).toEqual([
      { symbol: 'A', volume: 5 },
      { symbol: 'B', volume: null },
    ])
  })

  it('gets no column that old rows cannot have, and no other change', async () => {
    const { publish, rows } = await bench(engine, 'add-columns')
    const required = await errorOf(publish(Old.extend({ volume: z.int() }), { a: [] }))
    const optional = await errorOf(publish(Old.extend({ volume: z.int().optional() }), { a: [] }))
    expect(optional.code).toBe('TABLE_COLUMNS_CHANGED')
    const retyped = await errorOf(publish(Other, { a: [] }))
    expect([required.code, retyped.code]).toEqual(['TABLE_COLUMNS_CHANGED', 'TABLE_COLUMNS_CHANGED'])
    expect(required.hint).toContain('adds columns that may be null, and changes nothing else')
    expect(await rows('select symbol, close from market.prices order by 1')).toHaveLength(2)
  })

  it('is made anew where it may be, and knows the old partitions no more', async () => {
    const { publish, rows } = await bench(engine, 'rebuild')
    await publish(Other, { a: [{ symbol: 'A', close: 'one' }] })
    expect(await rows('select symbol, close, _partition from market.prices')).toEqual([
      { symbol: 'A', close: 'one', _partition: 'a' },
    ])
    expect(await rows('select "partition" from _headwater.commits')).toEqual([{ partition: 'a' }])
  })
})

const Described = z
  .object({
    symbol: z.string().describe(String.raw`The ticker, as in "BRK\B" of the company's listing`),
    close: z.number().describe('In US dollars').nullable(),
    at: z.date(),
  })
  .describe('Closing prices')
const rowsOf = [{ symbol: 'A', close: 1, at: new Date(0) }]

describe.each(engines)('what a schema says of its columns in $name', (engine) => {
  const notes = (database: Awaited<ReturnType<Engine['open']>>['database']) =>
    database.use(async (session) => {
      const found = await session.rows(session.dialect.notes({ schema: 'market', table: 'prices' }))
      return {
        comments: Object.fromEntries(
          found.flatMap(({ name, comment }) => (comment === null ? [] : [[name ?? '', comment]])),
        ),
        notNull: found.flatMap(({ name, not_null }) => (not_null === true && name !== '_row' ? [name] : [])),
      }
    })
  const open = async (partition: string | null) => {
    const { warehouse, database } = await engine.open()
    const { store } = warehouse
    let runs = 0
    const publish = async (row: z.ZodType, description?: string) => {
      runs += 1
      const attempt = attemptOf(runs)
      const at = { ...placeOf('market/prices', partition, attempt, rowSchemaOf(row)), description }
      await store.publish(await store.stage([{ value: rowsOf, at }]), attempt)
      return notes(database)
    }
    const comment = (on: string, text: string) =>
      database.use((session) => session.run(`comment on ${on} is '${text}'`))
    return { publish, comment }
  }
  const notNull = (...names: string[]) => (engine.name === 'redshift' ? [] : names)

  it.each([['a'], [null]])('is in its comments, for partition %s', async (partition) => {
    const { publish } = await open(partition)
    const first = {
      comments: {
        '': 'Closing prices',
        symbol: String.raw`The ticker, as in "BRK\B" of the company's listing`,
        close: 'In US dollars',
      },
      notNull: notNull('symbol', 'at'),
    }
    expect(await publish(Described)).toEqual(first)
    expect(await publish(Described.extend({ close: z.number().describe('In euros').nullable() }), 'Prices')).toEqual({
      ...first,
      comments: { ...first.comments, '': 'Prices', close: 'In euros' },
    })
  })

  it.each([['a'], [null]])('leaves alone what people wrote of the rest, for partition %s', async (partition) => {
    const { publish, comment } = await open(partition)
    const Undescribed = z.object({ symbol: z.string(), close: z.number().nullable(), at: z.date() })
    expect((await publish(Undescribed)).comments).toEqual({})
    await comment('table market.prices', 'Checked by hand')
    await comment('column market.prices.close', 'In cents')
    const written = { '': 'Checked by hand', close: 'In cents' }
    expect((await publish(Undescribed)).comments).toEqual(written)
    const Half = Undescribed.extend({ symbol: z.string().describe('The ticker') })
    expect((await publish(Half)).comments).toEqual({ ...written, symbol: 'The ticker' })
  })

  it('lets columns take null that may from now on', async () => {
    const { publish } = await open('a')
    await publish(Described)
    expect((await publish(Described.extend({ at: z.date().nullable() }))).notNull).toEqual(notNull('symbol'))
  })
})
