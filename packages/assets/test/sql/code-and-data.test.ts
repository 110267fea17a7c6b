import { localValues } from '@headwater/core/io'
import { asset, type AnyAsset, daily, memoryState, type StateStore } from '@headwater/core'
import { duckdb, sqlAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, madeBy, projectOf } from '../project-of-test.ts'

const Quote = z.object({ symbol: z.string(), close: z.number() })
const days = daily({ start: '2024-01-01', end: '2024-01-02' })

/** Successive releases of one project: other declarations over the same state and the same warehouse. */
function releases() {
  const warehouse = duckdb({ path: scratchOfTest().path })
  const state = memoryState()
  const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [
    { symbol: 'A', close: 1 },
    { symbol: 'B', close: 2 },
  ])
  return {
    warehouse,
    source,
    why: async (table: AnyAsset) => {
      const plan = await projectOf([source, table], { state: shared(state) }).plan('table')
      return plan.steps.map(({ reason }) => reason)
    },
    make: (table: AnyAsset) => makeAll(projectOf([source, table], { state: shared(state) })),
  }
}

/** A store that outlives the projects that close it. */
function shared(state: StateStore): StateStore {
  return new Proxy(state, {
    get: (target, name) => {
      if (name === 'close') return () => Promise.resolve()
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

describe('the code version of an SQL asset', () => {
  test('is that of its query: the same query written otherwise is up to date', async () => {
    const { warehouse, source, make, why } = releases()
    const spec = { warehouse, deps: { source }, row: Quote, write: { mode: 'replace' } } as const
    await make(sqlAsset('table', spec, (db) => db.selectFrom('source').selectAll().where('close', '>', 1)))
    const rewritten = sqlAsset('table', spec, (db) => {
      const limit = 2 - 1
      return db.selectFrom('source').where('close', '>', limit).selectAll()
    })
    expect(await why(rewritten)).toEqual([])
  })

  test('changes with a literal, a bound value and a write mode', async () => {
    const { warehouse, source, make, why } = releases()
    const spec = { warehouse, deps: { source }, row: Quote, write: { mode: 'replace' } } as const
    const above = (limit: number) =>
      sqlAsset('table', spec, (_, { sql, tables: { source } }) => sql`select * from ${source} where close > ${limit}`)
    await make(above(1))
    expect(await why(above(1))).toEqual([])
    expect(await why(above(2))).toEqual(['code changed'])
    expect(
      await why(
        sqlAsset('table', { ...spec, write: { mode: 'append' } }, (_, { sql, tables: { source } }) => {
          return sql`select * from ${source} where close > ${1}`
        }),
      ),
    ).toEqual(['code changed'])
  })

  test('can be computed of a query that logs and asks for its run', async () => {
    const { warehouse, source, make, why } = releases()
    const spec = { warehouse, deps: { source }, row: Quote, write: { mode: 'replace' } } as const
    const table = sqlAsset('table', spec, (db, { log, metadata, signal }) => {
      log.info('compiling')
      metadata({ aborted: signal.aborted })
      return db.selectFrom('source').selectAll()
    })
    await make(table)
    expect(await why(table)).toEqual([])
  })

  test('is that of the function where there are partitions', async () => {
    const { warehouse, source, make, why } = releases()
    const spec = { warehouse, deps: { source }, partitions: days, row: Quote, write: { mode: 'replace' } } as const
    const first = sqlAsset('table', spec, (db, { partition }) =>
      db.selectFrom('source').selectAll().where('symbol', '!=', partition),
    )
    await make(first)
    expect(await why(first)).toEqual([])
    // The same function, without the types and the layout that it is written with.
    // biome-ignore format: the layout is what is tested
    expect(await why(sqlAsset('table', spec, (db, { partition }) => db.selectFrom('source').selectAll().where('symbol', '!=', partition)))).toEqual([])
    const other = sqlAsset('table', spec, (db, { partition }) =>
      db.selectFrom('source').selectAll().where('symbol', '=', partition),
    )
    expect(await why(other)).toEqual(['code changed'])
  })

  test('does not hide a query function that throws', async () => {
    const { warehouse, source } = releases()
    const spec = { warehouse, deps: { source }, row: Quote, write: { mode: 'replace' } } as const
    const table = sqlAsset('table', spec, () => {
      throw new Error('no query today')
    })
    await expect(projectOf([source, table]).plan('*')).rejects.toThrow(
      'the query of asset `table` threw Error: no query today',
    )
    const nothing = sqlAsset('table', spec, () => undefined as never)
    await expect(projectOf([source, nothing]).plan('*')).rejects.toMatchObject({
      code: 'QUERY_EXPECTED',
      asset: 'table',
    })
  })
})

describe('the data version of a table made by SQL', () => {
  test('cuts off what is downstream when a changed query gives the same rows', async () => {
    const { path } = scratchOfTest()
    const warehouse = duckdb({ path })
    const io = localValues({ root: `${path}.values` })
    const state = memoryState()
    const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close: 1 }])
    const spec = { warehouse, deps: { source }, row: Quote, write: { mode: 'replace' } } as const
    const release = (limit: number) => {
      const table = sqlAsset('table', spec, (db) => db.selectFrom('source').selectAll().where('close', '>', limit))
      const reader = asset('reader', { deps: { table }, schema: z.number() }, ({ table }) => table.length)
      return projectOf([source, table, reader], { state: shared(state), defaults: { io } })
    }
    expect(await makeAll(release(0))).toEqual({ source: 1, table: 1, reader: 1 })
    const result = await release(0.5).materialize('*')
    expect(madeBy(result)).toEqual({ table: 1 })
    expect(result.steps.map(({ step, cutOff }) => [step, cutOff])).toContainEqual(['reader', 1])
  })

  test('must be the planned one when the query reads: INPUT_MOVED otherwise, and nothing is published', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const declare = (close: number) =>
      asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close }])
    const other = projectOf([declare(2)])
    const source = declare(1)
    // Made after the plan and before the query: this is when another project publishes.
    const between = asset('between', { schema: z.array(Quote) }, async () => {
      await makeAll(other)
      return []
    })
    const table = sqlAsset(
      'table',
      { warehouse, deps: { source, between }, row: Quote, write: { mode: 'replace' } },
      (db) => db.selectFrom('source').selectAll(),
    )
    const project = projectOf([source, between, table])
    await project.materialize(source)
    const { failures } = await project.materialize('*')
    expect(failures).toMatchObject([{ asset: 'table', problem: { code: 'INPUT_MOVED' } }])
    expect(failures[0]?.problem.message).toMatch(
      /^asset `table` read `source` at data version `.+`, and `.+` was planned$/,
    )
    await expect(project.load(table)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })

  test('is the same whichever project makes it, in one file', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const spec = { warehouse, deps: {}, row: z.object({ n: z.int() }), write: { mode: 'replace' } } as const
    const numbers = (key: string) => sqlAsset(key, spec, (_, { sql }) => sql`select range as n from range(1000)`)
    const projects = ['a/numbers', 'b/numbers'].map((key) => ({ key, project: projectOf([numbers(key)]) }))
    await Promise.all(projects.map(({ project }) => makeAll(project)))
    const values = await Promise.all(projects.map(({ key, project }) => project.loadByKey(key)))
    expect(values[0]).toEqual(values[1])
    expect(values[0]).toHaveLength(1000)
  })
})
