import { asset, daily, every, latest } from '@headwater/core'
import { sqlAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, madeBy, projectOf } from '../project-of-test.ts'
import { engines } from '../tables/engines.ts'

const Quote = z.object({ symbol: z.string(), close: z.number() })

/** A table, a view of it, a view of that, and what reads the last one: by SQL, and by a function. */
async function stack(engine: (typeof engines)[number]) {
  const { warehouse } = await engine.open()
  const made = { close: 1 }
  const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [
    { symbol: 'A', close: made.close },
  ])
  const spec = { warehouse, row: Quote } as const
  const lower = sqlAsset('lower', { ...spec, deps: { source }, write: { mode: 'view' } }, (db) =>
    db.selectFrom('source').selectAll(),
  )
  const view = sqlAsset('view', { ...spec, deps: { lower }, write: { mode: 'view' } }, (db) =>
    db.selectFrom('lower').selectAll(),
  )
  const table = sqlAsset('table', { ...spec, deps: { view }, write: { mode: 'replace' } }, (db) =>
    db.selectFrom('view').selectAll(),
  )
  const sum = asset('sum', { deps: { view }, schema: z.number() }, ({ view }) =>
    view.reduce((all, { close }) => all + close, 0),
  )
  return { made, source, view, table, sum, project: projectOf([source, lower, view, table, sum]) }
}

describe.each(engines)('a view in $name', (engine) => {
  test('shows its readers what lies below: they are stale when that changes, whether or not it is made again', async () => {
    const { made, source, table, sum, project } = await stack(engine)
    await makeAll(project)
    made.close = 2
    await project.materialize(source, { force: true })
    const plan = await project.plan([table, sum])
    expect(plan.steps.map(({ asset, reasons }) => [asset, reasons.map(({ detail }) => detail)])).toEqual([
      ['sum', ['source']],
      ['table', ['source']],
    ])
    expect(madeBy(await project.materialize([table, sum]))).toEqual({ table: 1, sum: 1 })
    expect(await project.load(table)).toEqual([{ symbol: 'A', close: 2 }])
    expect(await project.load(sum)).toBe(2)
    // The views are made again, and are the same as before.
    expect(await makeAll(project)).toEqual({ lower: 1, view: 1 })
    expect(await makeAll(project)).toEqual({})
  })

  test('has its readers record the tables below it', async () => {
    const { source, table, project } = await stack(engine)
    await makeAll(project)
    const made = await project.partitionLineage(source, null)
    const { inputs } = (await project.partitionLineage(table, null)) ?? { inputs: [] }
    expect(inputs.map(({ dep, asset }) => [dep, asset])).toEqual([
      ['view', 'view'],
      ['view > lower', 'lower'],
      ['view > lower > source', 'source'],
    ])
    expect(inputs[2]?.sample).toEqual([{ partition: null, dataVersion: made?.dataVersion }])
  })

  test('shows partitions that came after it, and none that another mapping does not reach', async () => {
    const { warehouse } = await engine.open()
    const days = daily({ start: '2024-01-01', end: '2024-01-03' })
    const source = asset(
      'source',
      { partitions: days, schema: z.array(Quote), io: warehouse.table() },
      (_, { partition }) => [{ symbol: partition, close: 1 }],
    )
    const spec = { warehouse, row: Quote, write: { mode: 'view' } } as const
    const all = sqlAsset('all', { ...spec, deps: { source: every(source) } }, (db) =>
      db.selectFrom('source').selectAll(),
    )
    const last = sqlAsset('last', { ...spec, deps: { source: latest(source) } }, (db) =>
      db.selectFrom('source').selectAll(),
    )
    const count = asset('count', { deps: { all, last }, schema: z.array(z.number()) }, ({ all, last }) => [
      all.length,
      last.length,
    ])
    const project = projectOf([source, all, last, count])
    await project.materialize(source, { partitions: '2024-01-01' })
    await project.materialize([all, last, count])
    expect(await project.load(count)).toEqual([1, 1])
    await project.materialize(source)
    expect(madeBy(await project.materialize(count))).toEqual({ count: 1 })
    expect(await project.load(count)).toEqual([3, 1])
    expect(await project.load(last)).toEqual([{ symbol: '2024-01-01', close: 1 }])
    expect(await makeAll(project)).toEqual({ all: 1, last: 1, count: 1 })
    expect(await project.load(last)).toEqual([{ symbol: '2024-01-03', close: 1 }])
  })

  test('stays, and can be made again, when a column goes that it does not read', async () => {
    const { warehouse } = await engine.open()
    const read = { symbol: z.string(), close: z.number() }
    const release = (columns: z.ZodRawShape, row: object) => {
      const rows = [{ symbol: 'A', close: 1, ...row }] as never
      const source = asset(
        'source',
        { schema: z.array(z.object({ ...read, ...columns })), io: warehouse.table() },
        () => rows,
      )
      const spec = { warehouse, deps: { source }, write: { mode: 'view' } } as const
      const view = sqlAsset('view', { ...spec, row: Quote }, (_, { sql }) => sql`select symbol, close from source`)
      const count = z.object({ rows: z.int() })
      const counted = sqlAsset(
        'counted',
        { ...spec, row: count },
        (_, { sql }) => sql`select count(*) as rows from source`,
      )
      return { view, counted, project: projectOf([source, view, counted]) }
    }
    await makeAll(release({ volume: z.int() }, { volume: 2 }).project)
    const { view, counted, project } = release({}, {})
    expect(await makeAll(project)).toEqual({ source: 1, view: 1, counted: 1 })
    expect(await project.load(view)).toEqual([{ symbol: 'A', close: 1 }])
    expect(await project.load(counted)).toEqual([{ rows: 1 }])
  })

  test('that names columns by their places has all of them', async () => {
    const { warehouse } = await engine.open()
    const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close: 7 }])
    const view = sqlAsset(
      'view',
      { warehouse, deps: { source }, row: z.object({ second: z.number() }), write: { mode: 'view' } },
      (_, { sql }) => sql`select second from source as s(first, second)`,
    )
    const project = projectOf([source, view])
    await makeAll(project)
    expect(await project.load(view)).toEqual([{ second: 7 }])
  })

  test('of whole rows has all columns', async () => {
    const { warehouse } = await engine.open()
    const source = asset('source', { schema: z.array(Quote), io: warehouse.table() }, () => [{ symbol: 'A', close: 7 }])
    const view = sqlAsset(
      'view',
      { warehouse, deps: { source }, row: z.object({ whole: z.string() }), write: { mode: 'view' } },
      (_, { sql }) => sql`select cast(source as text) as whole from source`,
    )
    const project = projectOf([source, view])
    expect(await makeAll(project)).toEqual({ source: 1, view: 1 })
    expect((await project.load(view))[0]?.whole).toMatch(/A.*7/)
  })
})
