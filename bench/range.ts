import { join } from 'node:path'
import { defineProject, hourly, rangeAsset, sqliteState } from '@headwater/core'
import { z } from 'zod'
import type { Benchmark, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { middle, timed } from './measure.ts'
import { BareFile, readWritten, type Written } from './state-file.ts'

const days = 500
const partitions = 24 * days
const repetitions = 5

/** A backfill whose partitions are made together and only recorded. Its limit is inserting the same rows, as many at once. */
export const range: Benchmark = {
  name: 'range',
  needsBuild: false,
  measure: async () => {
    const ours: Timing[] = []
    const peer: Timing[] = []
    for (let repetition = 0; repetition <= repetitions; repetition += 1) {
      await inFolder(async (folder) => {
        const state = join(folder, 'state.sqlite')
        const run = await timed(() => backfill(state))
        const written = readWritten(state, ['materialized'])
        const count = written.events.flatMap(({ ledger }) => ledger).length
        if (count !== partitions) throw new Error(`${count} partitions were recorded, not ${partitions}`)
        const bare = await timed(() => writeBare(join(folder, 'bare.sqlite'), written))
        // The first one warms up.
        if (repetition === 0) return
        ours.push(run)
        peer.push(bare)
      })
    }
    const both = { ours: middle(ours), peer: middle(peer) }
    const budgets = [{ figure: both.ours.wallMs / both.peer.wallMs, limit: 2, unit: 'x' }] as const
    return [{ what: `backfill ${partitions} partitions in one step`, peerName: 'bulk insert', ...both, budgets }]
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

/** A plain bulk insert: the same rows, each by a prepared statement, in as many transactions. */
function writeBare(path: string, written: Written): void {
  const bare = new BareFile(path, written)
  for (const event of written.events) bare.write([event])
  bare.close()
}
