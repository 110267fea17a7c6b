import { rowSchemaOf } from '@headwater/core/extend'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import type { Write } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { stages } from '../tables/engines.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

async function warehouseOfTest() {
  const { url } = await scratchDatabaseOfTest()
  const warehouse = postgres({ url })
  const database = PostgresDatabase.at(url)
  await database.use((session) => session.run("create type mood as enum ('x', 'y')"))
  let run = 0
  const stage = (row: z.ZodType, sql: string, write: Write = { mode: 'replace' }, signal?: AbortSignal) =>
    warehouse.stageQueries(
      [
        {
          at: placeOf('market/fct', null, attemptOf(++run), rowSchemaOf(row)),
          sql,
          parameters: [],
          sources: {},
          write,
        },
      ],
      { signal },
    )
  return { warehouse, database, stage }
}

it('a query that gives other columns than its row schema is refused, with a line for each', async () => {
  const { stage } = await warehouseOfTest()
  const row = z.object({ symbol: z.string(), day: z.string(), close: z.number() })
  const error = await errorOf(stage(row, `select 'A' as symbol, 'x' as close, 1.5 as extra, 1 as twice, 2 as twice`))
  expect(error).toMatchObject({ code: 'TABLE_CONTRACT_BROKEN', asset: 'market/fct' })
  expect(error.message.split('\n  ')).toEqual([
    'the query of asset `market/fct` does not give the columns that its row schema declares:',
    '`day`: declared string, the query does not give it',
    '`extra`: the query gives it (numeric), but it is not declared',
    '`twice`: the query gives it (integer), but it is not declared',
    '`twice`: the query gives it (integer), but it is not declared',
    '`twice`: the query gives it twice',
    '`close`: declared number, the query gives text (cast it to double precision, or declare what it is)',
  ])
  const date = await errorOf(stage(z.object({ day: z.string() }), 'select now() as day'))
  expect(date.message).toContain('timestamp with time zone (format it with to_char, or declare z.date())')
})

it.each([
  [
    'z.string()',
    z.string(),
    ["'x'", "date '2024-01-02'", '1.5', 'gen_random_uuid()', "'x'::mood", "'x'::varchar(3)"],
    ['1', 'now()', 'true', 'array[1]'],
  ],
  ['z.number()', z.number(), ['1', '1.5', 'sum(1)', '1::real', '1::smallint'], ["'1'", 'true', "date '2024-01-02'"]],
  ['z.int()', z.int(), ['1', 'count(*)', 'sum(1)', '1::smallint'], ['1.5', '1::float', "'1'", 'sum(1::bigint)']],
  [
    'z.bigint()',
    z.bigint(),
    ['1', '1::numeric(20, 0)', 'sum(1::bigint)::numeric(39, 0)'],
    ['1.5', "'1'", 'sum(1::bigint)'],
  ],
  ['z.boolean()', z.boolean(), ['true', '1 = 1'], ['1', "'true'"]],
  ['z.date()', z.date(), ["date '2024-01-02'", 'now()', "timestamp '2024-01-02'"], ["'2024-01-02'", '1']],
  ['z.array(z.number())', z.array(z.number()), ['array[1, 2]', "'[1]'::json", "'[1]'::jsonb"], []],
])('%s takes what loses nothing', async (_, type, taken, refused) => {
  const { warehouse, stage } = await warehouseOfTest()
  const row = z.object({ x: type })
  for (const expression of taken) {
    const [staged] = await stage(row, `select ${expression} as x`)
    const { value } = await warehouse.store.read(staged?.location ?? {}, { asset: 'market/fct', partition: null })
    expect(z.array(row).safeParse(value).error).toBe(undefined)
  }
  for (const expression of refused)
    expect((await errorOf(stage(row, `select ${expression} as x`))).code).toBe('TABLE_CONTRACT_BROKEN')
})

it('rows are merged on a key of JSON, which PostgreSQL does not compare by itself', async () => {
  const { warehouse, database, stage } = await warehouseOfTest()
  const row = z.object({ key: z.array(z.int()), n: z.int() })
  const merge = { mode: 'merge', on: ['key'] } as const
  const publish = async (run: number, sql: string) =>
    warehouse.store.publish(await stage(row, sql, merge), attemptOf(run))
  await publish(1, 'select array[1] as key, 1 as n union all select array[2], 2')
  await publish(2, 'select array[2] as key, 20 as n union all select array[3], 30')
  expect(await database.use((session) => session.rows('select n from market.fct order by n'))).toEqual([
    { n: 1 },
    { n: 20 },
    { n: 30 },
  ])
  const twice = await errorOf(stage(row, 'select array[2] as key, 1 as n union all select array[2], 2', merge))
  expect(twice).toMatchObject({ code: 'MERGE_KEY_DUPLICATE', message: expect.stringContaining('{"key":[2]}') })
})

it('a query is interrupted by a signal, and leaves nothing behind', async () => {
  const { database, stage } = await warehouseOfTest()
  const controller = new AbortController()
  const sql = 'select sum(a)::float as n from generate_series(1, 100000000000) as a'
  const staging = stage(z.object({ n: z.number() }), sql, { mode: 'replace' }, controller.signal)
  setTimeout(() => controller.abort(new Error('cancelled')), 100)
  await expect(staging).rejects.toThrow('cancelled')
  expect(await database.use((session) => session.rows(stages))).toEqual([{ n: 0 }])
})

it('all queries of a step see the state at which the first of them looked, whoever publishes meanwhile', async () => {
  const { warehouse, database } = await warehouseOfTest()
  const { store } = warehouse
  const row = z.object({ n: z.int() })
  const rowSchema = rowSchemaOf(row)
  const write = async (run: number, n: number) => {
    const at = placeOf('raw/numbers', null, attemptOf(run), rowSchemaOf(z.array(row)))
    return store.publish(await store.stage([{ value: [{ n }], at }]), attemptOf(run))
  }
  const [first] = await write(1, 1)
  const source = { kind: 'table', location: first?.location ?? {}, partitions: 'all' } as const
  const query = (partition: string, sql: string) =>
    ({
      at: placeOf('market/fct', partition, attemptOf(9), rowSchema),
      sql,
      parameters: [],
      sources: { numbers: source },
      write: { mode: 'replace' },
    }) as const
  const staging = warehouse.stageQueries([
    query('slow', 'select n from numbers, pg_sleep(0.5)'),
    query('later', 'select n from numbers'),
  ])
  const asleep =
    "select count(*) as n from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
  while ((await database.use((session) => session.rows(asleep)))[0]?.['n'] === 0);
  await write(2, 2)
  const staged = await staging
  for (const { location, asset, partition, read } of staged) {
    expect((await store.read(location, { asset, partition })).value).toEqual([{ n: 1 }])
    expect(read).toEqual({ numbers: [{ partition: null, dataVersion: first?.dataVersion }] })
  }
})
