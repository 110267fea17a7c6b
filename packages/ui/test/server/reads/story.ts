import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duckdb, files, notNull, positive, sqlAsset } from '@headwater/assets'
import { asset, daily, defineProject, keys, type Project, product, sqliteState } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { routes } from '../../../src/contract/routes.ts'
import type { Asked, Handlers } from '../../../src/server/handler.ts'
import { type ReadRoute, readHandlers, Statuses } from '../../../src/server/reads/index.ts'

const days = daily({ start: '2024-01-01', end: '2024-01-10' })
const Price = z.object({
  symbol: z.string().describe('As the exchange writes it'),
  day: z.string(),
  close: z.number().nullable(),
})
const Mean = z.object({ day: z.string(), mean: z.number().nullable() })

/** What the values are made of, for tests to change. */
export interface World {
  close: number | null
  failsOn: string | undefined
  log: string
  /** What prices wait for while they are made. */
  until: Promise<void> | undefined
}

/** A project over a state file, Parquet files and DuckDB, in a folder that is gone when the test is over. */
export interface Story {
  readonly project: Project
  readonly world: World
  readonly statuses: Statuses
  readonly clock: FakeClock
  /** What a route answers, as its contract reads it: strict, so that nothing is in it that the contract does not name. */
  readonly read: <N extends ReadRoute>(
    route: N,
    asset?: string,
    query?: Partial<Asked<N>['query']>,
  ) => Promise<ReturnType<(typeof routes)[N]['answer']['parse']>>
}

export function story(): Story {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-reads-'))
  const clock = new FakeClock('2024-01-20T12:00:00Z')
  const world: World = { close: 1, failsOn: undefined, log: '', until: undefined }
  const project = projectIn(folder, clock, world)
  const statuses = new Statuses(project)
  onTestFinished(async () => {
    await project.close()
    rmSync(folder, { recursive: true })
  })
  return { project, world, statuses, clock, read: readerOf(readHandlers(project, statuses, 'story')) }
}

export function readerOf(handlers: Handlers<ReadRoute>): Story['read'] {
  return async (route, asset = '', query = {}) => {
    const handler = handlers[route] as (asked: unknown) => unknown
    const body = await handler({ params: { asset, run: '' }, query, body: undefined, base: '' })
    // What is sent is JSON: what that leaves out counts as absent.
    const sent: unknown = JSON.parse(JSON.stringify(body))
    const read = routes[route].answer.parse(sent)
    if (JSON.stringify(sorted(read)) !== JSON.stringify(sorted(sent)))
      throw new Error(`the answer of ${route} has more than its contract: ${JSON.stringify(sent)}`)
    return read as never
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}

function projectIn(folder: string, clock: FakeClock, world: World): Project {
  const lake = files({ root: join(folder, 'lake') })
  const warehouse = duckdb({ path: join(folder, 'warehouse.duckdb') })
  const prices = asset(
    'market/prices',
    {
      description: 'Closing prices.',
      partitions: days,
      schema: z.array(Price),
      io: lake.parquet(),
      kinds: ['parquet'],
      owners: ['team:research'],
      tags: { cost: 'low' },
      metadata: { source: 'made up' },
      checks: {
        closeThere: { ...notNull('close'), severity: 'warn' },
        closeAboveZero: positive('close'),
      },
      codeVersion: '1',
    },
    async (_, { partition, metadata, log }) => {
      await world.until
      if (partition === world.failsOn) throw new Error('the vendor answered 503')
      if (world.log) log.info(world.log)
      metadata({ symbols: 2 })
      return ['AAPL', 'MSFT'].map((symbol) => ({ symbol, day: partition, close: world.close }))
    },
  )
  const means = sqlAsset(
    'market/means',
    { warehouse, partitions: days, row: Mean, deps: { prices }, write: { mode: 'replace' } },
    (db) =>
      db
        .selectFrom('prices')
        .select(({ fn }) => ['day', fn.avg<number | null>('close').as('mean')])
        .groupBy('day'),
  )
  const quotes = asset(
    'quotes',
    {
      partitions: product({ day: days, symbol: keys('AAPL', 'MSFT', 'GOOG') }),
      schema: z.object({ price: z.number() }),
      io: lake.json(),
      codeVersion: '1',
    },
    () => ({ price: 1 }),
  )
  return defineProject({
    assets: [prices, means, quotes],
    state: sqliteState({ path: join(folder, 'state.sqlite'), clock }),
    clock,
    environment: {},
  })
}
