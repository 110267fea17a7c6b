import { asset, daily, memoryState } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { columnar, files, references, stream } from '@headwater/assets'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'
import { bigQueryEngine } from '../bigquery/engine.ts'
import { engines } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Company = z.object({ symbol: z.string(), name: z.string() })
const Price = z.object({ symbol: z.string().nullable(), close: z.number() })
const companies = [
  { symbol: 'AAPL', name: 'Apple' },
  { symbol: 'MSFT', name: 'Microsoft' },
]
const prices = [
  { symbol: 'AAPL', close: 1 },
  { symbol: 'GONE', close: 2 },
  { symbol: null, close: 3 },
]
const days = daily({ start: '2024-01-02', timezone: 'UTC' })

describe('references', () => {
  it('looks for the values in what is materialized of the other asset, and null passes', async () => {
    const company = asset('company', { schema: z.array(Company) }, () => companies)
    const price = asset(
      'price',
      { schema: z.array(Price), deps: { company }, checks: { known: references('symbol', company) } },
      () => prices,
    )
    const { checks } = await projectOf([company, price]).materialize('*')
    expect(checks.failed).toMatchObject([
      {
        check: 'known',
        facts: { rows: 3, failed: 1, against: 'company', samples: '[{"symbol":"GONE","close":2}]' },
      },
    ])
  })

  it('says which partitions it looked at, and at which versions', async () => {
    const clock = new FakeClock('2024-01-05T12:00:00Z')
    const company = asset('company', { schema: z.array(Company), partitions: days }, (_, { partition }) =>
      partition === '2024-01-03' ? companies : [],
    )
    const ticker = z.array(z.object({ ticker: z.string() }))
    const checks = { known: references('ticker', company, { column: 'symbol' }) }
    const price = asset('price', { schema: ticker, checks }, () => [{ ticker: 'AAPL' }])
    const project = projectOf([company, price], { clock, state: memoryState({ clock }) })
    const before = await project.materialize('price')
    expect(before.checks.failed[0]?.facts).toMatchObject({ against: 'company, of which nothing is materialized' })
    await project.materialize('company')
    expect(await project.check('price')).toMatchObject({ ok: true, passed: 1 })
    const [known] = (await project.why(price)).checks
    expect(known?.facts).toEqual({
      rows: 1,
      against: 'company, 3 partitions: 2024-01-02 ... 2024-01-04',
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
    })
  })

  it('takes columns and streams on both sides', async () => {
    const io = files({ root: await temporaryFolder() }).parquet()
    const columns = columnar(z.array(Company))
    const company = asset('company', { schema: columns, io }, () => columns.from(companies))
    const batches = stream(z.array(Price))
    const price = asset(
      'price',
      { schema: batches, io, deps: { company }, checks: { known: references('symbol', company) } },
      () => batches.from(prices),
    )
    const run = await projectOf([company, price]).materialize('*')
    expect(run.failures).toEqual([])
    expect(run.checks.failed).toMatchObject([{ facts: { rows: 3, failed: 1 } }])
  })

  it('refuses an asset that is not in the project', () => {
    const company = asset('company', { schema: z.array(Company) }, () => companies)
    const price = asset('price', { schema: z.array(Price), checks: { known: references('symbol', company) } }, () => [])
    expect(() => projectOf([price])).toThrow(
      'check `known` of asset `price` reads `company`, which is not in the project',
    )
  })
})

describe.each([...engines, bigQueryEngine])('references in $name', (engine) => {
  /** What the check of a fact table says when its dimension lies in the same warehouse, and when it does not. */
  const factsOf = async (isThere: boolean, key: 'symbol' | 'id') => {
    const { warehouse } = await engine.open()
    const table = isThere ? { io: warehouse.table() } : {}
    const Row = z.object({ symbol: z.string(), id: z.int() })
    const company = asset('ref/company', { schema: z.array(Row), partitions: days, ...table }, (_, { partition }) =>
      partition === '2024-01-02' ? [{ symbol: 'AAPL', id: 1 }] : [{ symbol: 'MSFT', id: 2 }],
    )
    const Fact = z.object({ symbol: z.string().nullable(), id: z.number().nullable() })
    const rows = [
      { symbol: 'AAPL', id: 1 },
      { symbol: 'MSFT', id: 1.5 },
      { symbol: 'GONE', id: 3 },
      { symbol: null, id: null },
    ]
    const checks = { known: { ...references(key, company), blocking: true } }
    const price = asset('ref/price', { schema: z.array(Fact), io: warehouse.table(), checks }, () => rows)
    const clock = new FakeClock('2024-01-04T12:00:00Z')
    const project = projectOf([company, price], { clock, state: memoryState({ clock }) })
    await project.materialize('ref/company')
    return (await project.materialize('ref/price')).checks.failed[0]?.facts
  }

  it.each(['symbol', 'id'] as const)('finds the same %s by a join as by values', async (key) => {
    const [there, elsewhere] = [await factsOf(true, key), await factsOf(false, key)]
    const against = 'ref/company, 2 partitions: 2024-01-02 ... 2024-01-03'
    expect(there).toMatchObject({ rows: 4, failed: key === 'symbol' ? 1 : 2, against })
    expect({ ...elsewhere, version: there?.['version'] }).toEqual(there)
  })

  it('looks into several assets that lie elsewhere, also where nothing of them is there', async () => {
    const { warehouse } = await engine.open()
    const company = asset('elsewhere/company', { schema: z.array(Company) }, () => companies)
    const fund = asset('elsewhere/fund', { schema: z.array(Company) }, () => [])
    const symbol = z.array(z.object({ symbol: z.string() }))
    const checks = { company: references('symbol', company), fund: references('symbol', fund, { severity: 'warn' }) }
    const owned = asset('ref/owned', { schema: symbol, io: warehouse.table(), deps: { company, fund }, checks }, () => [
      { symbol: 'AAPL' },
    ])
    const run = await projectOf([company, fund, owned]).materialize('*')
    expect(run.failures).toEqual([])
    expect(run.checks).toMatchObject({ passed: 1, failed: [{ check: 'fund', facts: { rows: 1, failed: 1 } }] })
  })
})
