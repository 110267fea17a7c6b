import {
  type Address,
  type AboutContent,
  digest,
  digester,
  fail,
  isHeadwaterError,
  type ObjectFormat,
} from '@headwater/core/io'
import type { Bucket } from './bucket.ts'
import { readObject } from './read-object.ts'

/** An object that holds a value, and what is known of it where a run recorded it. */
export interface ValueObject {
  readonly bucket: Bucket
  readonly key: string
  readonly format: ObjectFormat
  readonly at: Address
  readonly about: AboutContent
  /** What a run recorded. */
  readonly recorded?: { readonly digest: string; readonly revision: string; readonly bytes: number } | undefined
}

/**
 * Reads an object into its value. Throws VALUE_GONE when it is not there, VALUE_DAMAGED when it is not what was stored,
 * and what the bucket throws.
 */
export async function readValue(object: ValueObject): Promise<unknown> {
  const { bucket, key, format, about, recorded } = object
  const found = await readObject(bucket, key, { start: 0 })
  if (!found) return failGone(object)
  if (recorded) requireDigest(object, digest(found.content), recorded.digest)
  try {
    return await format.decode(found.content, about)
  } catch (error) {
    return failToDecode(object, error)
  }
}

/**
 * Reads a recorded object batch by batch, asking for the ranges that its format needs; undefined where the format reads
 * whole files alone. An object of the recorded revision is the one that was written; one of another revision, in a bucket
 * that was copied, is read once through for its digest. Throws as `readValue` does.
 */
export function readValuePieces(object: ValueObject): AsyncIterable<unknown> | undefined {
  const { decodePieces } = object.format
  if (!decodePieces) return undefined
  return { [Symbol.asyncIterator]: () => piecesOf(object, decodePieces) }
}

async function* piecesOf(
  object: ValueObject,
  decodePieces: NonNullable<ObjectFormat['decodePieces']>,
): AsyncGenerator<unknown> {
  const { bucket, key, recorded } = object
  const head = await bucket.head(key)
  if (!head || !recorded) return failGone(object)
  const { bytes: byteLength, revision } = head
  const slice = async (start: number, end: number) => {
    const last = Math.min(end, byteLength)
    if (start >= last) return new Uint8Array()
    const found = await readObject(bucket, key, { start, end: last, revision })
    return found?.content ?? failGone(object)
  }
  if (revision !== recorded.revision) requireDigest(object, await digestOf(slice, byteLength), recorded.digest)
  try {
    yield* decodePieces({ byteLength, slice }, object.about)
  } catch (error) {
    failToDecode(object, error)
  }
}

/** As much of an object is held to compute its digest. */
const digestedAtOnce = 8 * 2 ** 20

async function digestOf(
  slice: (start: number, end: number) => Promise<Uint8Array>,
  byteLength: number,
): Promise<string> {
  const digest = digester()
  for (let at = 0; at < byteLength; at += digestedAtOnce) digest.update(await slice(at, at + digestedAtOnce))
  return digest.end()
}

function requireDigest(object: ValueObject, found: string, recorded: string): void {
  if (found !== recorded) failDamaged(object, `its digest is ${found}, and ${recorded} was recorded`)
}

function failToDecode(object: ValueObject, error: unknown): never {
  if (isHeadwaterError(error)) throw error
  const why = error instanceof Error ? error.message : String(error)
  return failDamaged(object, `it is not ${object.format.name}: ${why}`, error)
}

/** Throws VALUE_GONE. */
export function failGone({ bucket, key, at }: Pick<ValueObject, 'bucket' | 'key' | 'at'>): never {
  return fail('VALUE_GONE', {
    message: `the value of ${nameOf(at)} is not at \`${bucket.name}/${key}\` any more`,
    hint: `Materialize ${nameOf(at)} again with --force, or put the object back.`,
    asset: at.asset,
    partition: at.partition ?? undefined,
  })
}

function failDamaged({ bucket, key, at }: ValueObject, why: string, cause?: unknown): never {
  return fail('VALUE_DAMAGED', {
    message: `\`${bucket.name}/${key}\`, the value of ${nameOf(at)}, is damaged: ${why}`,
    hint: `Materialize ${nameOf(at)} again with --force; stored objects must not be edited.`,
    asset: at.asset,
    partition: at.partition ?? undefined,
    cause,
  })
}

function nameOf({ asset, partition }: Address): string {
  return partition === null ? `asset \`${asset}\`` : `asset \`${asset}\`, partition \`${partition}\``
}
