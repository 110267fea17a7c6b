import { randomUUID } from 'node:crypto'
import { digester, fail } from '@headwater/core/io'
import { type Bucket, type ObjectMarks, partBytes } from './bucket.ts'

/** An object that is durably written. The digest is that of `digest(content)`. */
export interface CreatedObject {
  readonly bytes: number
  readonly digest: string
  readonly revision: string
}

/**
 * Writes an object whose name must be free, holding no more than two parts of its content. Throws OBJECT_EXISTS where
 * another writer has the name, what `content` throws, and what the bucket throws; then nothing of it is left behind.
 */
export async function createObject(
  bucket: Bucket,
  key: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<CreatedObject> {
  const digest = digester()
  let bytes = 0
  const parts = partsOf(content, (part) => {
    digest.update(part)
    bytes += part.byteLength
  })
  const first = await parts.next()
  const second = await parts.next()
  const whole = first.done ? new Uint8Array() : first.value
  const writer = randomUUID()
  if (second.done) {
    const marks = { writer, digest: digest.end() }
    const revision = await bucket.create(key, whole, marks)
    return { bytes, digest: marks.digest, revision: revision ?? (await ownRevision(bucket, key, marks)) }
  }
  const all = async function* () {
    yield whole
    yield second.value
    yield* parts
  }
  const revision = (await bucket.createInParts(key, all(), { writer })) ?? (await ownRevision(bucket, key, { writer }))
  return { bytes, digest: digest.end(), revision }
}

/**
 * A name that is taken may be so by our own object: its reply was lost, and the request sent again. Its mark tells, since
 * no two writers have the same.
 */
async function ownRevision(bucket: Bucket, key: string, { writer }: ObjectMarks): Promise<string> {
  const head = await bucket.head(key)
  if (head?.writer === writer) return head.revision
  if (!head) {
    return fail('OBJECT_STORE_FAILED', {
      message: `\`${bucket.name}/${key}\` was not written: somebody ended its upload`,
      hint: 'Recovery does so where it takes a run for dead: look whether another process has taken this run over.',
    })
  }
  return fail('OBJECT_EXISTS', {
    message: `\`${bucket.name}/${key}\` was not written: another writer has written it, and objects are written once`,
    hint: 'Two processes make the same attempt: end one of them, and run again.',
  })
}

/** Pieces put together to parts of one size, each of them shown to `seen` before it is given out. */
async function* partsOf(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  seen: (part: Uint8Array) => void,
): AsyncGenerator<Uint8Array, undefined> {
  let pieces: Uint8Array[] = []
  let length = 0
  const part = () => {
    const [only, ...others] = pieces
    const part = only && others.length === 0 ? only : Buffer.concat(pieces)
    pieces = []
    length = 0
    seen(part)
    return part
  }
  for await (const piece of content) {
    let rest = piece
    while (length + rest.byteLength > partBytes) {
      const cut = partBytes - length
      pieces.push(rest.subarray(0, cut))
      rest = rest.subarray(cut)
      yield part()
    }
    if (rest.byteLength > 0) pieces.push(rest)
    length += rest.byteLength
  }
  if (length > 0) yield part()
  return undefined
}
