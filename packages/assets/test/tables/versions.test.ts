import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorOf } from '../duckdb/scratch.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { type Engine as TableEngine, engines } from './engines.ts'
import { writeBench } from './write-bench.ts'

const Version = z.object({
  symbol: z.string(),
  market: z.int(),
  name: z.string().nullable(),
  from: z.int(),
  to: z.int().nullable(),
})
type Version = z.output<typeof Version>
const write = { mode: 'scd2', on: ['symbol', 'market'], from: 'from', to: 'to' } as const
const version = (symbol: string, name: string | null, from: number, to: number | null = null): Version => ({
  symbol,
  market: 1,
  name,
  from,
  to,
})

type Engine = TableEngine | typeof bigQueryEngine

const bench = (engine: Engine) => writeBench(engine, Version, write)

/** What a table should hold after some batches, told naively. */
function expected(batches: readonly (readonly Version[])[]): readonly Version[] {
  const known = new Map(batches.flat().map((one) => [JSON.stringify([one.symbol, one.market, one.from]), one]))
  const keys = Map.groupBy(known.values(), ({ symbol, market }) => JSON.stringify([symbol, market]))
  return [...keys.values()].flatMap((versions) => held(versions.toSorted((a, b) => a.from - b.from))).toSorted(inOrder)
}

function held(versions: readonly Version[]): readonly Version[] {
  const rows: Version[] = []
  for (const [index, one] of versions.entries()) {
    const next = versions[index + 1]?.from ?? Number.POSITIVE_INFINITY
    const until = Math.min(one.to ?? Number.POSITIVE_INFINITY, next)
    const to = Number.isFinite(until) ? until : null
    const before = rows.at(-1)
    if (before?.to === one.from && before.name === one.name) rows[rows.length - 1] = { ...before, to }
    else rows.push({ ...one, to })
  }
  return rows
}

/** First column first, nulls last, texts by their bytes. */
function inOrder(a: Version, b: Version): number {
  for (const name of ['symbol', 'market', 'name', 'from', 'to'] as const) {
    const [one, other] = [a[name], b[name]]
    if (one === other) continue
    if (one === null) return 1
    if (other === null) return -1
    return one < other ? -1 : 1
  }
  return 0
}

const versions = fc
  .uniqueArray(
    fc.record({
      symbol: fc.constantFrom('A', 'a', 'Ä'),
      market: fc.constantFrom(1, 2),
      name: fc.constantFrom('x', 'y', null),
      from: fc.integer({ min: 0, max: 9 }),
      lasts: fc.option(fc.integer({ min: 1, max: 6 })),
    }),
    { selector: ({ symbol, market, from }) => JSON.stringify([symbol, market, from]), maxLength: 8 },
  )
  .map((all) => all.map(({ lasts, ...one }): Version => ({ ...one, to: lasts === null ? null : one.from + lasts })))

const runs = (engine: Engine) => ({ numRuns: { duckdb: 15, postgres: 6, redshift: 6, bigquery: 2 }[engine.name] })

describe.each([...engines, bigQueryEngine])('versions of rows in $name', (engine) => {
  it('end where the next one begins', async () => {
    const { publishAll } = await bench(engine)
    const { rows } = await publishAll('market/names', [
      [version('A', 'x', 1)],
      [version('A', 'y', 5), version('B', 'z', 2)],
    ])
    expect(rows).toEqual([version('A', 'x', 1, 5), version('A', 'y', 5), version('B', 'z', 2)])
  })

  it('end where they say, when that is earlier', async () => {
    const { publishAll } = await bench(engine)
    const { rows } = await publishAll('market/names', [[version('A', 'x', 1, 3)], [version('A', 'x', 5)]])
    expect(rows).toEqual([version('A', 'x', 1, 3), version('A', 'x', 5)])
  })

  it('become one where they say the same, and several again when another one turns out to lie in between', async () => {
    const { publish } = await bench(engine)
    await publish('market/names', [version('A', 'x', 1)])
    expect((await publish('market/names', [version('A', 'x', 3)])).rows).toEqual([version('A', 'x', 1)])
    expect((await publish('market/names', [version('A', 'y', 2)])).rows).toEqual([
      version('A', 'x', 1, 2),
      version('A', 'x', 3),
      version('A', 'y', 2, 3),
    ])
  })

  it('are corrected by one with the same beginning', async () => {
    const { publishAll } = await bench(engine)
    const { rows } = await publishAll('market/names', [
      [version('A', 'x', 1), version('A', 'y', 5)],
      [version('A', 'x', 5)],
    ])
    expect(rows).toEqual([version('A', 'x', 1)])
  })

  it('are what a naive history has, of whatever was made last of each beginning', async () => {
    const { publishAll } = await bench(engine)
    let asset = 0
    await fc.assert(
      fc.asyncProperty(fc.array(versions, { maxLength: 4 }), async (batches) => {
        asset += 1
        expect((await publishAll(`market/naive${asset}`, batches)).rows).toEqual(expected(batches))
      }),
      runs(engine),
    )
  })

  it('are the same in whatever order and however often they were made, and so is their data version', async () => {
    const { publishAll } = await bench(engine)
    let asset = 0
    await fc.assert(
      fc.asyncProperty(versions, fc.infiniteStream(fc.nat({ max: 1 })), async (all, numbers) => {
        asset += 1
        const inBatches = () => [...Map.groupBy(all, () => numbers.next().value ?? 0).values()]
        const once = await publishAll(`market/once${asset}`, inBatches())
        const again = await publishAll(`market/again${asset}`, [...inBatches(), ...inBatches()])
        expect(again).toEqual(once)
        expect(once.rows).toEqual(expected([all]))
      }),
      runs(engine),
    )
  })

  it('begin as dates and texts too', async () => {
    const Dated = Version.extend({ from: z.date(), to: z.date().nullable() })
    const { publish } = await writeBench(engine, Dated, write)
    const at = (day: number) => new Date(Date.UTC(2024, 0, day))
    const dated = (from: number, to: number | null) => ({
      ...version('A', `day ${from}`, 0),
      from: at(from),
      to: to === null ? null : at(to),
    })
    await publish('market/dated', [dated(5, null)])
    expect((await publish('market/dated', [dated(2, null)])).rows).toEqual([dated(2, 5), dated(5, null)])
  })

  it('are refused without a beginning, with an end before it, and twice with one beginning', async () => {
    const Loose = Version.extend({ from: z.int().nullable() })
    const { stage } = await writeBench(engine, Loose, write)
    const refused = async (...rows: z.output<typeof Loose>[]) => (await errorOf(stage('market/names', rows))).code
    expect(await refused({ ...version('A', 'x', 0), from: null })).toBe('TABLE_VERSION_INVALID')
    expect(await refused(version('A', 'x', 3, 3))).toBe('TABLE_VERSION_INVALID')
    expect(await refused(version('A', 'x', 3), version('A', 'y', 3))).toBe('MERGE_KEY_DUPLICATE')
  })

  it('begin anew with a table that was dropped', async () => {
    const { publish, warehouse, rows } = await bench(engine)
    await publish('market/names', [version('A', 'x', 1), version('A', 'x', 3)])
    const { schema, table } = warehouse.tableOf('market/names')
    await rows(`drop table ${schema}.${table}`)
    expect((await publish('market/names', [version('A', 'x', 1), version('A', 'y', 2)])).rows).toEqual([
      version('A', 'x', 1, 2),
      version('A', 'y', 2),
    ])
  })
})
