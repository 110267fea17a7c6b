import { fileIoManager } from '@headwater/core/io'
import { type ObjectStore, objectStore } from './object-store.ts'

/**
 * Keeps values as files below a folder, which is made when it is first written to; a relative one lies in the directory
 * that the process then works in. Versions lie in its `.versions`; the readable paths hold the newest.
 */
export function files(options: { readonly root: string }): ObjectStore {
  const { root } = options
  return objectStore(`files(${root})`, (objects) => fileIoManager({ ...objects, root }))
}
