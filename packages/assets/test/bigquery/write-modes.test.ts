import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import type { Write } from '../../src/sql/index.ts'
import { attemptOf, errorOf } from '../duckdb/scratch.ts'
import { serverOfFile } from './bench.ts'
import { allRows, queryBenchOf, selectRows } from './query-bench.ts'

const file = serverOfFile()
const benchOf = () => queryBenchOf(file)

describe('write modes in BigQuery', () => {
  it('append adds rows, once per attempt', async () => {
    const { stage, store, rows } = await benchOf()
    const write: Write = { mode: 'append' }
    const staged = await stage({ sql: selectRows(['A', 'd', 1]), write })
    const [once] = await store.publish(staged, attemptOf(2))
    expect(await store.publish(staged, attemptOf(2))).toEqual([once])
    const [twice] = await store.publish(await stage({ sql: selectRows(['A', 'd', 1]), write, run: 3 }), attemptOf(3))
    expect(await rows(allRows)).toEqual([
      { symbol: 'A', close: 1 },
      { symbol: 'A', close: 1 },
    ])
    expect([once?.rows, twice?.rows]).toEqual([1, 2])
    expect(twice?.dataVersion).not.toBe(once?.dataVersion)
    expect(await store.committed(attemptOf(3).id, 'market/fct')).toEqual([twice])
  })

  it('append adds them once, also where two processes make and publish the same attempt', async () => {
    const { stage, store, rows, dataset, client } = await benchOf()
    const other = bigquery({ dataset, client }).store
    const query = { sql: selectRows(['A', 'x', 1]), write: { mode: 'append' } as const }
    const [one, another] = [await stage(query), await stage(query)]
    const [first, second] = await Promise.all([store.publish(one, attemptOf(2)), other.publish(another, attemptOf(2))])
    expect(second).toEqual(first)
    expect(await rows(allRows)).toEqual([{ symbol: 'A', close: 1 }])
  })

  it('append keeps to the partition that is made', async () => {
    const { publish, rows } = await benchOf()
    const write: Write = { mode: 'append' }
    await publish(
      { sql: selectRows(['A', 'x', 1]), write, partition: 'x' },
      { sql: selectRows(['A', 'y', 5]), write, partition: 'y' },
    )
    const [more] = await publish({ sql: selectRows(['B', 'x', 2]), write, partition: 'x', run: 3 })
    expect(more?.rows).toBe(2)
    expect(await rows('SELECT _headwater_partition AS p, close FROM market__fct ORDER BY 1, 2')).toEqual([
      { p: 'x', close: 1 },
      { p: 'x', close: 2 },
      { p: 'y', close: 5 },
    ])
  })

  it('merge replaces rows of the same key, null included, and keeps the others', async () => {
    const { publish, rows } = await benchOf()
    const row = z.object({ symbol: z.string().nullable(), day: z.string(), close: z.number() })
    const write: Write = { mode: 'merge', on: ['symbol', 'day'] }
    const [first] = await publish({ row, sql: selectRows(['A', 'd', 1], ['B', 'd', 2], [null, 'd', 3]), write })
    const next = { row, sql: selectRows(['B', 'd', 20], [null, 'd', 30], ['C', 'd', 40]), write }
    const [merged] = await publish({ ...next, run: 3 })
    const expected = [
      { symbol: null, close: 30 },
      { symbol: 'A', close: 1 },
      { symbol: 'B', close: 20 },
      { symbol: 'C', close: 40 },
    ]
    expect(await rows(allRows)).toEqual(expected)
    expect(merged?.rows).toBe(4)
    expect(merged?.dataVersion).not.toBe(first?.dataVersion)
    // The same again changes nothing, and its version says so.
    expect((await publish({ ...next, run: 4 }))[0]?.dataVersion).toBe(merged?.dataVersion)
    expect(await rows(allRows)).toEqual(expected)
  })

  it('merge leaves one row of a key that had several, and keeps to the partition that is made', async () => {
    const { publish, rows } = await benchOf()
    const twice = {
      sql: selectRows(['A', '2024-01-02', 1], ['A', '2024-01-02', 2]),
      write: { mode: 'append' } as const,
    }
    await publish({ ...twice, partition: '2024-01-02' }, { ...twice, partition: '2024-01-03' })
    const write: Write = { mode: 'merge', on: ['symbol'] }
    await publish({ sql: selectRows(['A', '2024-01-02', 9]), write, partition: '2024-01-02', run: 3 })
    expect(
      await rows('SELECT CAST(_headwater_partition AS STRING) AS p, close FROM market__fct ORDER BY 1, 2'),
    ).toEqual([
      { p: '2024-01-02', close: 9 },
      { p: '2024-01-03', close: 1 },
      { p: '2024-01-03', close: 2 },
    ])
  })

  it('merge refuses two rows of one key', async () => {
    const { stage } = await benchOf()
    const sql = selectRows(['A', 'd', 1], ['B', 'd', 1], ['A', 'd', 2])
    const error = await errorOf(stage({ sql, write: { mode: 'merge', on: ['symbol', 'day'] } }))
    expect(error.code).toBe('MERGE_KEY_DUPLICATE')
    expect(error.message).toBe(
      '2 new rows of asset `market/fct` have the same symbol, day, by which it is merged: {"day":"d","symbol":"A"}',
    )
  })

  it('delete-insert replaces the rows of the values that come, or the partition', async () => {
    const { publish, rows } = await benchOf()
    const write: Write = { mode: 'delete-insert', by: 'day' }
    await publish({ sql: selectRows(['A', 'x', 1], ['B', 'x', 2], ['A', 'y', 3]), write })
    const [published] = await publish({ sql: selectRows(['C', 'x', 9]), write, run: 3 })
    expect(await rows(allRows)).toEqual([
      { symbol: 'A', close: 3 },
      { symbol: 'C', close: 9 },
    ])
    expect(published?.rows).toBe(2)
  })

  it('delete-insert refuses rows of another partition', async () => {
    const { stage, publish, rows } = await benchOf()
    const write: Write = { mode: 'delete-insert', by: 'day' }
    const sql = 'SELECT * FROM quotes WHERE day = @p1'
    await publish({ sql, parameters: ['2024-01-02'], write, partition: '2024-01-02' })
    expect(await rows('SELECT COUNT(*) AS n FROM market__fct')).toEqual([{ n: 2 }])
    const error = await errorOf(stage({ sql: 'SELECT * FROM quotes', write, partition: '2024-01-02', run: 3 }))
    expect(error).toMatchObject({ code: 'TABLE_ROW_MISPLACED', partition: '2024-01-02' })
    expect(error.message).toContain('a row of asset `market/fct` has another `day` than its partition `2024-01-02`: {')
    const row = z.object({ day: z.date() })
    const of = (moment: string, run: number) =>
      stage({ row, sql: `SELECT TIMESTAMP '${moment}+00' AS day`, write, partition: '2024-01-02', run })
    expect((await of('2024-01-02 00:00:00', 4))[0]?.rows).toBe(1)
    expect((await errorOf(of('2024-01-02 01:00:00', 5))).code).toBe('TABLE_ROW_MISPLACED')
  })

  it('delete-insert compares the dimension of its name, where the key has several', async () => {
    const { warehouse, query } = await benchOf()
    const write: Write = { mode: 'delete-insert', by: 'day' }
    const base = query({ sql: selectRows(['A', '2024-01-02', 1]), write, partition: '2024-01-02|A' })
    const product = { ...base, at: { ...base.at, dimensions: { day: '2024-01-02', symbol: 'A' } } }
    expect((await warehouse.stageQueries([product]))[0]?.rows).toBe(1)
  })
})
