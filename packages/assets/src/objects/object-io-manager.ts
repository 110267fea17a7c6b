import { randomUUID } from 'node:crypto'
import { type Address, type IoManager, pathTemplate, type StoreHome } from '@headwater/core/io'
import type { ObjectsOfFormat } from '../files/index.ts'
import type { Bucket } from './bucket.ts'
import { folderOf } from './bucket-home.ts'
import { readValue } from './read-value.ts'
import { versionedObjects } from './versioned-objects.ts'

/** Where objects lie. */
export interface ObjectPlace {
  readonly bucket: Bucket
  /** A folder of the bucket, with or without slashes around it. Absent: its root. */
  readonly prefix: string | undefined
  readonly home: StoreHome
}

/**
 * An IO manager over a bucket, with exact commits. Its plain `write` replaces the readable object, and its plain `read`
 * reads that object, whoever made it.
 *
 * Throws PATH_TEMPLATE_INVALID at once for a bad path; then what the bucket throws, VALUE_UNSTORABLE for a value that the
 * format cannot hold, VALUE_GONE and VALUE_DAMAGED on reading.
 */
export function objectIoManager<Accepts>(
  { bucket, home, ...place }: ObjectPlace,
  objects: ObjectsOfFormat,
): IoManager<Accepts> {
  const { name, format } = objects
  const path = pathTemplate(objects.path, format.extension)
  const prefix = folderOf(place.prefix)
  const store = versionedObjects({ bucket, prefix, home, path, format })
  return Object.freeze<IoManager<Accepts>>({
    name,
    store,
    write: async (value, at) => {
      const runId = `manual-${randomUUID()}`
      const attempt = { id: `${runId}.1`, runId, token: 0 }
      try {
        const staged = await store.stage([{ value, at: { ...at, attempt, dimensions: dimensionsOf(at) } }])
        await store.publish(staged, attempt)
      } finally {
        // Nobody recorded the version; its content lives on under the readable name.
        await store.sweep(runId, at.asset, [])
      }
    },
    read: (at) => {
      const key = prefix + path({ ...at, dimensions: dimensionsOf(at) })
      return readValue({ bucket, key, format, at, about: { notes: null, rowSchema: at.rowSchema, as: at.as } })
    },
  })
}

/** Outside of a run the dimensions of a product have no names, so that only their whole can be told. */
function dimensionsOf({ partition }: Address): { readonly [name: string]: string } {
  return partition === null ? {} : { partition }
}
