import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { fail } from '@headwater/core/io'

/** So many batches stay in memory: small tables never touch the disk. */
const keptBatches = 4

/** Where in the file a batch lies. */
interface Place {
  readonly position: number
  readonly length: number
}

/**
 * Batches of a table on their way from a database to a reader who takes his time: the first few in memory, the others in a
 * temporary file, so that nobody keeps a transaction open for him. Batches come back as structured clones.
 */
export class Spool implements AsyncDisposable {
  readonly #kept: unknown[] = []
  readonly #places: Place[] = []
  #file: FileHandle | undefined
  #end = 0

  async add(batch: unknown): Promise<void> {
    if (this.#kept.length < keptBatches) {
      this.#kept.push(batch)
      return
    }
    const bytes = serialize(batch)
    try {
      this.#file ??= await openNameless()
      await this.#file.writeFile(bytes)
    } catch (error) {
      failOnDisk(error)
    }
    this.#places.push({ position: this.#end, length: bytes.byteLength })
    this.#end += bytes.byteLength
  }

  /** All batches in their order, once. */
  async *take(): AsyncGenerator<unknown> {
    for (let batch = this.#kept.shift(); batch !== undefined; batch = this.#kept.shift()) yield batch
    for (const { position, length } of this.#places) {
      const bytes = Buffer.alloc(length)
      await this.#file?.read(bytes, 0, length, position)
      yield deserialize(bytes)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close()
  }
}

function failOnDisk(error: unknown): never {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error
  fail('DISK_FULL', {
    message: `no space is left in \`${tmpdir()}\` for a table that is read piece by piece`,
    hint: 'Free space there, or let TMPDIR name a folder that has as much room as the table takes in memory.',
    cause: error,
  })
}

/** A file that is gone when it is closed, even where the process is killed. */
async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-'))
  try {
    return await open(join(folder, 'batches'), 'wx+', 0o600)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
