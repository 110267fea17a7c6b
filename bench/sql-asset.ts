import { join } from 'node:path'
import * as api from '@duckdb/node-api'
import { duckdb, sqlAsset } from '@headwater/assets'
import { type AnyAsset, defineProject, memoryState } from '@headwater/core'
import { z } from 'zod'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { compare, timed } from './measure.ts'

const rows = Number(process.env['HEADWATER_SQL_ROWS'] ?? 10_000_000)
const repetitions = 5

const Bar = z.object({ symbol: z.string(), day: z.string(), close: z.number(), volume: z.int() })
const Month = z.object({ symbol: z.string(), month: z.string(), high: z.number(), volume: z.int() })
const Turnover = Bar.extend({ turnover: z.number() })

/** Bars of 500 symbols, in the order in which a table made by SQL lies. */
const barsMade = `select 'S' || (n % 500) as symbol, strftime(date '1990-01-01' + (n // 500)::integer, '%Y-%m-%d') as day,
  (n * 7919 % 100003) / 7.0 as close, n * 104729 % 1000003 as volume from range(${rows}) as t(n)`
/** A table made by SQL is sorted by its columns, so that its rows are the same data version run after run. */
const statements = {
  monthly: {
    what: 'summed up by symbol and month',
    sql: `select symbol, substr(day, 1, 7) as month, max(close) as high, sum(volume)::bigint as volume from bars group by 1, 2`,
    sorted: 'order by symbol, month, high, volume',
    limit: 1.05,
  },
  turnover: {
    what: 'as many rows, with a column more',
    sql: 'select symbol, day, close, volume, close * volume as turnover from bars where volume >= 0',
    sorted: 'order by symbol, day, close, volume, turnover',
    limit: undefined,
  },
} as const
type Name = keyof typeof statements

/** A table of DuckDB made by a query over another: the limit is the same statement, run by hand. */
export const sqlTable: Benchmark = {
  name: 'sql-asset',
  needsBuild: false,
  measure: () =>
    inFolder(async (folder) => {
      const hand = await openByHand(join(folder, 'hand.duckdb'))
      const project = await openProject(join(folder, 'warehouse.duckdb'))
      try {
        return [await measured('monthly', hand, project), await measured('turnover', hand, project)]
      } finally {
        await project.close()
        hand.close()
      }
    }),
}

async function measured(name: Name, hand: ByHand, project: OfProject): Promise<Result> {
  const { what, sql, sorted, limit } = statements[name]
  const both = await compare(
    repetitions,
    () => second(() => project.make(name)),
    () => second(() => hand.run(`create or replace table ${name} as ${sql} ${sorted}`)),
  )
  const figure = both.ours.wallMs / both.peer.wallMs
  return {
    what: `an SQL asset over ${rows.toLocaleString('en')} rows: ${what}`,
    peerName: 'create table as, sorted alike',
    ...both,
    budgets: limit === undefined ? [] : [{ figure, limit, unit: 'x' }],
  }
}

/**
 * The second of two runs. The project closes a file that nobody used for a moment, so that others can open it, and reads
 * it anew in the first run after that; by hand it stays open.
 */
async function second(work: () => Promise<unknown>): Promise<Timing> {
  await work()
  return timed(work)
}

interface ByHand {
  readonly run: (sql: string) => Promise<unknown>
  readonly close: () => void
}

async function openByHand(path: string): Promise<ByHand> {
  const instance = await api.DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(`create table bars as ${barsMade} order by symbol, day, close, volume`)
  return {
    run: (sql) => connection.run(sql),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

interface OfProject {
  readonly make: (name: Name) => Promise<void>
  readonly close: () => Promise<void>
}

async function openProject(path: string): Promise<OfProject> {
  const warehouse = duckdb({ path })
  const write = { mode: 'replace' } as const
  const bars = sqlAsset('bars', { warehouse, deps: {}, row: Bar, write }, (_, { sql }) => sql(templateOf(barsMade)))
  const spec = { warehouse, deps: { bars }, write } as const
  const made = {
    monthly: sqlAsset('monthly', { ...spec, row: Month }, (_, { sql }) => sql(templateOf(statements.monthly.sql))),
    turnover: sqlAsset('turnover', { ...spec, row: Turnover }, (_, { sql }) =>
      sql(templateOf(statements.turnover.sql)),
    ),
  }
  const project = defineProject({ assets: [bars, made.monthly, made.turnover], state: memoryState() })
  const make = async (asset: AnyAsset) => {
    const { failures } = await project.materialize(asset, { force: true })
    if (failures[0]) throw new Error(failures[0].problem.message)
  }
  await make(bars)
  return { make: (name) => make(made[name]), close: () => project.close() }
}

/** The same text for both sides. */
function templateOf(text: string): TemplateStringsArray {
  return Object.assign([text], { raw: [text] })
}
