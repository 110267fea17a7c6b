import { asset, daily, defineProject, memoryState } from '@headwater/core'
import { type SchemaChange, sqlAsset, type SqlWarehouse } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { errorOf } from '../duckdb/scratch.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { engines } from '../tables/engines.ts'
import { duckdb } from '../../src/duckdb/index.ts'

const days = daily({ start: '2024-01-01', end: '2024-01-02' })
const Quote = z.object({ symbol: z.string(), day: z.string(), close: z.number() })
const Wider = Quote.extend({ volume: z.int().nullable() })
const quotes = (day: string) => [{ symbol: 'A', day, close: 1 }]

/** Two releases of a project over one state and one database, of which the second one has another row. */
function releases(warehouse: SqlWarehouse, schemaChange: SchemaChange | undefined, second: z.ZodType = Wider) {
  const state = memoryState()
  const release = (row: z.ZodType) => {
    const source = asset('source', { partitions: days, schema: z.array(Quote), io: warehouse.table() }, (_, at) =>
      quotes(at.partition),
    )
    const target = sqlAsset(
      'target',
      {
        warehouse,
        deps: { source },
        partitions: days,
        row: row as typeof Wider,
        write: { mode: 'delete-insert', by: 'day' },
        schemaChange,
      },
      (_, { sql, tables: { source } }) =>
        row === Quote ? sql`select * from ${source}` : sql`select *, cast(null as bigint) as volume from ${source}`,
    )
    return defineProject({ state, assets: [source, target] })
  }
  return { old: release(Quote), next: release(second) }
}

describe.each([...engines, bigQueryEngine])('a project whose row changes in $name', (engine) => {
  test('says so in the plan, and carries it out', async () => {
    const { old, next } = releases((await engine.open()).warehouse, 'add-columns')
    expect((await old.materialize('*')).failures).toEqual([])
    const plan = await next.plan('target')
    expect(plan.steps.map(({ schemaChanges }) => schemaChanges)).toEqual([
      [{ asset: 'target', outcome: 'adds columns', differences: [`+ \`volume\` ${engine.types.integer}`] }],
    ])
    expect((await next.materialize(plan)).failures).toEqual([])
    expect(await next.loadByKey('target', '2024-01-02')).toEqual(
      [...quotes('2024-01-02')].map((row) => ({ ...row, volume: null })),
    )
    expect((await next.plan('target', { force: true })).steps[0]).not.toHaveProperty('schemaChanges')
  })
})

describe('a plan of a project whose row changed', () => {
  test.each([
    [undefined, 'fails'],
    ['rebuild', 'rebuilds'],
  ] as const)('says with schemaChange %s that it %s', async (schemaChange, outcome) => {
    const { old, next } = releases((await engines[0]!.open()).warehouse, schemaChange)
    await old.materialize('*')
    const [step] = (await next.plan('target')).steps
    expect(step?.schemaChanges?.map((change) => change.outcome)).toEqual([outcome])
    const { failures } = await next.materialize('target')
    expect(failures.map(({ problem }) => problem.code)).toEqual(outcome === 'fails' ? ['TABLE_COLUMNS_CHANGED'] : [])
  })

  test('says nothing where only descriptions change', async () => {
    const { old, next } = releases((await engines[0]!.open()).warehouse, undefined, Quote.describe('Closing prices'))
    await old.materialize('*')
    expect((await next.plan('target', { force: true })).steps[0]).not.toHaveProperty('schemaChanges')
  })
})

test('a warehouse that cannot change tables refuses to be asked', async () => {
  const { schemaChanges, ...others } = duckdb({ path: ':memory:' })
  const target = sqlAsset(
    'target',
    { warehouse: others, deps: {}, row: Quote, write: { mode: 'replace' }, schemaChange: 'rebuild' },
    (_, { sql }) => sql`select 1`,
  )
  const error = await errorOf(Promise.resolve().then(() => defineProject({ state: memoryState(), assets: [target] })))
  expect(schemaChanges).toHaveLength(3)
  expect(error).toMatchObject({ code: 'SCHEMA_CHANGE_UNSUPPORTED', asset: 'target' })
})
