import { join } from 'node:path'
import { newId } from '../base/id.ts'
import { fileRoot } from './file-root.ts'
import type { Address, ReadAt } from './address.ts'
import type { IoManager } from './io-manager.ts'
import type { ObjectFormat } from './object-format.ts'
import { pathTemplate } from './path-template.ts'
import { readObject } from './read-object.ts'
import type { Attempt } from './store.ts'
import { versionedFiles } from './versioned-files.ts'

export interface FileIoManagerOptions {
  readonly name: string
  /** The folder that holds everything; relative to the working directory at first use. */
  readonly root: string
  readonly format: ObjectFormat
  /** See `pathTemplate` for what it may name and for what holds when it is absent. */
  readonly path?: string | undefined
}

/**
 * An IO manager over local files, with exact commits. Its plain `write` replaces the readable file, and its plain `read`
 * reads that file, whoever made it.
 *
 * Throws PATH_TEMPLATE_INVALID at once for a bad `path`; then DISK_FULL, PATH_READ_ONLY and IO_FAILED where the file
 * system refuses, VALUE_UNSTORABLE for a value that the format cannot hold, VALUE_GONE and VALUE_DAMAGED on reading.
 */
export function fileIoManager<Accepts>(options: FileIoManagerOptions): IoManager<Accepts> {
  const { name, format } = options
  const root = fileRoot(options.root)
  const path = pathTemplate(options.path, format.extension)
  const store = versionedFiles({ root, path, format })
  return Object.freeze<IoManager<Accepts>>({
    name,
    store,
    write: async (value, at) => {
      const attempt = attemptByHand()
      try {
        await store.publish(
          await store.stage([{ value, at: { ...at, attempt, dimensions: dimensionsOf(at) } }]),
          attempt,
        )
      } finally {
        // Nobody recorded the version; its content lives on under the readable name.
        await store.sweep(attempt.runId, at.asset, [])
      }
    },
    read: (at: ReadAt) => {
      const file = join(root().path, path({ ...at, dimensions: dimensionsOf(at) }))
      return readObject({ file, format, at, about: { notes: null, rowSchema: at.rowSchema, as: at.as } })
    },
  })
}

function attemptByHand(): Attempt {
  const runId = `manual-${newId(Date.now())}`
  return { id: `${runId}.1`, runId, token: 0 }
}

/** Outside of a run the dimensions of a product have no names, so that only their whole can be told. */
function dimensionsOf({ partition }: Address): { readonly [name: string]: string } {
  return partition === null ? {} : { partition }
}
