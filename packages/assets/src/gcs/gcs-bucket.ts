import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type * as cloudStorage from '@google-cloud/storage'
import { inParallel } from '@headwater/core/io'
import {
  type Bucket,
  type ObjectHead,
  type ObjectMarks,
  type OpenObject,
  partBytes,
  type WantedBytes,
} from '../objects/index.ts'
import { inTime, lateReply } from '../in-time.ts'
import { codeOf, failGcs, isBucketMissing } from './gcs-failure.ts'

/** A bucket of GCS, reached through the official SDK. Uploads that nobody ends are forgotten by GCS after a week. */
export class GcsBucket implements Bucket {
  readonly name: string
  private readonly bucket: string
  private readonly load: () => Promise<cloudStorage.Storage>
  private readonly limits: GcsLimits

  constructor(bucket: string, load: () => Promise<cloudStorage.Storage>, limits = usualLimits) {
    this.name = `gs://${bucket}`
    this.bucket = bucket
    this.load = load
    this.limits = limits
  }

  async create(key: string, content: Uint8Array, marks: ObjectMarks): Promise<string | undefined> {
    const file = await this.file(key)
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    try {
      await inTime(
        this.limits.replyMs,
        file.save(bytes, { ...createOnly, resumable: false, metadata: metadataOf(marks) }),
      )
      return String(file.metadata.generation)
    } catch (error) {
      return codeOf(error) === 412 ? undefined : this.fail('objects.create', key, error)
    }
  }

  async createInParts(key: string, parts: AsyncIterable<Uint8Array>, marks: ObjectMarks): Promise<string | undefined> {
    const file = await this.file(key)
    const content = new WatchedContent(parts, this.limits.replyMs)
    const { signal } = content
    const options = { ...createOnly, resumable: true, chunkSize: partBytes, metadata: metadataOf(marks) }
    try {
      await pipeline(content, file.createWriteStream(options), { signal })
      return String(file.metadata.generation)
    } catch (thrown) {
      if (content.hasFailed) throw thrown
      if (codeOf(thrown) === 412) return undefined
      const error = signal.aborted ? signal.reason : thrown
      // When the reply to the last part is lost, the SDK takes the finished upload for one that has lost its bytes.
      const head = await this.head(key)
      return head?.writer === marks.writer ? head.revision : this.fail('objects.create', key, error)
    } finally {
      content.end()
    }
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return this.finding('objects.get', key, async (file) => {
      const [{ size = 0, generation = '', updated = '', metadata }] = await file.getMetadata()
      const writer = metadata?.[writerMark]
      return {
        bytes: Number(size),
        revision: String(generation),
        modified: Date.parse(updated),
        writer: typeof writer === 'string' ? writer : undefined,
      }
    })
  }

  async read(key: string, { start, end, revision }: WantedBytes): Promise<OpenObject | undefined> {
    const head = await this.head(key)
    if (!head || (revision !== undefined && revision !== head.revision)) return undefined
    const last = Math.min(end ?? head.bytes, head.bytes)
    const bytes = Math.max(0, last - start)
    if (bytes === 0) return { revision: head.revision, bytes, content: Readable.from([]) }
    const file = await this.file(key, head.revision)
    // The digest is checked by who reads; a part of an object has no checksum.
    const content = file.createReadStream({ start, end: last - 1, validation: false, decompress: false })
    return { revision: head.revision, bytes, content: inTurn(content, this.limits.idleMs) }
  }

  async copy(from: string, to: string): Promise<boolean> {
    const done = await this.finding('objects.rewrite', from, (file) => file.copy(file.bucket.file(to)))
    return done !== undefined
  }

  async delete(keys: readonly string[]): Promise<void> {
    await inParallel(keys, deletesAtOnce, (key) =>
      this.finding('objects.delete', key, (file) => file.delete({ ignoreNotFound: true })),
    )
  }

  async list(prefix: string): Promise<readonly string[]> {
    const storage = await this.load()
    try {
      const [files] = await inTime(this.limits.replyMs, storage.bucket(this.bucket).getFiles({ prefix }))
      return files.map(({ name }) => name)
    } catch (error) {
      return this.fail('objects.list', prefix, error)
    }
  }

  /** A request about an object; undefined where there is none. */
  private async finding<T>(
    request: string,
    key: string,
    work: (file: cloudStorage.File) => Promise<T>,
  ): Promise<T | undefined> {
    const file = await this.file(key)
    try {
      return await inTime(this.limits.replyMs, work(file))
    } catch (error) {
      const isAbsent = codeOf(error) === 404 && !isBucketMissing(error)
      return isAbsent ? undefined : this.fail(request, key, error)
    }
  }

  /** Without a generation: the newest. */
  private async file(key: string, generation?: string): Promise<cloudStorage.File> {
    const storage = await this.load()
    return storage.bucket(this.bucket).file(key, { ...(generation !== undefined && { generation }) })
  }

  private fail(request: string, key: string, error: unknown): never {
    return failGcs({ request, place: `${this.name}/${key}`, error })
  }
}

/** Content on its way to GCS, which must take each part in time, and which remembers whether it was it that failed. */
class WatchedContent implements AsyncIterable<Uint8Array> {
  hasFailed = false
  private readonly parts: AsyncIterable<Uint8Array>
  private readonly limitMs: number
  private readonly late = new AbortController()
  private timer: NodeJS.Timeout | undefined

  constructor(parts: AsyncIterable<Uint8Array>, limitMs: number) {
    this.parts = parts
    this.limitMs = limitMs
  }

  /** Aborted when a part, or the end, was not taken in time. */
  get signal(): AbortSignal {
    return this.late.signal
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of this.parts) {
        this.begin()
        yield part
        this.end()
      }
      this.begin()
    } catch (error) {
      this.hasFailed = true
      throw error
    }
  }

  end(): void {
    clearTimeout(this.timer)
  }

  private begin(): void {
    this.timer = setTimeout(() => this.late.abort(lateReply(this.limitMs)), this.limitMs)
  }
}

/** Content whose next piece must come in time. */
async function* inTurn(content: Readable, limitMs: number): AsyncGenerator<Uint8Array> {
  const pieces = content[Symbol.asyncIterator]()
  const next = () => inTime(limitMs, pieces.next())
  try {
    for (let piece = await next(); piece.done !== true; piece = await next()) yield piece.value
  } finally {
    content.destroy()
  }
}

const deletesAtOnce = 16
/** How long GCS may be silent. */
export interface GcsLimits {
  /** While it is to answer a request, or to take a part of an object. */
  readonly replyMs: number
  /** In the middle of what it sends. */
  readonly idleMs: number
}

/** Enough for the six attempts of the SDK, and for a part of an object at 60 kB a second; content is read on after that. */
const usualLimits: GcsLimits = { replyMs: 300_000, idleMs: 60_000 }

/** No generation of the object is there yet (cloud.google.com/storage/docs/request-preconditions). */
const createOnly = { preconditionOpts: { ifGenerationMatch: 0 } }

const writerMark = 'headwater-writer'

function metadataOf({ writer, digest }: ObjectMarks): cloudStorage.FileMetadata {
  return { metadata: { [writerMark]: writer, ...(digest !== undefined && { 'headwater-digest': digest }) } }
}
