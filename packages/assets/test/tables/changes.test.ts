import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorOf } from '../duckdb/scratch.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { type Engine as TableEngine, engines } from './engines.ts'
import { writeBench } from './write-bench.ts'

const Change = z.object({ id: z.int(), lsn: z.bigint(), deleted: z.boolean(), name: z.string().nullable() })
type Change = z.output<typeof Change>
const write = { mode: 'changes', on: ['id'], sequence: 'lsn', deleted: 'deleted' } as const
const change = (id: number, lsn: bigint, name: string | null): Change => ({ id, lsn, deleted: name === null, name })

const runs = { duckdb: 15, postgres: 6, redshift: 6, bigquery: 2 }
type Engine = TableEngine | typeof bigQueryEngine

const bench = (engine: Engine) => writeBench(engine, Change, write)

/** A change is decided by its key and sequence, as in a log. */
const changes = fc
  .array(fc.record({ id: fc.nat({ max: 3 }), lsn: fc.bigInt({ min: -3n, max: 12n }) }), { maxLength: 12 })
  .map((all) => all.map(({ id, lsn }) => change(id, lsn, lsn % 3n === 0n ? null : `${id} at ${lsn}`)))

function expected(all: readonly Change[]): readonly Change[] {
  return [...Map.groupBy(all, ({ id }) => id).values()]
    .flatMap((of) => of.reduce((latest, one) => (one.lsn > latest.lsn ? one : latest)))
    .toSorted((a, b) => a.id - b.id)
}

describe.each([...engines, bigQueryEngine])('changes of rows in $name', (engine) => {
  it('leave the latest of each key, and deletions as rows', async () => {
    const { publishAll } = await bench(engine)
    const { rows } = await publishAll('crm/customers', [
      [change(1, 1n, 'Ann'), change(2, 2n, 'Bob'), change(1, 3n, 'Anna')],
      [change(2, 4n, null)],
    ])
    expect(rows).toEqual([change(1, 3n, 'Anna'), change(2, 4n, null)])
  })

  it('do not bring a deleted row back when they come late', async () => {
    const { publishAll } = await bench(engine)
    const { rows } = await publishAll('crm/customers', [[change(1, 5n, null)], [change(1, 3n, 'Ann')]])
    expect(rows).toEqual([change(1, 5n, null)])
  })

  it('are the same in whatever order and however often they come, and so is their data version', async () => {
    const { publishAll } = await bench(engine)
    let asset = 0
    await fc.assert(
      fc.asyncProperty(changes, fc.infiniteStream(fc.nat({ max: 1 })), async (all, numbers) => {
        asset += 1
        const inBatches = () => [...Map.groupBy(all, () => numbers.next().value ?? 0).values()]
        const once = await publishAll(`crm/once${asset}`, inBatches())
        const again = await publishAll(`crm/again${asset}`, [...inBatches(), ...inBatches()])
        expect(again).toEqual(once)
        expect(once.rows).toEqual(expected(all))
      }),
      { numRuns: runs[engine.name] },
    )
  })

  it('are counted by their bytes where their sequence is a text', async () => {
    const Texted = Change.extend({ lsn: z.string() })
    const { publishAll } = await writeBench(engine, Texted, write)
    const at = (lsn: string) => ({ ...change(1, 0n, `at ${lsn}`), lsn })
    expect((await publishAll('crm/texts', [[at('a'), at('B')], [at('_')]])).rows).toEqual([at('a')])
  })

  it('keep to their partition', async () => {
    const { publish } = await bench(engine)
    await publish('crm/daily', [change(1, 1n, 'Ann')], 'monday')
    expect((await publish('crm/daily', [change(1, 2n, 'Anna')], 'tuesday')).rows).toEqual([change(1, 2n, 'Anna')])
    expect((await publish('crm/daily', [], 'monday')).rows).toEqual([change(1, 1n, 'Ann')])
  })

  it('are refused when two of one sequence differ, in one materialization or in two', async () => {
    const { stage, publish, store } = await bench(engine)
    await publish('crm/customers', [change(1, 1n, 'Ann'), change(1, 1n, 'Ann')])
    const within = await errorOf(stage('crm/customers', [change(1, 2n, 'Ann'), change(1, 2n, null)]))
    expect(within).toMatchObject({ code: 'TABLE_CHANGE_AMBIGUOUS', asset: 'crm/customers' })
    const { staged, attempt } = await stage('crm/customers', [change(2, 9n, 'Bob'), change(1, 1n, null)])
    const across = await errorOf(store.publish([staged], attempt))
    expect(across.code).toBe('TABLE_CHANGE_AMBIGUOUS')
    expect(across.message).toContain('"name":"Ann"')
    expect((await publish('crm/customers', [])).rows).toEqual([change(1, 1n, 'Ann')])
  })
})
