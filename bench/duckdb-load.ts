import { join } from 'node:path'
import * as api from '@duckdb/node-api'
import { type ColumnBatch, duckdb } from '@headwater/assets'
import { rowSchemaOf } from '@headwater/core/extend'
import { z } from 'zod'
import { Bar, bars } from './bars.ts'
import type { Benchmark, Timing } from './benchmark.ts'
import { appendVectors, type Stored } from './duckdb-vectors.ts'
import { inFolder } from './folder.ts'
import { middle, timed } from './measure.ts'
import { appendRows } from '../packages/assets/src/duckdb/append-rows.ts'
import { columnsOf } from '../packages/assets/src/sql/columns.ts'

const rows = 1_000_000
const repetitions = 5
const table =
  'symbol varchar, day timestamp, open double, high double, low double, close double, volume bigint, "at" timestamp'

/** A million rows of columns into DuckDB. The limit is its own appender, fed with memory laid out for it. */
export const duckdbLoad: Benchmark = {
  name: 'duckdb-load',
  needsBuild: false,
  measure: async () => {
    const batch = bars(rows)
    const rowSchema = rowSchemaOf(z.array(Bar))
    const stored = storedColumns(batch)
    const columns = columnsOf(rowSchema) ?? []
    const shape = { columns, partitioned: false }
    const ours: Timing[] = []
    const peer: Timing[] = []
    const staged: Timing[] = []
    for (let repetition = 0; repetition <= repetitions; repetition += 1) {
      const own = await inTable((appender) => appendRows(appender, shape, [{ rows: [], columns: batch }], api))
      const bare = await inTable((appender) => appendBare(appender, stored))
      const whole = await inFolder((folder) => stage(folder, batch, rowSchema))
      // The first one warms up.
      if (repetition === 0) continue
      ours.push(own)
      peer.push(bare)
      staged.push(whole)
    }
    const both = { ours: middle(ours), peer: middle(peer) }
    const budgets = [{ figure: both.ours.wallMs / both.peer.wallMs, limit: 1.3, unit: 'x' }] as const
    const peerName = 'its appender, from typed arrays'
    return [
      { what: '1M rows appended to a table of DuckDB', peerName, ...both, budgets },
      {
        what: 'the same staged for a commit, with their hash',
        peerName,
        ours: middle(staged),
        peer: both.peer,
        budgets: [],
      },
    ]
  },
}

/** Times the filling of a new table in a file. */
function inTable(fill: (appender: api.DuckDBAppender) => Promise<void> | void): Promise<Timing> {
  return inFolder(async (folder) => {
    const instance = await api.DuckDBInstance.create(join(folder, 'bars.duckdb'))
    const connection = await instance.connect()
    await connection.run(`create table bars (${table})`)
    const timing = await timed(async () => {
      const appender = await connection.createAppender('bars')
      await fill(appender)
      appender.closeSync()
    })
    const answer = await connection.runAndReadAll('select count(*)::integer from bars')
    if (answer.getRows()[0]?.[0] !== rows) throw new Error('not all rows are there')
    connection.closeSync()
    instance.closeSync()
    return timing
  })
}

const types = [api.VARCHAR, api.TIMESTAMP, api.DOUBLE, api.DOUBLE, api.DOUBLE, api.DOUBLE, api.BIGINT, api.TIMESTAMP]

function appendBare(appender: api.DuckDBAppender, columns: readonly Stored[]): void {
  appendVectors(appender, columns, { types, create: (count) => api.DuckDBDataChunk.create(types, count) })
}

/** Laid out for DuckDB before the clock runs: times in microseconds, integers in 64 bits, text by row. */
function storedColumns({ columns }: ColumnBatch): readonly Stored[] {
  return columns.map(({ kind, data }): Stored => {
    if (data.layout === 'int64') return data.values.map((ms) => ms * 1000n)
    if (data.layout === 'dictionary') return Array.from(data.codes, (code) => data.dictionary[code] ?? '')
    if (data.layout !== 'float64') throw new Error(`no memory for ${kind}`)
    return kind === 'integer' ? BigInt64Array.from(data.values, BigInt) : data.values
  })
}

async function stage(folder: string, value: ColumnBatch, rowSchema: ReturnType<typeof rowSchemaOf>): Promise<Timing> {
  const { store } = duckdb({ path: join(folder, 'warehouse.duckdb') }).table()
  const attempt = { id: 'run.1', runId: 'run', token: 1 }
  const at = { asset: 'bench/bars', partition: null, attempt, dimensions: {}, rowSchema }
  return timed(() => store?.stage([{ value, at }]))
}
