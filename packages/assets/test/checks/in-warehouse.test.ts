import { asset, daily, memoryState } from '@headwater/core'
import type { Store } from '@headwater/core/io'
import { FakeClock } from '@headwater/core/testing'
import { between, notNull, pattern, sqlAsset, sqlCheck, type SqlWarehouse, unique } from '@headwater/assets'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { engines } from '../tables/engines.ts'

const Price = z.object({ symbol: z.string(), day: z.string(), close: z.number().nullable() })
const days = daily({ start: '2024-01-02', timezone: 'UTC' })
const noon = '2024-01-05T12:00:00Z'

/** The same warehouse, which counts the values that are read out of it. */
function countingReads(warehouse: SqlWarehouse): { readonly warehouse: SqlWarehouse; readonly reads: () => number } {
  let count = 0
  const counting = (store: Store): Store => ({
    ...store,
    get home() {
      return store.home
    },
    read: (location, at) => {
      count += 1
      return store.read(location, at)
    },
  })
  const table: SqlWarehouse['table'] = (name) => {
    const io = warehouse.table(name)
    return { ...io, store: io.store && counting(io.store) }
  }
  return { warehouse: { ...warehouse, table }, reads: () => count }
}

describe.each([...engines, bigQueryEngine])('checks of an SQL asset in $name', (engine) => {
  it('run where its rows are staged: none of them is read, and what blocks is not published', async () => {
    const { warehouse, reads } = countingReads((await engine.open()).warehouse)
    const prices = sqlAsset(
      'market/prices',
      {
        warehouse,
        deps: {},
        partitions: days,
        row: Price,
        write: { mode: 'delete-insert', by: 'day' },
        checks: {
          closeIsThere: notNull('close', { blocking: true }),
          closeIsSmall: between('close', { max: 3 }, { severity: 'warn' }),
          oneEach: unique('symbol', 'day'),
          ticker: pattern('symbol', /^[A-Z]+$/),
          notThird: sqlCheck(({ sql, table }) => sql`select symbol from ${table} where day = ${'2024-01-03'}`),
        },
      },
      (_, { sql, partition }) => {
        const close = sql`case when ${partition} = '2024-01-04' then null else 3.5 end`
        return sql`select 'AAPL' as symbol, ${partition} as day, ${close} as close`
      },
    )
    const clock = new FakeClock(noon)
    const project = projectOf([prices], { clock, state: memoryState({ clock }) })
    const run = await project.materialize('*')
    expect(run.failures).toMatchObject([{ partitions: '1 partition: 2024-01-04', problem: { code: 'CHECK_BLOCKED' } }])
    const small = (partition: string) => ({
      check: 'closeIsSmall',
      partition,
      facts: { rows: 1, failed: 1, samples: `[{"close":3.5,"symbol":"AAPL","day":"${partition}"}]` },
    })
    expect(run.checks.passed).toBe(11)
    expect(run.checks.failed).toMatchObject([
      small('2024-01-02'),
      small('2024-01-03'),
      { check: 'notThird', partition: '2024-01-03', facts: { failed: 1, samples: '[{"symbol":"AAPL"}]' } },
      {
        check: 'closeIsThere',
        partition: '2024-01-04',
        facts: { samples: '[{"close":null,"symbol":"AAPL","day":"2024-01-04"}]' },
      },
    ])
    expect(await project.check('*')).toMatchObject({ ok: false, passed: 7, failed: [{}, {}, {}] })
    expect(reads()).toBe(0)
    expect(await project.load(prices, '2024-01-02')).toHaveLength(1)
  })

  it('hand the rows to functions, and to what SQL cannot tell: once', async () => {
    const { warehouse, reads } = countingReads((await engine.open()).warehouse)
    const found: unknown[] = []
    const prices = sqlAsset(
      'market/prices',
      {
        warehouse,
        deps: {},
        row: Price,
        write: { mode: 'view' },
        checks: {
          seen: (rows) => ({ passed: found.push(...rows) > 0 }),
          caseless: pattern('symbol', /aapl/i),
          there: notNull('close'),
          oneEach: unique('day'),
          small: between('close', { max: 3 }),
        },
      },
      (_, { sql }) => sql`select 'AAPL' as symbol, '2024-01-02' as day, 3.5 as close`,
    )
    const project = projectOf([prices])
    const { checks } = await project.materialize('*')
    const samples = '[{"close":3.5,"symbol":"AAPL","day":"2024-01-02"}]'
    expect(checks).toMatchObject({ passed: 4, failed: [{ check: 'small', facts: { rows: 1, failed: 1, samples } }] })
    expect(found).toEqual([{ symbol: 'AAPL', day: '2024-01-02', close: 3.5 }])
    expect(reads()).toBe(1)
    expect(await project.check('*')).toMatchObject({ passed: 4, failed: [{ check: 'small', facts: { samples } }] })
  })

  it('have not passed when the warehouse refuses their statement, and the others have', async () => {
    const { warehouse } = await engine.open()
    const prices = asset(
      'market/prices',
      {
        schema: z.array(Price),
        io: warehouse.table(),
        checks: {
          broken: sqlCheck(({ sql, table }) => sql`select nothing from ${table}`),
          also: sqlCheck(({ sql, table }) => sql`select * from ${table} where close > 4`),
          there: notNull('close'),
        },
      },
      () => [{ symbol: 'AAPL', day: '2024-01-02', close: 3.5 }],
    )
    const { checks, failures } = await projectOf([prices]).materialize('*')
    expect(failures).toEqual([])
    expect(checks).toMatchObject({ passed: 2, failed: [{ check: 'broken', problem: { code: engine.queryFailed } }] })
  })
})
