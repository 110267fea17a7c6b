import type { Staged, Store } from '@headwater/core/io'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { attemptOf, placeOf, scratchOfTest } from './scratch.ts'

const rowSchema = rowSchemaOf(z.array(z.object({ symbol: z.string(), close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))

/** A file with its store, and the words that the tests are written in. */
function bench(schema = rowSchema) {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  const warehouse = duckdb({ path })
  const { store } = warehouse
  const stage = (run: number, values: { readonly [partition: string]: unknown }, asset = 'market/prices') =>
    store.stage(
      Object.entries(values).map(([partition, value]) => ({
        value,
        at: placeOf(asset, partition || null, attemptOf(run), schema),
      })),
    )
  const publish = async (run: number, values: { readonly [partition: string]: unknown }, asset?: string) =>
    store.publish(await stage(run, values, asset), attemptOf(run))
  const rows = (sql: string) => file.use((session) => session.rows(sql))
  return { path, file, store, warehouse, stage, publish, rows }
}

const valuesOf = (store: Store, staged: readonly Staged[]) =>
  Promise.all(
    staged.map(async ({ location, asset, partition }) => (await store.read(location, { asset, partition })).value),
  )

describe('names of tables', () => {
  it('do not depend on the case of A to Z in a name, like DuckDB', async () => {
    const { path, store, publish, rows } = bench()
    await publish(1, { '': quotes(1) }, 'Mart/Äpfel')
    await publish(1, { '': quotes(2) }, 'mart/äpfel')
    expect(await rows('from "MART"."ÄPFEL"')).toEqual(quotes(1))
    const io = duckdb({ path }).table('MART.ÄPFEL')
    await expect(io.read({ asset: 'other', partition: null })).resolves.toEqual(quotes(1))
    const location = { schema: 'MART', table: 'ÄPFEL', partition: null }
    const { dataVersion } = await store.read(location, { asset: 'other', partition: null })
    expect(dataVersion).toMatch(/^duckdb-/)
  })

  it('are one place for all that DuckDB takes for the same', () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const target = (asset: string, name?: string) => warehouse.table(name).store?.target?.(asset)
    expect(target('a/b/c')).toBe('table "a"."b__c"')
    expect([target('a/b__c'), target('A/B/C'), target('x', 'a.B__C')]).toEqual(Array(3).fill(target('a/b/c')))
    expect(target('Ä')).not.toBe(target('ä'))
    expect(target('a.b/c')).not.toBe(target('a/b.c'))
    expect(warehouse.table('same').store?.home).toBe(warehouse.store.home)
  })
})

it('does not keep a use waiting for readers that wait until it has ended', async () => {
  const { file, store, publish } = bench()
  const published = await publish(1, { '': quotes(1) })
  const [entered, begin] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const within = file.use(async () => {
      entered.resolve()
      await begin.promise
      return valuesOf(store, published)
    })
    await entered.promise
    vi.setSystemTime(Date.now() + 6000)
    const outside = valuesOf(store, published)
    begin.resolve()
    expect(await Promise.all([within, outside])).toEqual([[quotes(1)], [quotes(1)]])
  } finally {
    vi.useRealTimers()
  }
})
