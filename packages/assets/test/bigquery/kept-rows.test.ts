import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import type { Write } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Row = z.object({
  id: z.string(),
  name: z.string(),
  from: z.number(),
  to: z.number().nullable(),
  gone: z.boolean(),
})
type Row = z.infer<typeof Row>
const rowSchema = rowSchemaOf(z.array(Row))
const row = (name: string, from: number, to: number | null = null): Row => ({ id: 'A', name, from, to, gone: false })
const versions: Write = { mode: 'scd2', on: ['id'], from: 'from', to: 'to' }
const changes: Write = { mode: 'changes', on: ['id'], sequence: 'from', deleted: 'gone' }
const jobs = { method: 'POST', path: /\/projects\/[^/]+\/jobs$/ }

async function benchOf() {
  const bench = await Bench.of(file, rowSchema)
  const stage = (run: number, write: Write, rows: readonly Row[], partition: string | null = null) => {
    const given = { kind: 'rows', rows, rowSchema: rowSchemaOf(Row) ?? null } as const
    const at = placeOf('crm/names', partition, attemptOf(run), rowSchema)
    const query = { at, sql: 'SELECT * FROM given', parameters: [], sources: { given }, write }
    return bench.warehouse.stageQueries([query])
  }
  const publish = async (run: number, write: Write, rows: readonly Row[], partition?: string) =>
    bench.store.publish(await stage(run, write, rows, partition), attemptOf(run))
  return {
    ...bench,
    bench,
    stage,
    publish,
    names: () => bench.rows('SELECT name, `from`, `to` FROM crm__names ORDER BY 2'),
  }
}

describe.each([
  ['scd2', versions, [row('x', 1, 2), row('y', 2)]],
  ['changes', changes, [row('y', 2)]],
] as const)('%s in BigQuery', (_, write, expected) => {
  it('keep their rows once where the reply to the publication is lost', async () => {
    const { bench, stage, publish } = await benchOf()
    await publish(1, write, [row('x', 1)])
    const staged = await stage(2, write, [row('y', 2)])
    // The publication is the job that follows the question for what is committed, and for scd2 the table of repeats.
    for (let before = write.mode === 'scd2' ? 2 : 1; before > 0; before--)
      file.server().faults.next({ do: 'delay', match: jobs })
    file.server().faults.next({ do: 'drop-after', match: jobs })
    const [published] = await bench.store.publish(staged, attemptOf(2))
    expect(await bench.valuesOf(published ? [published] : [])).toEqual([expected])
    expect(await bench.store.committed(attemptOf(2).id, 'crm/names')).toEqual([published])
  })

  it('keep them once where two processes make and publish the same attempt', async () => {
    const { bench, stage, publish } = await benchOf()
    await publish(1, write, [row('x', 1)])
    const [one, another] = [await stage(2, write, [row('y', 2)]), await stage(2, write, [row('y', 2)])]
    const other = bigquery({ dataset: bench.dataset, client: bench.client }).store
    const [first, second] = await Promise.all([
      bench.store.publish(one, attemptOf(2)),
      other.publish(another, attemptOf(2)),
    ])
    expect(second).toEqual(first)
    expect(await bench.valuesOf(first)).toEqual([expected])
  })

  it('keep nothing of a run that another one has overtaken', async () => {
    const { bench, stage, publish } = await benchOf()
    const late = await stage(1, write, [row('late', 9)])
    const [published] = await publish(2, write, [row('x', 1)])
    expect((await errorOf(bench.store.publish(late, attemptOf(1)))).code).toBe('LEASE_LOST')
    expect(await bench.valuesOf(published ? [published] : [])).toEqual([[row('x', 1)]])
  })
})

describe('versions in BigQuery', () => {
  it('forget what became a part of others with a table that was written otherwise since', async () => {
    const { publish, names } = await benchOf()
    await publish(1, versions, [row('x', 1), row('x', 3)])
    await publish(2, { mode: 'replace' }, [row('x', 1)])
    await publish(3, versions, [row('y', 2)])
    expect(await names()).toEqual([
      { name: 'x', from: 1, to: 2 },
      { name: 'y', from: 2, to: null },
    ])
  })

  it('begin at any number', async () => {
    const { publish, names } = await benchOf()
    await publish(1, versions, [row('x', -0.5), row('x', 1e300), row('x', Number.POSITIVE_INFINITY)])
    await publish(2, versions, [row('y', 2)])
    expect(await names()).toEqual([
      { name: 'x', from: -0.5, to: 2 },
      { name: 'y', from: 2, to: 1e300 },
      { name: 'x', from: 1e300, to: null },
    ])
  })

  it('are forgotten with what is removed', async () => {
    const { bench, publish, names } = await benchOf()
    const [published] = await publish(1, versions, [row('x', 1), row('x', 3)])
    const removal = { asset: 'crm/names', partition: null, location: published?.location ?? {}, published: true }
    await bench.store.remove?.([removal], attemptOf(2))
    await publish(3, versions, [row('x', 1), row('y', 2)])
    expect(await names()).toEqual([
      { name: 'x', from: 1, to: 2 },
      { name: 'y', from: 2, to: null },
    ])
  })
})

describe('changes in BigQuery', () => {
  it('keep to the day that is made', async () => {
    const { bench, publish } = await benchOf()
    await publish(1, changes, [row('x', 1)], '2024-01-02')
    const [next] = await publish(2, changes, [row('y', 2)], '2024-01-03')
    expect(await bench.valuesOf(next ? [next] : [])).toEqual([[row('y', 2)]])
    const [late] = await publish(3, changes, [row('z', 0)], '2024-01-02')
    expect(await bench.valuesOf(late ? [late] : [])).toEqual([[row('x', 1)]])
  })

  it('take the place of all rows that another write mode left of their keys', async () => {
    const { publish, names } = await benchOf()
    await publish(1, { mode: 'append' }, [row('x', 1), row('x', 1), row('w', 0)])
    await publish(2, changes, [row('y', 2)])
    expect(await names()).toEqual([{ name: 'y', from: 2, to: null }])
  })
})
