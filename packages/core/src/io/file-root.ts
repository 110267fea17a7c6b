import { resolve } from 'node:path'
import { probeFolder } from './probe-folder.ts'
import type { StoreHome } from './store.ts'

/** A folder that holds stored values. There is one object per absolute path, so that roots compare by identity. */
export interface FileRoot extends StoreHome {
  /** Absolute. */
  readonly path: string
}

const roots = new Map<string, FileRoot>()

/** A folder by name: relative names are resolved against the working directory when the root is first used. */
export function fileRoot(folder: string): () => FileRoot {
  let root: FileRoot | undefined
  return () => {
    root ??= rootAt(resolve(folder))
    return root
  }
}

function rootAt(path: string): FileRoot {
  const known = roots.get(path)
  if (known) return known
  const root = Object.freeze<FileRoot>({ path, probe: () => probeFolder(path) })
  roots.set(path, root)
  return root
}
