import { open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failOnPath, syncFolders } from './durable-file.ts'
import { type Probe, probeObjects } from './probe.ts'

/** Tries whether values can be kept in a folder. One that is not there yet is not made: that above it tells whether it can be. */
export async function probeFolder(folder: string): Promise<readonly Probe[]> {
  const there = await nearest(folder)
  const inFolder = async <T>(name: string, work: (path: string) => Promise<T>): Promise<T> => {
    const path = join(there, name)
    return work(path).catch((error: unknown) => failOnPath(error, path))
  }
  const probes = await probeObjects({
    create: (name, content) => inFolder(name, (path) => createFile(path, content)),
    read: (name) => inFolder(name, (path) => readFile(path)),
    remove: (name) => inFolder(name, (path) => rm(path, { force: true })),
  })
  return there === folder ? probes : [{ what: 'is made when it is needed', ok: true }, ...probes]
}

/** The path itself, or the first above it that is there. */
async function nearest(path: string): Promise<string> {
  const isAbsent = await stat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && absences.has(String(error.code)),
  )
  return isAbsent && dirname(path) !== path ? nearest(dirname(path)) : path
}

/** What the system says of a path that is not there: nothing of this name, or a file above it. */
const absences = new Set(['ENOENT', 'ENOTDIR'])

/** False: there is one already. */
async function createFile(path: string, content: Uint8Array): Promise<boolean> {
  try {
    const handle = await open(path, 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await syncFolders([dirname(path)])
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
