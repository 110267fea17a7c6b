import { type AnyAsset, asset, daily } from '@headwater/core'
import { duckdb, files, notNull, sqlAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Quote = z.object({ symbol: z.string(), close: z.number().nullable() })
const days = daily({ start: '2024-01-01', end: '2024-01-02' })

/** A table that is made by this text, as if the types had let it pass. */
function tableBy(text: string, row: z.ZodType = z.object({ symbol: z.string(), close: z.number() })) {
  const warehouse = duckdb({ path: scratchOfTest().path })
  return projectOf([
    sqlAsset('table', { warehouse, deps: {}, row, write: { mode: 'replace' } }, (_, { sql }) =>
      sql(Object.assign([text], { raw: [text] })),
    ),
  ])
}

async function failureOf(project: ReturnType<typeof projectOf>) {
  const { failures } = await project.materialize('*')
  expect(failures).toHaveLength(1)
  return failures[0]?.problem
}

describe('a query that does not give what its row declares', () => {
  test('is refused with a line for every column', async () => {
    const problem = await failureOf(tableBy(`select 'A' as symbol, 'dear' as close, 1 as extra`))
    expect(problem?.code).toBe('TABLE_CONTRACT_BROKEN')
    expect(problem?.message).toContain('`close`: declared number, the query gives VARCHAR')
    expect(problem?.message).toContain('`extra`: the query gives it')
  })

  test('is refused for a null where there must be none, with the number of rows', async () => {
    const problem = await failureOf(tableBy(`select 'A' as symbol, null::double as close union all select 'B', 1`))
    expect(problem?.code).toBe('TABLE_CONTRACT_BROKEN')
    expect(problem?.message).toContain('`close`: declared number, never null, but 1 of 2 rows have null')
  })
})

test('a value that is undefined is refused, since comparing with it would find nothing', async () => {
  const warehouse = duckdb({ path: scratchOfTest().path })
  const forgotten = undefined as unknown as number
  const table = sqlAsset(
    'table',
    { warehouse, deps: {}, row: z.object({ n: z.int() }), write: { mode: 'replace' } },
    (_, { sql }) => sql`select 1 as n where 1 = ${1} and 2 = ${forgotten}`,
  )
  const project = projectOf([table])
  await expect(project.plan('*')).rejects.toMatchObject({
    code: 'VALUE_UNSTORABLE',
    message: 'parameter 2 of the query of asset `table` is undefined, which no database has',
  })
})

describe('a query that is not there', () => {
  test.each(['', '  ', '-- later\n', ';'])('is refused before it runs: %j', async (text) => {
    await expect(tableBy(text).plan('*')).rejects.toThrow('statement 1 of asset `table` is empty')
  })
})

describe('a declaration', () => {
  const warehouse = duckdb({ path: ':memory:' })

  test('of many rows in place of one is refused when the project is defined', () => {
    const row = z.array(z.object({ n: z.int() }))
    const table = sqlAsset(
      'table',
      { warehouse, deps: {}, row, write: { mode: 'replace' } },
      (_, { sql }) => sql`select 1 as n`,
    )
    expect(() => projectOf([table])).toThrow('`row` of asset `table` is an array, but it declares one row')
  })

  test('of a key without columns is refused when the project is defined', () => {
    const row = z.object({ n: z.int() })
    const table = sqlAsset(
      'table',
      { warehouse, deps: {}, row, write: { mode: 'merge', on: [] } },
      (_, { sql }) => sql`select 1 as n`,
    )
    expect(() => projectOf([table])).toThrow(
      /written by `merge`.*\n {2}`on` names no column, and a key has at least one/,
    )
  })
})

describe('a query that fails', () => {
  test('names asset and partition', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const table = sqlAsset(
      'table',
      { warehouse, deps: {}, partitions: days, row: z.object({ n: z.int() }), write: { mode: 'replace' } },
      (_, { sql, partition }) => sql`select case when ${partition} = '2024-01-02' then error('broken') else 1 end as n`,
    )
    const problem = await failureOf(projectOf([table]))
    expect(problem).toMatchObject({ code: 'DUCKDB_QUERY_FAILED' })
    expect(problem?.message).toContain('the query of asset `table` for partition `2024-01-02` failed')
    expect(problem?.message).toContain('broken')
  })

  test('when its function throws, names asset and partition', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const table = sqlAsset(
      'table',
      { warehouse, deps: {}, partitions: days, row: z.object({ n: z.int() }), write: { mode: 'replace' } },
      (_, { partition }) => {
        throw new RangeError(`no ${partition}`)
      },
    )
    expect(await failureOf(projectOf([table]))).toMatchObject({
      code: 'STEP_FAILED',
      message: 'the query of asset `table` partition `2024-01-01` threw RangeError: no 2024-01-01',
    })
  })

  test('says of a dep that is no table that it cannot be read by SQL', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const lake = files({ root: await temporaryFolder() })
    const settings = asset('settings', { schema: z.object({ a: z.int() }), io: lake.json() }, () => ({ a: 1 }))
    const table = sqlAsset(
      'table',
      {
        warehouse,
        deps: { settings: settings as AnyAsset },
        row: z.object({ a: z.int() }),
        write: { mode: 'replace' },
      },
      (_, { sql }) => sql`select * from settings`,
    )
    const problem = await failureOf(projectOf([settings, table]))
    expect(problem?.code).toBe('TABLE_COLUMNS_UNKNOWN')
    expect(problem?.message).toContain('asset `settings` is read by SQL')
  })

  test('is interrupted when the run is cancelled', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const cancel = new AbortController()
    const table = sqlAsset(
      'table',
      { warehouse, deps: {}, partitions: days, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
      (_, { sql }) => {
        setImmediate(() => cancel.abort())
        return sql`select sum(a.range + b.range * c.range) as n from range(100000) a, range(100000) b, range(1000) c`
      },
    )
    const project = projectOf([table])
    const { outcome, ok } = await project.materialize('*', { signal: cancel.signal })
    expect({ outcome, ok }).toEqual({ outcome: 'cancelled', ok: false })
    await expect(project.load(table, '2024-01-01')).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })
})

