import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import type { TableSource, Write } from '../../src/sql/index.ts'
import { attemptOf, errorOf } from '../duckdb/scratch.ts'
import { Quote, quote } from '../tables/query-bench.ts'
import { serverOfFile } from './bench.ts'
import { allRows, queryBenchOf } from './query-bench.ts'

const file = serverOfFile()
const benchOf = () => queryBenchOf(file)

describe('a view in BigQuery', () => {
  const write: Write = { mode: 'view' }
  const at = { asset: 'market/fct', partition: null }

  it('is the query, with its parameters written into it', async () => {
    const { publish, store, rows, quotes } = await benchOf()
    const sql =
      "SELECT CONCAT(symbol, ' costs @p1') AS symbol, day, close FROM quotes WHERE close > @p1 AND day != @p2 -- @p1"
    const sources = { quotes: quotes(['2024-01-02', '2024-01-03']) }
    const [published] = await publish({ sql, parameters: [1, "it's"], write, sources })
    expect(await rows(allRows)).toEqual([
      { symbol: 'A costs @p1', close: 3 },
      { symbol: 'B costs @p1', close: 2 },
    ])
    expect(published?.rows).toBe(2)
    const read = await store.read(published?.location ?? {}, at)
    expect(read.value).toEqual([quote('A costs @p1', '2024-01-03', 3), quote('B costs @p1', '2024-01-02', 2)])
    expect(read.dataVersion).toBe(published?.dataVersion)
  })

  it('is read while it is staged, and by queries once it is published', async () => {
    const { stage, store, publish, tables } = await benchOf()
    const staged = await stage({ sql: 'SELECT * FROM quotes', write })
    expect((await store.read(staged[0]?.location ?? {}, at)).value).toHaveLength(3)
    expect(await tables()).not.toContain('market__fct')
    const [published] = await store.publish(staged, attemptOf(2))
    const fct: TableSource = { kind: 'table', location: published?.location ?? {}, partitions: [null] }
    const [copy] = await stage({ sql: 'SELECT * FROM fct', sources: { fct }, run: 3 })
    expect(copy).toMatchObject({ rows: 3, read: { fct: [{ partition: null, dataVersion: published?.dataVersion }] } })
    const [next] = await publish({ sql: 'SELECT * FROM quotes WHERE close > 1', write, run: 4 })
    expect(next?.dataVersion).not.toBe(published?.dataVersion)
    expect((await errorOf(store.read(published?.location ?? {}, at))).code).toBe('VALUE_GONE')
  })

  it('is committed before it is shown: whoever finds the commit of a dead process shows it', async () => {
    const { stage, store, rows, tables } = await benchOf()
    const staged = await stage({ sql: 'SELECT * FROM quotes', write })
    const [published] = await store.publish(staged, attemptOf(2))
    await rows('DROP VIEW market__fct')
    expect((await store.read(published?.location ?? {}, at)).value).toHaveLength(3)
    expect(await store.committed(attemptOf(2).id, 'market/fct')).toEqual([published])
    expect(await tables()).toContain('market__fct')
  })

  it('gives way to a table, but takes the place of none', async () => {
    const { publish, rows } = await benchOf()
    await publish({ sql: 'SELECT * FROM quotes', write })
    const [table] = await publish({ sql: 'SELECT * FROM quotes WHERE close = 1', run: 3 })
    expect(table?.location).not.toHaveProperty('view')
    expect(await rows(allRows)).toEqual([{ symbol: 'A', close: 1 }])
    const error = await errorOf(publish({ sql: 'SELECT * FROM quotes', write, run: 4 }))
    expect(error).toMatchObject({ code: 'WRITE_MODE_UNSUPPORTED', hint: expect.stringContaining('bq rm -t') })
  })

  it('is not taken away by who is late', async () => {
    const { stage, publish, store, tables } = await benchOf()
    const late = await stage({ sql: 'SELECT * FROM quotes', run: 2 })
    await publish({ sql: 'SELECT * FROM quotes', write, run: 3 })
    expect((await errorOf(store.publish(late, attemptOf(2)))).code).toBe('LEASE_LOST')
    expect(await tables()).toContain('market__fct')
    expect((await store.committed(attemptOf(3).id, 'market/fct')).length).toBe(1)
  })

  it('is gone when it is removed', async () => {
    const { publish, store, tables } = await benchOf()
    const [published] = await publish({ sql: 'SELECT * FROM quotes', write })
    const removal = { ...at, location: published?.location ?? {}, published: true }
    await store.remove?.([removal], attemptOf(3))
    expect(await tables()).not.toContain('market__fct')
    expect((await errorOf(store.read(published?.location ?? {}, at))).code).toBe('VALUE_GONE')
  })

  it('refuses sources that it could not read later', async () => {
    const { stage } = await benchOf()
    const rows: TableSource = { kind: 'rows', rows: [], rowSchema: rowSchemaOf(Quote) ?? null }
    expect(await errorOf(stage({ sql: 'SELECT * FROM quotes', sources: { quotes: rows }, write }))).toMatchObject({
      code: 'WRITE_MODE_UNSUPPORTED',
      message: expect.stringContaining('its dep `quotes`'),
    })
  })
})
