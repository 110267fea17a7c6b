import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import type { SchemaChange } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Old = z.object({ symbol: z.string(), close: z.number() })
const Wider = Old.extend({ volume: z.bigint().nullable() })
const Other = z.object({ symbol: z.string(), close: z.string() })

/** A table of some partitions, to which rows of other schemas come. */
async function benchOf(schemaChange: SchemaChange | undefined, partitions: readonly (string | null)[] = ['a', 'b']) {
  const bench = await Bench.of(file)
  const { store } = bench.warehouse.table('prices', { schemaChange })
  let runs = 0
  const stage = async (row: z.ZodType, values: readonly (readonly [string | null, readonly object[]])[]) => {
    runs += 1
    const attempt = attemptOf(runs)
    const places = values.map(([partition, value]) => ({
      value,
      at: placeOf('market/prices', partition, attempt, rowSchemaOf(row)),
    }))
    return { attempt, staged: (await store?.stage(places)) ?? [] }
  }
  const publish = async (row: z.ZodType, ...values: readonly (readonly [string | null, readonly object[]])[]) => {
    const { staged, attempt } = await stage(row, values)
    return store?.publish(staged, attempt)
  }
  await publish(Old, ...partitions.map((partition) => [partition, [{ symbol: 'A', close: 1 }]] as const))
  return { bench, store, stage, publish, rows: () => bench.rows('SELECT * FROM prices ORDER BY 1, 2') }
}

describe('a table in BigQuery whose columns change', () => {
  it('fails, and says the choices', async () => {
    const { publish } = await benchOf(undefined)
    const error = await errorOf(publish(Wider, ['a', []]))
    expect(error.message).toContain('+ `volume` BIGNUMERIC(38)')
    expect(error).toMatchObject({
      code: 'TABLE_COLUMNS_CHANGED',
      hint: expect.stringMatching(/'add-columns'.*'rebuild'/),
    })
  })

  it('gets columns that may be null, at once and for all rows, whose commits stay', async () => {
    const { publish, bench, store } = await benchOf('add-columns')
    const published = await publish(Wider, ['a', [{ symbol: 'A', close: 1, volume: 2n ** 70n }]])
    expect(await bench.rows('SELECT volume FROM prices WHERE _headwater_partition = "b"')).toEqual([{ volume: null }])
    expect(await bench.valuesOf(published ?? [])).toEqual([[{ symbol: 'A', close: 1, volume: 2n ** 70n }]])
    const old = { ...published?.[0]?.location, partition: 'b' }
    expect((await store?.read(old, { asset: 'market/prices', partition: 'b' }))?.value).toEqual([
      { symbol: 'A', close: 1, volume: null },
    ])
  })

  it('gets no column that old rows cannot have, and no other change', async () => {
    const { publish, rows } = await benchOf('add-columns')
    const codes = []
    for (const row of [Old.extend({ volume: z.int() }), Old.extend({ volume: z.int().optional() }), Other])
      codes.push((await errorOf(publish(row, ['a', []]))).code)
    expect(codes).toEqual(Array(3).fill('TABLE_COLUMNS_CHANGED'))
    expect(await rows()).toHaveLength(2)
  })

  it('is made anew where it may be, also with other partitions, and knows the old ones no more', async () => {
    const { publish, store, rows } = await benchOf('rebuild', ['2024-01-02'])
    const [published] = (await publish(Other, ['other', [{ symbol: 'A', close: 'one' }]])) ?? []
    expect(await rows()).toMatchObject([{ symbol: 'A', close: 'one', _headwater_partition: 'other' }])
    const old = { ...published?.location, partition: '2024-01-02' }
    const { code } = await errorOf(
      store?.read(old, { asset: 'market/prices', partition: '2024-01-02' }) ?? Promise.resolve(),
    )
    expect(code).toBe('VALUE_GONE')
  })

  it('takes other columns where all of it is replaced', async () => {
    const { publish, rows } = await benchOf(undefined, [null])
    await publish(Wider, [null, [{ symbol: 'B', close: 2, volume: 5n }]])
    expect(await rows()).toMatchObject([{ symbol: 'B', close: 2 }])
    const published = await publish(Other, [null, [{ symbol: 'C', close: 'three' }]])
    expect(await rows()).toEqual([{ symbol: 'C', close: 'three', _headwater_row: 0 }])
    expect(published).toMatchObject([{ rows: 1 }])
  })

  it('is not made anew by a run that another one has overtaken', async () => {
    const { stage, publish, store, rows } = await benchOf('rebuild')
    const late = await stage(Other, [['a', [{ symbol: 'A', close: 'late' }]]])
    await publish(Wider, ['a', [{ symbol: 'A', close: 2, volume: null }]])
    expect((await errorOf(store?.publish(late.staged, late.attempt) ?? Promise.resolve())).code).toBe('LEASE_LOST')
    expect(await rows()).toMatchObject([{ close: 2, volume: null }])
  })

  it('is made anew by whoever publishes after one that died between dropping and committing', async () => {
    const { stage, bench, rows } = await benchOf('rebuild')
    const { staged, attempt } = await stage(Other, [['a', [{ symbol: 'A', close: 'one' }]]])
    await bench.rows('DROP TABLE prices')
    await bigquery({ dataset: bench.dataset, client: bench.client }).store.publish(staged, attempt)
    expect(await rows()).toMatchObject([{ symbol: 'A', close: 'one' }])
  })

  it('is made anew once where two processes make and publish the same attempt', async () => {
    const { bench, store } = await benchOf('rebuild')
    const at = placeOf('market/prices', 'a', attemptOf(2), rowSchemaOf(Other))
    const stores = [
      store,
      bigquery({ dataset: bench.dataset, client: bench.client }).table('prices', { schemaChange: 'rebuild' }).store,
    ]
    const staged = await Promise.all(stores.map((one) => one?.stage([{ value: [{ symbol: 'A', close: 'one' }], at }])))
    const [first, second] = await Promise.all(
      stores.map((one, index) => one?.publish(staged[index] ?? [], attemptOf(2))),
    )
    expect(second).toEqual(first)
    expect(await bench.valuesOf(first ?? [])).toEqual([[{ symbol: 'A', close: 'one' }]])
  })

  it('of other people is never dropped', async () => {
    const bench = await Bench.of(file)
    await bench.rows('CREATE TABLE prices AS SELECT 1 AS theirs')
    const { store } = bench.warehouse.table('prices', { schemaChange: 'rebuild' })
    const at = placeOf('market/prices', null, attemptOf(1), rowSchemaOf(Old))
    const staged = (await store?.stage([{ value: [], at }])) ?? []
    expect((await errorOf(store?.publish(staged, attemptOf(1)) ?? Promise.resolve())).code).toBe(
      'TABLE_COLUMNS_CHANGED',
    )
    expect(await bench.rows('SELECT theirs FROM prices')).toEqual([{ theirs: 1 }])
  })
})

