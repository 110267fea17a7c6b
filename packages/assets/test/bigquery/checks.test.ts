import type { BigQuery } from '@google-cloud/bigquery'
import { between, notNull, positive, references, sqlCheck, unique } from '@headwater/assets'
import { asset, type Check } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import type { Staged } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { attemptOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Row = z.object({ symbol: z.string(), close: z.number().nullable() })
const rowSchema = rowSchemaOf(z.array(Row))
const rows = [
  { symbol: 'A', close: 1 },
  { symbol: 'B', close: -2 },
]

/** A client that notes the queries of its jobs, and does something before those in which `at` is found. */
function watched(client: BigQuery, watch: { at: string; before: () => Promise<unknown> } | undefined) {
  const queries: string[] = []
  const send = client.request.bind(client) as (request: object, callback: unknown) => void
  const request = (options: { json?: { configuration?: { query?: { query: string } } } }, callback: unknown) => {
    const query = options.json?.configuration?.query?.query
    if (query !== undefined) queries.push(query)
    const isWatched = query !== undefined && watch && query.includes(watch.at)
    void (isWatched ? watch.before() : Promise.resolve()).then(() => send(options, callback))
  }
  return { client: Object.assign(client, { request }), queries }
}

const rulesOf = (...checks: readonly Check<never>[]) =>
  checks.flatMap((check) => check.rule?.({ asset: 'market/prices', sources: [] }) ?? [])
const valuesOf = (staged: readonly Staged[]) =>
  staged.map(({ location, partition }) => ({ location, at: { asset: 'market/prices', partition, rowSchema } }))

describe('checks in BigQuery', () => {
  it('are one query for all of a table where they pass, and another one for the samples of each that does not', async () => {
    const bench = await Bench.of(file, rowSchema)
    const { client, queries } = watched(file.client(), undefined)
    const { store } = bigquery({ dataset: bench.dataset, client })
    const staged = await bench.stage(1, { a: rows, b: rows.slice(0, 1) })
    const good = rulesOf(notNull('close'), between('close', { max: 3 }), notNull('symbol'))
    const found = await store.check?.(valuesOf(staged), good)
    expect(found?.map(({ results }) => results)).toEqual([
      good.map(() => ({ passed: true, facts: { rows: 2 } })),
      good.map(() => ({ passed: true, facts: { rows: 1 } })),
    ])
    expect(queries).toHaveLength(1)
    const [inA, inB] = (await store.check?.(valuesOf(staged), [...good, ...rulesOf(positive('close'))])) ?? []
    const samples = '[{"close":-2,"symbol":"B"}]'
    expect(inA?.results.at(-1)).toEqual({ passed: false, facts: { rows: 2, failed: 1, samples } })
    expect(inB?.results.at(-1)).toEqual({ passed: true, facts: { rows: 1 } })
    expect(queries).toHaveLength(3)
  })

  it('are of one version of the rows, also where these are published again meanwhile', async () => {
    const bench = await Bench.of(file, rowSchema)
    const [published] = await bench.publish(1, { '': rows })
    let newer: readonly Staged[] = []
    const before = async () => {
      if (newer.length === 0) newer = await bench.publish(2, { '': rows.slice(1) })
    }
    // The samples, which are asked for after the rows were counted.
    const { client } = watched(file.client(), { at: 'LIMIT 20', before })
    const { store } = bigquery({ dataset: bench.dataset, client })
    const [found] = (await store.check?.(valuesOf(published ? [published] : []), rulesOf(positive('close')))) ?? []
    expect(found).toEqual({
      dataVersion: newer[0]?.dataVersion,
      results: [{ passed: false, facts: { rows: 1, failed: 1, samples: '[{"close":-2,"symbol":"B"}]' } }],
    })
  })

  it('that are never of one version say so', async () => {
    const bench = await Bench.of(file, rowSchema)
    const [published] = await bench.publish(1, { '': rows })
    let run = 1
    const before = async () => void (await bench.publish(++run, { '': [{ symbol: 'C', close: -run }] }))
    const { client } = watched(file.client(), { at: 'LIMIT 20', before })
    const { store } = bigquery({ dataset: bench.dataset, client })
    const check = store.check?.(valuesOf(published ? [published] : []), rulesOf(positive('close')))
    await expect(check).rejects.toMatchObject({ code: 'INPUT_MOVED' })
  })

  it('leave no table behind of the keys that they compare with', async () => {
    const bench = await Bench.of(file, rowSchema)
    const company = asset('company', { schema: z.array(Row) }, () => [])
    const staged = await bench.stage(1, { '': rows })
    const source = {
      partition: null,
      dataVersion: 'v',
      location: {},
      io: undefined,
      value: async () => rows.slice(0, 1),
    }
    const known = references('symbol', company).rule?.({ asset: 'market/prices', sources: [source as never] })
    const [found] = (await bench.store.check?.(valuesOf(staged), known ? [known] : [])) ?? []
    expect(found?.results).toMatchObject([{ passed: false, facts: { rows: 2, failed: 1 } }])
    const [tables] = await bench.client.dataset(bench.dataset).getTables()
    expect(tables.map(({ id }) => id)).toEqual([staged[0]?.location['stage'] && expect.stringContaining('_stage_')])
    expect(await bench.store.sweep(attemptOf(1).id, 'market/prices', [])).toBe(1)
  })

  it('of a statement of a user bind its values, and see no other partition', async () => {
    const bench = await Bench.of(file, rowSchema)
    const published = await bench.publish(1, { '2024-01-02': rows, '2024-01-03': rows.slice(0, 1) })
    const check = sqlCheck(
      ({ sql, table }) => sql`select symbol, close from ${table} where close < ${0} and symbol != ${"it's"}`,
    )
    const found = await bench.store.check?.(valuesOf(published), [...rulesOf(check), ...rulesOf(unique('symbol'))])
    expect(found?.map(({ results: [own] }) => own)).toEqual([
      { passed: false, facts: { rows: 2, failed: 1, samples: '[{"symbol":"B","close":-2}]' } },
      { passed: true, facts: { rows: 1 } },
    ])
  })
})
