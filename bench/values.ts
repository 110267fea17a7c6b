import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { asset, daily, defineProject, sqliteState } from '@headwater/core'
import { files } from '@headwater/assets'
import { z } from 'zod'
import type { Benchmark, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { middle, timed } from './measure.ts'

const days = 1258
const repetitions = 3
const Quote = z.object({ symbol: z.string(), day: z.string(), close: z.number(), volume: z.int() })

/** Many small JSON files, staged, recorded and published. Their limit is writing the same bytes durably to as many files. */
export const values: Benchmark = {
  name: 'values',
  needsBuild: false,
  measure: async () => {
    const ours: Timing[] = []
    const peer: Timing[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await inFolder(async (folder) => {
        ours.push(await timed(() => materialize(folder)))
        const contents = readdirSync(join(folder, 'lake/raw')).map((name) =>
          readFileSync(join(folder, 'lake/raw', name)),
        )
        peer.push(await timed(() => writeFiles(join(folder, 'bare'), contents)))
      })
    }
    const both = { ours: middle(ours), peer: middle(peer) }
    return [{ what: `make ${days} small JSON files`, peerName: 'write and fsync', ...both, budgets: [] }]
  },
}

async function materialize(folder: string): Promise<void> {
  const end = new Date(Date.UTC(2020, 0, days)).toISOString().slice(0, 10)
  const quotes = asset(
    'bench/quotes',
    {
      partitions: daily({ start: '2020-01-01', end }),
      schema: Quote,
      io: files({ root: join(folder, 'lake') }).json('raw/{partition}.json'),
      codeVersion: '1',
    },
    (_, { partition }) => ({ symbol: 'AAPL', day: partition, close: 182.5, volume: 48_087_703 }),
  )
  await using project = defineProject({ assets: [quotes], state: sqliteState({ path: join(folder, 'state.sqlite') }) })
  const { ok } = await project.materialize('*')
  if (!ok) throw new Error('the files were not made')
}

function writeFiles(folder: string, contents: readonly Buffer[]): void {
  mkdirSync(folder)
  for (const [index, content] of contents.entries()) {
    const file = openSync(join(folder, `${index}.json`), 'w')
    writeSync(file, content)
    fsyncSync(file)
    closeSync(file)
  }
}