describe('a blocking check of a table made by SQL', () => {
  test('sees the rows before they are published, and keeps the table as it was', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    let close: number | null = 1
    const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close }])
    const table = sqlAsset(
      'table',
      {
        warehouse,
        deps: { source },
        row: Quote,
        write: { mode: 'replace' },
        checks: { closeIsThere: { ...notNull('close'), blocking: true } },
      },
      (db) => db.selectFrom('source').selectAll(),
    )
    const project = projectOf([source, table])
    await makeAll(project)
    close = null
    const { failures, checks } = await project.materialize('*', { force: true })
    expect(failures).toMatchObject([{ asset: 'table', problem: { code: 'CHECK_BLOCKED' } }])
    expect(checks.failed).toMatchObject([
      { check: 'closeIsThere', facts: { rows: 1, failed: 1, samples: '[{"close":null,"symbol":"A"}]' } },
    ])
    expect(await project.load(table)).toEqual([{ symbol: 'A', close: 1 }])
  })

  test('lets the other partitions be published', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const table = sqlAsset(
      'table',
      {
        warehouse,
        deps: {},
        partitions: days,
        row: z.object({ day: z.string() }),
        write: { mode: 'delete-insert', by: 'day' },
        checks: { notTheSecond: { blocking: true, run: (rows) => ({ passed: rows[0]?.day !== '2024-01-02' }) } },
      },
      (_, { sql, partition }) => sql`select ${partition} as day`,
    )
    const project = projectOf([table])
    const { failures } = await project.materialize('*')
    expect(failures).toMatchObject([{ partitions: '1 partition: 2024-01-02', problem: { code: 'CHECK_BLOCKED' } }])
    expect(await project.load(table, '2024-01-01')).toEqual([{ day: '2024-01-01' }])
    await expect(project.load(table, '2024-01-02')).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })
})
