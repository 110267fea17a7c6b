import { postgresState, type PostgresState } from '@headwater/assets/postgres-state'
import { type Cell, Subset } from '@headwater/core/extend'
import { startPostgres } from '@headwater/testkit'
import type { Client } from 'pg'
import type { Benchmark, Result } from './benchmark.ts'
import { compare, timed } from './measure.ts'

const commits = 100
const partitions = 12_000
const repetitions = 5

/** A PostgreSQL that waits for its disk, a state in it, and a connection beside that. */
interface Bench {
  readonly state: PostgresState
  readonly bare: Client
}

/** The event log in PostgreSQL, whose limit is inserting rows of the same texts: as many commits, or as many rows at once. */
export const postgresLog: Benchmark = {
  name: 'postgres-state',
  needsBuild: false,
  measure: async () => {
    const { default: pg } = await import('pg')
    const server = await startPostgres({ isDurable: true })
    const state = postgresState({ url: server.url })
    const bare = new pg.Client({ connectionString: server.url })
    try {
      await bare.connect()
      await bare.query('create table event (payload text)')
      await bare.query(rowTable)
      const bench = { state, bare }
      return [await oneByOne(bench), await together(bench), await manyPartitions(bench)]
    } finally {
      await state.close()
      await bare.end()
      await server.close()
    }
  },
}

const event = { type: 'logged', runId: 'run', asset: 'a', partition: null, level: 'info', message: 'm' } as const

async function oneByOne({ state, bare }: Bench): Promise<Result> {
  const both = await compare(
    repetitions,
    () =>
      timed(async () => {
        for (let index = 0; index < commits; index += 1) await state.append([event])
      }),
    () => timed(() => insertAll(bare, commits)),
  )
  return { what: `${commits} events, each durable before the next`, peerName: 'bare inserts', ...both, budgets: [] }
}

/** What is asked for at once shares commits. */
async function together({ state, bare }: Bench): Promise<Result> {
  const both = await compare(
    repetitions,
    () => timed(() => Promise.all(Array.from({ length: commits }, () => state.append([event])))),
    () => timed(() => insertAll(bare, commits)),
  )
  const budgets = [{ figure: both.ours.wallMs / both.peer.wallMs, limit: 1, unit: 'x' }] as const
  return { what: `${commits} events, asked for at once`, peerName: 'bare inserts', ...both, budgets }
}

async function insertAll(bare: Client, count: number): Promise<void> {
  const payload = JSON.stringify(event)
  for (let index = 0; index < count; index += 1) await bare.query('insert into event values ($1)', [payload])
}

/** One event whose partitions differ in all that they may differ in. */
async function manyPartitions({ state, bare }: Bench): Promise<Result> {
  const cells = Array.from({ length: partitions }, (_, ordinal) => ({ series: '', ordinal }))
  let turn = 0
  const both = await compare(
    repetitions,
    () => timed(() => state.append([made(`asset ${(turn += 1)}`, cells)])),
    () => timed(() => bare.query(insertRows, [...columnsOf((turn += 1), cells)])),
  )
  return { what: `${partitions} partitions in one event`, peerName: 'bulk insert', ...both, budgets: [] }
}

function made(asset: string, cells: readonly Cell[]): Parameters<PostgresState['append']>[0][number] {
  return {
    type: 'materialized',
    runId: 'run',
    asset,
    attempt: 'run.1',
    codeVersion: '1',
    recipe: '1',
    partitions: Subset.of(cells).encode(),
    open: '',
    asOf: 0,
    dataVersion: { each: cells.map(({ ordinal }) => `version ${ordinal}`) },
    location: { each: cells.map(({ ordinal }) => ({ path: `values/${ordinal}` })) },
    inputs: [],
    seconds: 1,
  }
}

const rowTable = `create table row (asset bigint, series text, ordinal bigint, position bigint, data_version text,
  location text, inputs text, rows bigint, bytes bigint, primary key (asset, series, ordinal))`
const insertRows = `insert into row select $1::bigint, series, ordinal, $1, data_version, location, null, null, null
  from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) new (series, ordinal, data_version, location)`

function columnsOf(asset: number, cells: readonly Cell[]): readonly unknown[] {
  return [
    asset,
    cells.map(({ series }) => series),
    cells.map(({ ordinal }) => ordinal),
    cells.map(({ ordinal }) => `version ${ordinal}`),
    cells.map(({ ordinal }) => JSON.stringify({ path: `values/${ordinal}` })),
  ]
}
