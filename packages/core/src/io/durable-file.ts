import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { digester } from '../base/digest.ts'
import { fail, isHeadwaterError } from '../errors/index.ts'
import { inParallel } from './in-parallel.ts'

/** A file to be written: its path below the root, and what makes its bytes once it is its turn. */
export interface DurableFile {
  readonly path: string
  readonly content: () => Content | Promise<Content>
}

/** Bytes in pieces, which are not changed any more. Each is written before the next one is asked for. */
type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** What was written: the digest is that of `digest(bytes)`. */
export interface WrittenFile {
  readonly bytes: number
  readonly digest: string
}

/** Enough to keep the disk busy; each file in flight may hold one encoded value in memory. */
const filesAtOnce = 16

/**
 * Writes new files below `root` and returns when a power loss cannot take them away: each is synced, and every folder on its
 * way once for the whole batch. Nobody may look for a file before this returned: until then it may be there in part. To
 * write it under another name and rename it would be one more commit of the file system's journal. When one fails, none of the
 * batch is left behind. The files are read-only: their content never changes.
 *
 * Throws DISK_FULL, PATH_READ_ONLY or IO_FAILED with the system's error as `cause`, and what `content` throws; IO_FAILED also
 * when a file is there already.
 */
export async function writeDurably(root: string, files: readonly DurableFile[]): Promise<readonly WrittenFile[]> {
  const finished: string[] = []
  try {
    const folders = await makeFolders(
      root,
      files.map((file) => dirname(join(root, file.path))),
    )
    let opened = 0
    let syncing: Promise<void> | undefined
    // As soon as all files have their entries, and so beside their content.
    const onOpen = (): void => {
      opened += 1
      if (opened < files.length) return
      syncing = syncFolders(folders)
      syncing.catch(() => undefined)
    }
    const written = await inParallel(files, filesAtOnce, async ({ path, content }) => {
      const file = await writeNew(join(root, path), await content(), onOpen)
      finished.push(join(root, path))
      return file
    })
    await syncing
    return written
  } catch (error) {
    await inParallel(finished, filesAtOnce, (path) => rm(path, { force: true }))
    throw error
  }
}

/**
 * Makes folders below `root` where they are missing, and answers with all whose entries must be synced for the new
 * files to survive: also those that exist, since whoever made them a moment ago may not have synced them yet.
 */
export async function makeFolders(root: string, folders: readonly string[]): Promise<ReadonlySet<string>> {
  const toSync = new Set<string>()
  for (const folder of new Set(folders)) {
    const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => failOnPath(error, folder))
    const made = first === undefined ? root : dirname(first)
    const top = relative(root, made).startsWith('..') ? made : root
    for (let at = folder; !toSync.has(at); at = dirname(at)) {
      toSync.add(at)
      if (at === top) break
    }
  }
  return toSync
}

/** Makes the entries of folders durable. Windows cannot open folders, and writes their entries through by itself. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  if (process.platform === 'win32') return
  await inParallel([...folders], filesAtOnce, (folder) =>
    syncFile(folder).catch((error: unknown) => failOnPath(error, folder)),
  )
}

/** Makes the content of a file durable. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Rethrows a system error as DISK_FULL, PATH_READ_ONLY or IO_FAILED about `path`; other errors as they are. */
export function failOnPath(error: unknown, path: string): never {
  if (isHeadwaterError(error) || !(error instanceof Error) || !('code' in error)) throw error
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('DISK_FULL', {
        message: `no space is left on the disk to write \`${path}\``,
        hint: 'Free space on that disk, then run again: nothing of this attempt was published.',
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('PATH_READ_ONLY', {
        message: `\`${path}\` cannot be written: ${error.message}`,
        hint: 'Give this user write permission there, or choose another `root`.',
        cause: error,
      })
    default:
      return fail('IO_FAILED', {
        message: `the file system refused \`${path}\`: ${error.message}`,
        hint: 'Look at the path: every part but the last must be a folder, and the disk must be in order.',
        cause: error,
      })
  }
}

async function writeNew(path: string, content: Content, onOpen: () => void): Promise<WrittenFile> {
  const handle = await open(path, 'wx', 0o444).catch((error: unknown) => failOnPath(error, path))
  onOpen()
  try {
    return await writeSynced(handle, content)
  } catch (error) {
    await rm(path, { force: true })
    return failOnPath(error, path)
  }
}

/** Each piece is hashed while the next one is written, and the last one while the disk takes it all in. */
async function writeSynced(handle: FileHandle, content: Content): Promise<WrittenFile> {
  const digest = digester()
  let bytes = 0
  let last: Uint8Array = new Uint8Array()
  try {
    for await (const chunk of content) {
      await Promise.all([writeAll(handle, chunk), hashInTurns(digest, last)])
      bytes += chunk.byteLength
      last = chunk
    }
    await Promise.all([handle.sync(), hashInTurns(digest, last)])
  } finally {
    await handle.close()
  }
  return { bytes, digest: digest.end() }
}

/** Half as much takes longer, and twice as much several times as long on ext4. */
const bytesInWrite = 2 ** 20

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, at, Math.min(bytesInWrite, chunk.byteLength - at))
    at += bytesWritten
  }
}

/** Little enough that what else waits for its turn hardly waits. */
const bytesInTurn = 2 ** 18

/** Hashing takes the processor, so it lets others have their turn. */
async function hashInTurns(digest: ReturnType<typeof digester>, chunk: Uint8Array): Promise<void> {
  for (let start = 0; start < chunk.byteLength; start += bytesInTurn) {
    if (start > 0) await setImmediate()
    digest.update(chunk.subarray(start, start + bytesInTurn))
  }
}
