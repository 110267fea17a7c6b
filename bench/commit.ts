import { randomBytes } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { files } from '@headwater/assets'
import type { Benchmark } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { compare, timed } from './measure.ts'

const bytes = 10 * 2 ** 20
const repetitions = 25

/**
 * What it takes to stage and publish a partition of 10 MB so that nobody ever sees half of it: its content hash, a version of
 * its own, and the readable path. Its limit is writing the same bytes durably under a temporary name, and renaming them.
 */
export const commit: Benchmark = {
  name: 'commit',
  needsBuild: false,
  measure: () =>
    inFolder(async (folder) => {
      const contents = Array.from({ length: 2 * repetitions + 2 }, () => randomBytes(bytes))
      const { store } = files({ root: join(folder, 'lake') }).bytes('raw/{partition}')
      if (!store) throw new Error('files have no store')
      await mkdir(join(folder, 'bare'))
      let next = 0
      const ours = () => {
        const attempt = { id: `run${next}.1`, runId: `run${next}`, token: next }
        const partition = `part${next}`
        const at = { asset: 'bench/raw', partition, dimensions: { partition }, attempt }
        const value = contents[next++]
        return timed(async () => store.publish(await store.stage([{ value, at }]), attempt))
      }
      const peer = () => {
        const name = `part${next}`
        const content = contents[next++]
        return timed(() => writeDurably(join(folder, 'bare'), name, content ?? Buffer.alloc(0)))
      }
      const both = await compare(repetitions, ours, peer)
      const budgets = [{ figure: both.ours.wallMs / both.peer.wallMs, limit: 1.15, unit: 'x' }] as const
      return [{ what: 'stage and publish a partition of 10 MB', peerName: 'write, fsync, rename', ...both, budgets }]
    }),
}

async function writeDurably(folder: string, name: string, content: Uint8Array): Promise<void> {
  const file = await open(join(folder, `${name}.part`), 'wx')
  await file.writeFile(content)
  await file.sync()
  await file.close()
  await rename(join(folder, `${name}.part`), join(folder, name))
  const entries = await open(folder, 'r')
  await entries.sync()
  await entries.close()
}
