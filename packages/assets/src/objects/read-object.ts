import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '@headwater/core/io'
import type { Bucket, WantedBytes } from './bucket.ts'

/** Bytes of an object as it was at one moment. */
export interface ReadObject {
  readonly content: Buffer
  readonly revision: string
}

/** Content that breaks off is begun so often. */
const attempts = 5
/** Doubled after each. */
const firstPauseMs = 50

/**
 * Reads an object, or a part of it; undefined where there is none that is asked for. Content that breaks off is read on
 * from there, or from the start when somebody has replaced the object meanwhile. Throws OBJECT_STORE_FAILED when it
 * breaks off again and again, and what the bucket throws.
 */
export async function readObject(bucket: Bucket, key: string, wanted: WantedBytes): Promise<ReadObject | undefined> {
  let part = new ReadPart(wanted)
  for (let attempt = 1; ; attempt += 1) {
    const found = await bucket.read(key, part.wanted)
    if (!found && part.isNew) return undefined
    const problem = found ? await part.take(found) : undefined
    if (problem === undefined && found) return { content: part.content, revision: found.revision }
    if (attempt >= attempts) return failBroken(`${bucket.name}/${key}`, problem)
    if (!found || part.isOver) part = new ReadPart(wanted)
    await pause(firstPauseMs * 2 ** (attempt - 1))
  }
}

type Found = NonNullable<Awaited<ReturnType<Bucket['read']>>>

/** What has been read so far, through one connection or several. */
class ReadPart {
  private readonly asked: WantedBytes
  private readonly pieces: Uint8Array[] = []
  private revision: string | undefined
  private bytes = 0
  private read = 0

  constructor(asked: WantedBytes) {
    this.asked = asked
  }

  get isNew(): boolean {
    return this.revision === undefined
  }

  /** All bytes have come: when that ended with a problem, they are not the right ones. */
  get isOver(): boolean {
    return this.read >= this.bytes
  }

  get content(): Buffer {
    return Buffer.concat(this.pieces)
  }

  /** What is left, of the revision that was begun with. */
  get wanted(): WantedBytes {
    const { start, end, revision = this.revision } = this.asked
    return { start: start + this.read, end, revision }
  }

  /** Answers with what the content broke off with. */
  async take({ revision, bytes, content }: Found): Promise<unknown> {
    if (this.isNew) this.bytes = bytes
    this.revision = revision
    try {
      for await (const piece of content) {
        this.pieces.push(piece)
        this.read += piece.byteLength
      }
    } catch (error) {
      return error
    }
    return this.read === this.bytes ? undefined : new Error(`${this.read} bytes came, and ${this.bytes} were announced`)
  }
}

function failBroken(place: string, problem: unknown): never {
  const why = problem instanceof Error ? problem.message : 'somebody replaces it all the time'
  return fail('OBJECT_STORE_FAILED', {
    message: `reading \`${place}\` broke off ${attempts} times: ${why}`,
    hint: 'Look at the network between here and the bucket, and run again.',
    cause: problem,
  })
}
