import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CopyObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { s3 } from '@headwater/assets'
import { inParallel, type Staged, type Store } from '@headwater/core/io'
import type { Benchmark, Result } from './benchmark.ts'
import { compare, timed } from './measure.ts'

const bucket = 'bench'
const small = 1000
const repetitions = 5
/** As many requests as a store has in flight. */
const inFlight = 16

/**
 * Objects of an S3 server in another process, written through our store: an object, its name and its digest for each
 * value. The limit is the bare SDK, which sends the same bytes with as many requests in flight.
 */
export const objects: Benchmark = {
  name: 'objects',
  needsBuild: false,
  measure: () =>
    withServer(async (server) => [await smallObjects(server), await published(server), await large(server)]),
}

interface Server {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

async function smallObjects(server: Server): Promise<Result> {
  const [ours, peer] = [new Ours(server), new Bare(server)]
  const contents = kilobytes()
  const both = await compare(
    repetitions,
    () => timed(() => ours.stage(contents)),
    () => timed(() => peer.put(contents)),
  )
  const ratio = both.ours.wallMs / both.peer.wallMs
  const budgets = [{ figure: ratio, limit: 1.25, unit: 'x' }] as const
  return { what: `${small} objects of 1 kB, durable under new names`, peerName: 'bare SDK', ...both, budgets }
}

/** The copies to readable paths come on top, one request for each. */
async function published(server: Server): Promise<Result> {
  const [ours, peer] = [new Ours(server), new Bare(server)]
  const contents = kilobytes()
  const both = await compare(
    repetitions,
    () => timed(async () => ours.publish(await ours.stage(contents))),
    () => timed(async () => peer.copy(await peer.put(contents))),
  )
  const ratio = both.ours.wallMs / both.peer.wallMs
  const budgets = [{ figure: ratio, limit: 1.25, unit: 'x' }] as const
  return { what: `the same, and copied to their readable paths`, peerName: 'bare SDK', ...both, budgets }
}

async function large(server: Server): Promise<Result> {
  const [ours, peer] = [new Ours(server), new Bare(server)]
  const contents = [randomBytes(10_000_000)]
  const both = await compare(
    repetitions * 3,
    () => timed(() => ours.stage(contents)),
    () => timed(() => peer.put(contents)),
  )
  const ratio = both.ours.wallMs / both.peer.wallMs
  return {
    what: 'one object of 10 MB',
    peerName: 'bare SDK',
    ...both,
    budgets: [{ figure: ratio, limit: 1.15, unit: 'x' }],
  }
}

/** Values as the store takes them in: each call is another run. */
class Ours {
  readonly #store: Store | undefined
  #runs = 0

  constructor(server: Server) {
    this.#store = s3({ bucket, prefix: 'ours', ...server }).bytes().store
  }

  async stage(contents: readonly Uint8Array[]): Promise<readonly Staged[]> {
    this.#runs += 1
    const runId = `run${process.hrtime.bigint()}`
    const attempt = { id: `${runId}.1`, runId, token: this.#runs }
    const values = contents.map((value, index) => {
      const partition = `${index}`
      return { value, at: { asset: 'bench/objects', partition, attempt, dimensions: { partition } } }
    })
    return (await this.#store?.stage(values)) ?? []
  }

  async publish(staged: readonly Staged[]): Promise<void> {
    await this.#store?.publish(staged, { id: 'run.1', runId: 'run', token: this.#runs })
  }
}

class Bare {
  readonly #client: S3Client
  #calls = 0

  constructor({ endpoint, region, credentials }: Server) {
    this.#client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  }

  put(contents: readonly Uint8Array[]): Promise<readonly string[]> {
    const call = (this.#calls += 1)
    return inParallel([...contents.entries()], inFlight, async ([index, Body]) => {
      const Key = `bare/${call}/${index}`
      await this.#client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
      return Key
    })
  }

  async copy(keys: readonly string[]): Promise<void> {
    await inParallel(keys, inFlight, (key) => {
      const Key = key.replace(/\d+\//, '')
      return this.#client.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/${key}` }))
    })
  }
}

function kilobytes(): readonly Uint8Array[] {
  return Array.from({ length: small }, () => randomBytes(1024))
}

async function withServer<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const script = join(import.meta.dirname, 'serve-s3.ts')
  const child = spawn(process.execPath, ['--conditions=@headwater/source', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    return await work(JSON.parse(line) as Server)
  } finally {
    child.kill()
  }
}