const words = String.raw`The ticker, as in "BRK\B" of the company's listing`
const Described = z
  .object({ symbol: z.string().describe(words), close: z.number().describe('In US dollars').nullable() })
  .describe('Closing prices')

describe('what a schema says of its columns', () => {
  const notes = async (bench: Bench) => {
    const [{ description, schema }] = await bench.client.dataset(bench.dataset).table('market__prices').getMetadata()
    const fields = schema.fields as readonly { readonly name: string; readonly description?: string }[]
    return [description, ...fields.slice(0, 2).map((field) => field.description)]
  }

  it.each([['a'], [null]])('is what BigQuery says of them, for partition %s', async (partition) => {
    const bench = await Bench.of(file)
    let runs = 0
    const publish = async (row: z.ZodType, description?: string) => {
      runs += 1
      const at = { ...placeOf('market/prices', partition, attemptOf(runs), rowSchemaOf(row)), description }
      await bench.store.publish(await bench.store.stage([{ value: [{ symbol: 'A', close: 1 }], at }]), attemptOf(runs))
      return notes(bench)
    }
    expect(await publish(Described)).toEqual(['Closing prices', words, 'In US dollars'])
    const next = Described.extend({ symbol: z.string(), close: z.number().describe('In euros').nullable() })
    // What nobody describes any more keeps its description.
    expect(await publish(next, 'Prices')).toEqual(['Prices', words, 'In euros'])
    const long = z.object({ symbol: z.string().describe('x'.repeat(2000)), close: z.number() })
    expect((await publish(long))[1]).toHaveLength(1024)
  })

  it('is said of what queries make, too', async () => {
    const bench = await Bench.of(file)
    const at = placeOf('market/prices', null, attemptOf(1), rowSchemaOf(Described))
    const sql = "SELECT 'A' AS symbol, 1.5 AS close"
    const staged = await bench.warehouse.stageQueries([
      { at, sql, parameters: [], sources: {}, write: { mode: 'append' } },
    ])
    await bench.store.publish(staged, attemptOf(1))
    expect(await notes(bench)).toEqual(['Closing prices', words, 'In US dollars'])
  })
})
