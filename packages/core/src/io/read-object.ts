import { readFile } from 'node:fs/promises'
import { digest } from '../base/digest.ts'
import { fail, isHeadwaterError } from '../errors/index.ts'
import { failOnPath } from './durable-file.ts'
import type { Address } from './address.ts'
import type { AboutContent, ObjectFormat } from './object-format.ts'

/** A file, and what is known of it where a run recorded it. */
export interface ObjectToRead {
  /** Absolute. */
  readonly file: string
  readonly format: ObjectFormat
  readonly at: Address
  readonly about: AboutContent
  /** The digest that a run recorded. */
  readonly digest?: string | undefined
}

/** Reads one file into its value. Throws VALUE_GONE when it is not there, VALUE_DAMAGED when it is not what was stored. */
export async function readObject(object: ObjectToRead): Promise<unknown> {
  const { file, format, at, about, digest: recorded } = object
  const content = await readFile(file).catch((error: unknown) => failToRead(error, file, at))
  if (recorded !== undefined) requireDigest(object, digest(content))
  try {
    return await format.decode(content, about)
  } catch (error) {
    return failToDecode(object, error)
  }
}

/** Throws VALUE_DAMAGED for what a format threw. */
export function failToDecode(object: ObjectToRead, error: unknown): never {
  if (isHeadwaterError(error)) throw error
  const why = error instanceof Error ? error.message : String(error)
  return failDamaged(object, `it is not ${object.format.name}: ${why}`, error)
}

/** Throws VALUE_GONE where the file is not there, and what `failOnPath` does of other errors. */
export function failToRead(error: unknown, file: string, at: Address): never {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') return failOnPath(error, file)
  return fail('VALUE_GONE', {
    message: `the value of ${nameOf(at)} is not at \`${file}\` any more`,
    hint: `Materialize ${nameOf(at)} again with --force, or put the file back.`,
    asset: at.asset,
    partition: at.partition ?? undefined,
    cause: error,
  })
}

/** Throws VALUE_DAMAGED when this is not the digest that was recorded. */
export function requireDigest(object: ObjectToRead, found: string): void {
  if (object.digest === undefined || found === object.digest) return
  failDamaged(object, `its digest is ${found}, and ${object.digest} was recorded`)
}

function failDamaged({ file, at }: ObjectToRead, why: string, cause?: unknown): never {
  return fail('VALUE_DAMAGED', {
    message: `\`${file}\`, the value of ${nameOf(at)}, is damaged: ${why}`,
    hint: `Materialize ${nameOf(at)} again with --force; stored files must not be edited.`,
    asset: at.asset,
    partition: at.partition ?? undefined,
    cause,
  })
}

function nameOf({ asset, partition }: Address): string {
  return partition === null ? `asset \`${asset}\`` : `asset \`${asset}\`, partition \`${partition}\``
}
