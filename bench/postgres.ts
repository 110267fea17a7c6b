import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import type { ColumnBatch } from '@headwater/assets'
import { postgres, PostgresDatabase, type PostgresSession } from '@headwater/assets/postgres'
import { rowSchemaOf } from '@headwater/core/extend'
import { startPostgres } from '@headwater/testkit'
import { z } from 'zod'
import { columnsOf } from '../packages/assets/src/sql/columns.ts'
import { Bar, bars } from './bars.ts'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { middle, timed, timedCommand } from './measure.ts'

const rows = 1_000_000
const repetitions = 3
const rowSchema = rowSchemaOf(z.array(Bar))
const shape = { columns: columnsOf(rowSchema) ?? [], partitioned: false }
const table = { schema: 'public', table: 'bars' }
const cells =
  'symbol text, day timestamptz, open float8, high float8, low float8, close float8, volume int8, at timestamptz'

/** A million rows into PostgreSQL and out of it, durably, beside `psql`'s `\copy` of files that are ready to be sent. */
export const postgresLoad: Benchmark = {
  name: 'postgres',
  needsBuild: false,
  measure: async () => {
    if (spawnSync('psql', ['--version']).status !== 0) throw new Error('`psql` is not there to be measured beside')
    const server = await startPostgres({ isDurable: true })
    const database = PostgresDatabase.at(server.url)
    try {
      return await inFolder((folder) => measureIn({ folder, url: server.url, database }))
    } finally {
      await database.close()
      await server.close()
    }
  },
}

interface Place {
  readonly folder: string
  readonly url: string
  readonly database: PostgresDatabase
}

type Way = 'columns in' | 'rows in' | 'staged' | 'text in' | 'binary in' | 'columns out' | 'rows out' | 'binary out'

/** All take turns, in the same order. */
async function measureIn(place: Place): Promise<readonly Result[]> {
  const batch = bars(rows)
  const [text, binary] = [join(place.folder, 'bars.txt'), join(place.folder, 'bars.bin')]
  await fill(place, (session) => session.append(table, shape, [{ rows: [], columns: batch }]))
  psql(place, `\\copy bars to '${text}'`)
  psql(place, `\\copy bars to '${binary}' (format binary)`)
  const ways: { readonly [W in Way]: () => Promise<Timing> } = {
    'columns in': () => fill(place, (session) => session.append(table, shape, [{ rows: [], columns: batch }])),
    'rows in': () => {
      // Not kept: a heap with a million objects in it would make the others wait for its collector.
      const objects = [...batch]
      return fill(place, (session) => session.append(table, shape, [{ rows: objects }]))
    },
    staged: () => stage(place, batch),
    'text in': () => fill(place, async () => psql(place, `\\copy bars from '${text}'`)),
    'binary in': () => fill(place, async () => psql(place, `\\copy bars from '${binary}' (format binary)`)),
    'columns out': () => timed(() => place.database.use((session) => session.scanColumns('select * from bars'))),
    'rows out': () => timed(() => place.database.use((session) => session.scan('select * from bars'))),
    'binary out': async () => psql(place, "\\copy bars to '/dev/null' (format binary)"),
  }
  const timings = new Map<string, Timing[]>()
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    for (const [way, measure] of Object.entries(ways)) {
      const timing = await measure()
      // The first one warms up.
      if (repetition > 0) timings.set(way, [...(timings.get(way) ?? []), timing])
    }
  }
  return resultsOf((way) => middle(timings.get(way) ?? []))
}

function resultsOf(of: (way: Way) => Timing): readonly Result[] {
  const beside = (what: string, [ours, peer]: readonly [Way, Way], limit?: number): Result => {
    const both = { ours: of(ours), peer: of(peer) }
    const figure = both.ours.wallMs / both.peer.wallMs
    const [form] = peer.split(' ')
    return {
      what,
      peerName: `psql, ${form}`,
      ...both,
      budgets: limit === undefined ? [] : [{ figure, limit, unit: 'x' }],
    }
  }
  return [
    beside('1M rows into PostgreSQL, from columns', ['columns in', 'text in'], 0.75),
    beside('the same', ['columns in', 'binary in'], 1.3),
    beside('1M rows into PostgreSQL, from objects', ['rows in', 'text in']),
    beside('1M rows staged for a commit, with their hash', ['staged', 'text in']),
    beside('1M rows out of PostgreSQL, into columns', ['columns out', 'binary out'], 1.3),
    beside('1M rows out of PostgreSQL, into objects', ['rows out', 'binary out']),
  ]
}

/** Times the filling of a new table. */
async function fill({ database }: Place, work: (session: PostgresSession) => Promise<unknown>): Promise<Timing> {
  return database.use(async (session) => {
    await session.run('drop table if exists bars')
    await session.run(`create table bars (${cells})`)
    await session.run('checkpoint')
    const timing = await timed(() => work(session))
    const [answer] = await session.rows('select count(*) as n from bars')
    if (answer?.['n'] !== rows) throw new Error('not all rows are there')
    return timing
  })
}

async function stage({ url }: Place, value: ColumnBatch): Promise<Timing> {
  const { store } = postgres({ url })
  const attempt = { id: 'run.1', runId: 'run', token: 1 }
  const at = { asset: 'bench/bars', partition: null, attempt, dimensions: {}, rowSchema }
  const timing = await timed(() => store.stage([{ value, at }]))
  await store.sweep(attempt.id, at.asset, [])
  return timing
}

function psql({ url }: Place, command: string): Timing {
  return timedCommand('psql', [url, '-q', '-c', command])
}
