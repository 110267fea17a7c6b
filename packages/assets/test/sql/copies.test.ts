import { asset, daily, every, explain } from '@headwater/core'
import { duckdb, files, sqlAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { engines } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Fact = z.object({
  id: z.int(),
  name: z.string().nullable(),
  close: z.number().optional(),
  big: z.bigint(),
  open: z.boolean(),
  at: z.date(),
})
type Fact = z.infer<typeof Fact>

const facts: readonly Fact[] = [
  { id: 1, name: 'A', close: 0.1, big: 2n ** 70n, open: true, at: new Date('2024-01-02T03:04:05.678Z') },
  { id: 2, name: null, big: -1n, open: false, at: new Date('1969-12-31T23:59:59.999Z') },
  { id: 3, name: `it's "é" \\ 🐘`, close: -1e300, big: 0n, open: true, at: new Date(0) },
]

/** All columns, in another order: the copy is read, and not passed on. */
const swapped = z.object({ ...Fact.shape, next: z.int() })

describe.each(engines)('SQL in another warehouse reads a table of $name by copy', (engine) => {
  test('with every kind of value', async () => {
    const { warehouse } = await engine.open()
    const here = duckdb({ path: scratchOfTest().path })
    const source = asset('source', { schema: z.array(Fact), io: warehouse.table() }, () => [...facts])
    const there = sqlAsset(
      'there',
      { warehouse: here, deps: { source }, row: swapped, write: { mode: 'replace' } },
      (_, { sql, tables: { source } }) => sql`select *, id + 1 as next from ${source}`,
    )
    const back = sqlAsset(
      'back',
      { warehouse, deps: { there }, row: swapped, write: { mode: 'replace' } },
      (_, { sql, tables: { there } }) => sql`select * from ${there}`,
    )
    const project = projectOf([source, there, back])
    await makeAll(project)
    const rows = facts.map((fact) => ({ ...fact, next: fact.id + 1 }))
    expect(await project.load(there)).toEqual(rows)
    expect(await project.load(back)).toEqual(rows)
  })
})

describe('what lies elsewhere', () => {
  test('is copied once for the partitions of a step, from as many batches as its store gives', async () => {
    const lake = files({ root: await temporaryFolder() })
    const warehouse = duckdb({ path: scratchOfTest().path })
    const days = daily({ start: '2024-01-01', end: '2024-01-02' })
    const Row = z.object({ day: z.string(), n: z.int() })
    const numbers = asset(
      'numbers',
      { partitions: days, schema: z.array(Row), io: lake.parquet() },
      (_, { partition: day }) => Array.from({ length: 50_000 }, (_, n) => ({ day, n })),
    )
    const none = asset('none', { schema: z.array(Row), io: lake.parquet() }, () => [])
    const sum = sqlAsset(
      'sum',
      {
        warehouse,
        deps: { numbers: every(numbers), none },
        partitions: days,
        row: Row,
        write: { mode: 'delete-insert', by: 'day' },
      },
      (_, { sql, partition, tables: { numbers, none } }) => sql`
        select day, sum(n) + (select count(*) from ${none}) as n from ${numbers} where day = ${partition} group by 1`,
    )
    const project = projectOf([numbers, none, sum])
    await makeAll(project)
    expect(await project.load(sum, '2024-01-02')).toEqual([{ day: '2024-01-02', n: 1_249_975_000 }])
  })

  test('is named by the plan, beside what is read in place', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    const root = await temporaryFolder()
    const Row = z.object({ n: z.int() })
    const far = asset('far', { schema: z.array(Row), io: files({ root }).json() }, () => [{ n: 1 }])
    const near = asset('near', { schema: z.array(Row), io: warehouse.table() }, () => [{ n: 1 }])
    const both = sqlAsset(
      'both',
      { warehouse, deps: { far, near }, row: Row, write: { mode: 'replace' } },
      (_, { sql, tables: { far, near } }) => sql`select * from ${far} union all select * from ${near}`,
    )
    const plan = await projectOf([far, near, both]).plan('*')
    expect(plan.steps.map(({ asset, reads }) => [asset, reads])).toEqual([
      ['far', undefined],
      ['near', undefined],
      [
        'both',
        [
          { dep: 'far', asset: 'far', how: 'by copy', store: expect.stringContaining(root) },
          { dep: 'near', asset: 'near', how: 'in place', store: warehouse.table().name },
        ],
      ],
    ])
    expect(explain(plan)).toContain('make both: missing; reads `far` by copy from ')
  })
})
