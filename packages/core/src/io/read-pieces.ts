import { type FileHandle, open } from 'node:fs/promises'
import { digester } from '../base/digest.ts'
import type { FileToRead } from './object-format.ts'
import { failToDecode, failToRead, type ObjectToRead, requireDigest } from './read-object.ts'

/** As much of a file is held to compute its digest. */
const digestedAtOnce = 1 << 20

/**
 * Reads one file piece by piece, anew with every iteration; undefined where its format has none. Its digest is checked
 * before the first piece is handed over, so that nobody works on half of a damaged file. Throws VALUE_GONE when it is not
 * there, VALUE_DAMAGED when it is not what was stored.
 */
export function readPieces(object: ObjectToRead): AsyncIterable<unknown> | undefined {
  const { decodePieces } = object.format
  if (!decodePieces) return undefined
  return { [Symbol.asyncIterator]: () => piecesOf(object, decodePieces) }
}

/** Throws as `readPieces` does where the file is not there, or not what was stored. */
export async function requireStored(object: ObjectToRead): Promise<void> {
  const { file, at } = object
  const handle = await open(file, 'r').catch((error: unknown) => failToRead(error, file, at))
  try {
    requireDigest(object, await digestOf(handle, (await handle.stat()).size))
  } finally {
    await handle.close()
  }
}

async function* piecesOf(
  object: ObjectToRead,
  decodePieces: (file: FileToRead, about: ObjectToRead['about']) => AsyncIterable<unknown>,
): AsyncGenerator<unknown> {
  const { file, at } = object
  const handle = await open(file, 'r').catch((error: unknown) => failToRead(error, file, at))
  try {
    const { size } = await handle.stat()
    if (object.digest !== undefined) requireDigest(object, await digestOf(handle, size))
    yield* decodePieces(
      { byteLength: size, slice: (start, end) => slice(handle, start, Math.min(end, size)) },
      object.about,
    )
  } catch (error) {
    failToDecode(object, error)
  } finally {
    await handle.close()
  }
}

async function digestOf(handle: FileHandle, size: number): Promise<string> {
  const digest = digester()
  for (let at = 0; at < size; at += digestedAtOnce) {
    digest.update(await slice(handle, at, Math.min(at + digestedAtOnce, size)))
  }
  return digest.end()
}

/** The file may be cut short while it is read: what it no longer has is missing at the end. */
async function slice(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
