import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { accepted, between, duckdb, notNull, positive, rowCount, unique } from '@headwater/assets'
import type { Check } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import { z } from 'zod'
import type { Benchmark, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { compare, timed } from './measure.ts'

const rows = 10_000_000
const repetitions = 7
const Bar = z.object({
  symbol: z.string(),
  day: z.string(),
  kind: z.enum(['stock', 'index', 'fund']),
  close: z.number().nullable(),
  volume: z.int(),
})
type Bars = readonly z.output<typeof Bar>[]

const fiveChecks: readonly Check<Bars>[] = [
  notNull('close'),
  positive('volume'),
  between('close', { min: 0.01, max: 1e6 }),
  accepted('kind', ['stock', 'index', 'fund']),
  rowCount({ min: rows }),
]
const scan = 'select count(*), count(close), min(close), max(close), min(volume), max(kind) from bars'
const grouped = 'select count(*) from (select symbol, day from bars group by all having count(*) > 1)'

/** Checks of a table of 10 million rows where they lie. The limit is one aggregate over the same columns. */
export const tableChecks: Benchmark = {
  name: 'table-checks',
  needsBuild: false,
  measure: () =>
    inFolder(async (folder) => {
      const own = join(folder, 'own.duckdb')
      const copy = join(folder, 'copy.duckdb')
      await makeBars(own)
      copyFileSync(own, copy)
      const five = await compare(
        repetitions,
        () => checked(own, fiveChecks),
        () => queried(copy, scan),
      )
      const one = await compare(
        2,
        () => checked(own, [unique('symbol', 'day')]),
        () => queried(copy, grouped),
      )
      const budget = { figure: five.ours.wallMs / five.peer.wallMs, limit: 1.3, unit: 'x' } as const
      return [
        { what: '5 checks of 10M rows in DuckDB', peerName: 'one aggregate over them', ...five, budgets: [budget] },
        { what: 'that pairs of columns are unique', peerName: 'the same query by hand', ...one, budgets: [] },
      ]
    }),
}

async function makeBars(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run('set threads = 2')
  await connection.run(`create table bars as select
      'SYM' || (i % 500) as symbol,
      strftime(date '1970-01-01' + cast(i // 500 as integer), '%Y-%m-%d') as day,
      case i % 3 when 0 then 'stock' when 1 then 'index' else 'fund' end as kind,
      round(20 + random() * 400, 4) as close,
      cast(random() * 5e7 as bigint) + 1 as volume
    from range(${rows}) as numbers(i)`)
  connection.closeSync()
  instance.closeSync()
}

/** Both open the file anew: what a database keeps in memory from before would else count for one of them. */
async function checked(path: string, checks: readonly Check<Bars>[]): Promise<Timing> {
  const { store } = duckdb({ path }).table()
  const at = { asset: 'bars', partition: null, rowSchema: rowSchemaOf(z.array(Bar)) }
  const values = [{ location: { schema: 'main', table: 'bars', partition: null }, at }]
  const rules = checks.flatMap((check) => check.rule?.({ asset: 'bars', sources: [] }) ?? [])
  return timed(async () => {
    const [found] = (await store?.check?.(values, rules)) ?? []
    const isFine = found?.results.every((result) => result && 'passed' in result && result.passed)
    if (!isFine) throw new Error(`not all checks passed: ${JSON.stringify(found)}`)
  })
}

async function queried(path: string, sql: string): Promise<Timing> {
  return timed(async () => {
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.runAndReadAll(sql)
    connection.closeSync()
    instance.closeSync()
  })
}
