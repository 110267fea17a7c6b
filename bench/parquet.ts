import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type ColumnBatch, files } from '@headwater/assets'
import { rowSchemaOf } from '@headwater/core/extend'
import { z } from 'zod'
import { Bar, bars } from './bars.ts'
import type { Benchmark } from './benchmark.ts'
import { readVectors } from './duckdb-vectors.ts'
import { inFolder } from './folder.ts'
import { compare, timed } from './measure.ts'

const rows = 1_000_000
const repetitions = 5

/** A million rows to Parquet and back, durably and with their hash. The limit is DuckDB's own COPY, and reading its vectors. */
export const parquet: Benchmark = {
  name: 'parquet',
  needsBuild: false,
  measure: () =>
    inFolder(async (folder) => {
      const instance = await DuckDBInstance.create(':memory:')
      const connection = await instance.connect()
      try {
        return await measured(folder, connection)
      } finally {
        connection.closeSync()
        instance.closeSync()
      }
    }),
}

async function measured(folder: string, connection: DuckDBConnection) {
  const { store } = files({ root: join(folder, 'lake') }).parquet()
  if (!store) throw new Error('files have a store')
  const batch = bars(rows)
  const rowSchema = rowSchemaOf(z.array(Bar))
  let written = 0
  const stage = async () => {
    const attempt = { id: `run.${(written += 1)}`, runId: 'run', token: 1 }
    const at = { asset: 'bench/bars', partition: null, attempt, dimensions: {}, rowSchema }
    const [staged] = await store.stage([{ value: batch, at }])
    return staged?.location ?? {}
  }
  const location = await stage()
  const file = join(folder, 'lake', String(location['path']))
  await connection.run(`create table bars as from '${file}'`)
  const copied = join(folder, 'copied.parquet')
  const write = await compare(
    repetitions,
    () => timed(stage),
    () => timed(() => connection.run(`copy bars to '${copied}' (format parquet, codec 'zstd')`)),
  )
  const at = { asset: 'bench/bars', partition: null, as: 'columns' } as const
  const read = await compare(
    repetitions,
    () => timed(async () => expectRows(((await store.read(location, at)).value as ColumnBatch).length)),
    () => timed(async () => expectRows(await readVectors(await connection.stream(`from '${copied}'`)))),
  )
  return [
    {
      what: '1M rows to Parquet with zstd, durable',
      peerName: "DuckDB's COPY",
      ...write,
      budgets: [ratio(write, 1.25)],
    },
    { what: '1M rows from Parquet into columns', peerName: "DuckDB's vectors", ...read, budgets: [ratio(read, 1)] },
  ]
}

function ratio({ ours, peer }: Awaited<ReturnType<typeof compare>>, limit: number) {
  return { figure: ours.wallMs / peer.wallMs, limit, unit: 'x' } as const
}

function expectRows(found: number): void {
  if (found !== rows) throw new Error(`${found} rows were read`)
}
