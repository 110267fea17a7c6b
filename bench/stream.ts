import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { asset, defineProject, memoryState } from '@headwater/core'
import { batches, files, stream } from '@headwater/assets'
import { z } from 'zod'
import { Bar, bars } from './bars.ts'
import type { Benchmark, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { inFreshProcess } from './in-fresh-process.ts'
import { timed } from './measure.ts'

/** Fewer for a quick look: `HEADWATER_STREAM_ROWS=1000000 npm run bench -- stream`. */
const rows = Number(process.env['HEADWATER_STREAM_ROWS'] ?? 10_000_000)
const rowsAtOnce = 500_000

/** What one process measured. */
interface Measured extends Timing {
  readonly residentMb: number
}

/** Rows from NDJSON to Parquet through an asset that is a stream. The limit is what they may take of memory, however many. */
export const streamed: Benchmark = {
  name: 'stream',
  needsBuild: true,
  measure: () =>
    inFolder(async (folder) => {
      await writeLines(join(folder, 'bars.ndjson'))
      const ours = inFreshProcess<Measured>('stream.ts', 'asset', folder)
      const peer = inFreshProcess<Measured>('stream.ts', 'lines', folder)
      const budgets = [{ figure: ours.residentMb, limit: 512, unit: 'MB', of: 'resident' }] as const
      return [
        { what: `${rows} rows from NDJSON to Parquet and back`, peerName: 'parsing the lines', ours, peer, budgets },
      ]
    }),
}

/** Runs one side in a process of its own, where the highest resident memory is its own too. */
export async function freshly(side: 'asset' | 'lines', folder: string): Promise<Measured> {
  const lines = join(folder, 'bars.ndjson')
  const timing = await timed(() => (side === 'asset' ? throughAsset(lines, folder) : countLines(lines)))
  return { ...timing, residentMb: process.resourceUsage().maxRSS / 1024 }
}

async function throughAsset(lines: string, folder: string): Promise<void> {
  const Bars = stream(z.array(Bar))
  const io = files({ root: join(folder, 'lake') }).parquet()
  const all = asset('bench/bars', { schema: Bars, io, codeVersion: '1' }, () => Bars.from(barsIn(lines)))
  const count = asset(
    'bench/count',
    { deps: { all: batches(all) }, schema: z.number(), codeVersion: '1' },
    async ({ all }) => {
      let found = 0
      for await (const { numRows } of all) found += numRows
      return found
    },
  )
  await using project = defineProject({
    assets: [all, count],
    state: memoryState(),
    defaults: { io: files({ root: join(folder, 'values') }).json() },
  })
  const { ok, failures } = await project.materialize('*')
  if (!ok || (await project.load(count)) !== rows)
    throw new Error(`the rows are not there: ${JSON.stringify(failures)}`)
}

async function countLines(path: string): Promise<void> {
  let found = 0
  for await (const bar of barsIn(path)) if (bar.close > 0) found += 1
  if (found !== rows) throw new Error(`${found} lines were read`)
}

async function* barsIn(path: string): AsyncGenerator<Bar> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const row = JSON.parse(line) as Omit<Bar, 'day' | 'at'> & { readonly day: string; readonly at: string }
    yield { ...row, day: new Date(row.day), at: new Date(row.at) }
  }
}

async function writeLines(path: string): Promise<void> {
  const file = createWriteStream(path)
  for (let start = 0; start < rows; start += rowsAtOnce) {
    for (const bar of bars(Math.min(rowsAtOnce, rows - start))) {
      if (!file.write(`${JSON.stringify(bar)}\n`)) await once(file, 'drain')
    }
  }
  file.end()
  await once(file, 'finish')
}
