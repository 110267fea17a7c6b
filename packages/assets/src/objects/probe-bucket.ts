import { randomUUID } from 'node:crypto'
import { clockProbe, type Probe, probeObjects } from '@headwater/core/io'
import type { Bucket } from './bucket.ts'
import { readObject } from './read-object.ts'

/** Tries whether values can be kept below a folder of a bucket. The time of the service is that of what was written. */
export async function probeBucket(bucket: Bucket, folder: string): Promise<readonly Probe[]> {
  const clocks: Probe[] = []
  const probes = await probeObjects({
    create: async (name, content) => {
      const [key, writer, asked] = [folder + name, randomUUID(), Date.now()]
      const revision = await bucket.create(key, content, { writer })
      const answered = Date.now()
      const head = await bucket.head(key)
      if (head && clocks.length === 0) clocks.push(clockProbe(head.modified, asked, answered))
      return revision !== undefined || head?.writer === writer
    },
    read: async (name) => {
      const found = await readObject(bucket, folder + name, { start: 0 })
      if (!found) throw new Error('what was written is not there')
      return found.content
    },
    remove: (name) => bucket.delete([folder + name]),
  })
  return [...probes, ...clocks]
}
