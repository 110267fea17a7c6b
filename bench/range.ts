import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { defineProject, hourly, rangeAsset, sqliteState } from '@headwater/core'
import { z } from 'zod'
import type { Benchmark, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { middle, timed } from './measure.ts'

const days = 500
const partitions = 24 * days
const repetitions = 3

/** A backfill whose partitions are made together and only recorded. Its limit is inserting as many rows of the ledger at once. */
export const range: Benchmark = {
  name: 'range',
  needsBuild: false,
  measure: async () => {
    const ours: Timing[] = []
    const peer: Timing[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await inFolder(async (folder) => {
        const state = join(folder, 'state.sqlite')
        ours.push(await timed(() => backfill(state)))
        const rows = ledgerOf(state)
        if (rows.length !== partitions) throw new Error(`${rows.length} partitions were recorded, not ${partitions}`)
        peer.push(await timed(() => insert(join(folder, 'bare.sqlite'), rows)))
      })
    }
    const both = { ours: middle(ours), peer: middle(peer) }
    return [{ what: `backfill ${partitions} partitions in one step`, peerName: 'bulk insert', ...both, budgets: [] }]
  },
}

/** Keeps nothing, so that only what the run does is measured. */
const nowhere = { name: 'nowhere', write: async () => {}, read: async () => 0 }

async function backfill(state: string): Promise<void> {
  const end = new Date(Date.UTC(2020, 0, days)).toISOString().slice(0, 10)
  const hours = hourly({ start: '2020-01-01', end })
  const all = rangeAsset(
    'bench/hours',
    { partitions: hours, schema: z.number(), io: nowhere, codeVersion: '1' },
    (_, { partitions }) => partitions.map((key) => [key, 1] as const),
  )
  await using project = defineProject({ assets: [all], state: sqliteState({ path: state }) })
  const { ok } = await project.materialize('*')
  if (!ok) throw new Error('the partitions were not made')
}

type Row = { readonly [column: string]: SQLInputValue }

function ledgerOf(state: string): readonly Row[] {
  const database = new DatabaseSync(state, { readOnly: true })
  const rows = database.prepare('select * from ledger').all()
  database.close()
  return rows
}

function insert(path: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; create table ledger (${columns.join(', ')})`)
  const insertRow = database.prepare(`insert into ledger values (${columns.map(() => '?').join(', ')})`)
  database.exec('begin immediate')
  for (const row of rows) insertRow.run(...Object.values(row))
  database.exec('commit')
  database.close()
}
