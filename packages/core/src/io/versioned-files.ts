import { copyFile, link, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { contentVersion } from './content-version.ts'
import { type DurableFile, failOnPath, makeFolders, syncFile, syncFolders, writeDurably } from './durable-file.ts'
import type { ReadAt } from './address.ts'
import type { FileRoot } from './file-root.ts'
import { inParallel } from './in-parallel.ts'
import type { Encoded, ObjectFormat } from './object-format.ts'
import { fileName, type PathTemplate } from './path-template.ts'
import { type ObjectToRead, readObject } from './read-object.ts'
import { readPieces, requireStored } from './read-pieces.ts'
import type { Location, Removal, StageAt, Staged, Store } from './store.ts'

export interface VersionedFilesOptions {
  readonly root: () => FileRoot
  /** Where the readable file of a value lies. */
  readonly path: PathTemplate
  readonly format: ObjectFormat
}

/**
 * Keeps values as files. Each version lies at `.versions/<asset key>/<attempt>/<partition>.<ext>`, a name that nothing
 * else ever gets, and never changes; reads check its digest. The readable path is a hard link to the version published
 * last (a copy where the file system has no links), replaced in one step.
 */
export function versionedFiles({ root, path, format }: VersionedFilesOptions): Store {
  const objectAt = (location: Location, at: ReadAt): ObjectToRead => {
    const { path, digest, notes = null } = versionLocation.parse(location)
    return { file: join(root().path, path), format, at, digest, about: { notes, as: at.as } }
  }
  return Object.freeze<Store>({
    commit: 'versioned',
    get home() {
      return root()
    },
    stage: (values) => stage({ root, path, format }, values),
    read: async (location, at) => ({ value: await readObject(objectAt(location, at)) }),
    pieces: (location, at) => {
      const object = objectAt(location, at)
      // Who looks at a few rows does not wait until all are read for their digest.
      return readPieces(at.first === undefined ? object : { ...object, digest: undefined })
    },
    files: {
      format: format.name,
      pathOf: async (location, at) => {
        const object = objectAt(location, at)
        await requireStored(object)
        return object.file
      },
    },
    publish: (staged) => publish(root().path, staged),
    place: (location) => relative(process.cwd(), join(root().path, versionLocation.parse(location).readable)),
    target: (asset) => `file \`${path.openPath(asset)}\``,
    remove: (values) => remove(root().path, values),
    committed: () => Promise.resolve([]),
    fence: () => Promise.resolve(),
    sweep: (attemptOrRun, asset, keep) =>
      sweep(join(root().path, assetFolder(asset)), fileName(attemptOrRun), keptFiles(root().path, keep)),
  })
}

/** Both paths are relative to the root, so that it may be moved. */
const versionLocation = z.lazy(() =>
  z.object({
    path: z.string(),
    readable: z.string(),
    digest: z.string(),
    notes: z.json().optional(),
  }),
)

const linksAtOnce = 16

/** What is known of a value once its content was written. */
type Ended = Pick<Encoded, 'rows' | 'notes' | 'dataVersion'>

async function stage(
  { root, path, format }: VersionedFilesOptions,
  values: Parameters<Store['stage']>[0],
): Promise<readonly Staged[]> {
  const planned = values.map(({ value, at }) => ({ value, at, path: versionPath(at, format), readable: path(at) }))
  const endings = new Map<StageAt, () => Ended>()
  const files = planned.map<DurableFile>(({ value, at, path }) => ({
    path,
    content: async () => {
      const { content, ended, ...about } = await format.encode(value, at)
      endings.set(at, ended ?? (() => about))
      return content
    },
  }))
  const written = await writeDurably(root().path, files)
  return planned.map(({ at, path, readable }, index) => {
    const { bytes, digest } = written[index] ?? { bytes: 0, digest: '' }
    const { rows, notes, dataVersion = contentVersion(digest, notes) } = endings.get(at)?.() ?? {}
    const location = { path, readable, digest, ...(notes !== undefined && { notes }) }
    return { asset: at.asset, partition: at.partition, location, dataVersion, rows, bytes }
  })
}

function versionPath(at: StageAt, format: ObjectFormat): string {
  const name = at.partition === null ? 'value' : fileName(at.partition)
  return `${assetFolder(at.asset)}/${fileName(at.attempt.id)}/${name}.${format.extension}`
}

function assetFolder(asset: string): string {
  return `.versions/${asset.split('/').map(fileName).join('/')}`
}

/** Points the readable paths at these versions. May be repeated: what an interrupted call left behind is replaced. */
async function publish(root: string, staged: readonly Staged[]): Promise<readonly Staged[]> {
  const moves = staged.map(({ location }) => {
    const { path, readable } = versionLocation.parse(location)
    return { version: join(root, path), readable: join(root, readable) }
  })
  const folders = await makeFolders(
    root,
    moves.map(({ readable }) => dirname(readable)),
  )
  await inParallel(moves, linksAtOnce, ({ version, readable }) =>
    project(version, readable).catch((error: unknown) => failOnPath(error, readable)),
  )
  // Renaming one link of a file to another link of the same file does nothing, and leaves both.
  const leftovers = inParallel(moves, linksAtOnce, ({ version }) => rm(publishingPath(version), { force: true }))
  await Promise.all([syncFolders(folders), leftovers])
  return staged
}

async function project(version: string, readable: string): Promise<void> {
  const temporary = publishingPath(version)
  try {
    await linkOrCopy(version, temporary)
  } catch {
    // A call that was interrupted may have left one.
    await rm(temporary, { force: true })
    await linkOrCopy(version, temporary)
  }
  await rename(temporary, readable)
}

function publishingPath(version: string): string {
  return `${version}.publishing`
}

/** What file systems say that have no hard links, or no more of them for this file. */
const noLink = new Set(['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!noLink.has(systemCode(error))) throw error
    await copyFile(from, to)
    await syncFile(to)
  }
}

/**
 * Readable paths go first, so that none of them ever leads to a value that is gone. A location of another kind of store,
 * where the asset was kept before, is not among the files of this one.
 */
async function remove(root: string, values: readonly Removal[]): Promise<void> {
  const locations = values.flatMap(({ location, published }) => {
    const { data } = versionLocation.safeParse(location)
    return data ? [{ file: join(root, data.path), readable: published ? join(root, data.readable) : undefined }] : []
  })
  await inParallel(locations, linksAtOnce, async ({ file, readable }) => {
    if (readable !== undefined) await rm(readable, { force: true })
    await rm(file, { force: true })
  })
  for (const folder of new Set(locations.map(({ file }) => dirname(file)))) await removeFolder(folder)
}

/** Removes the files of an attempt or a run from an asset's folder. The folder stays: others may be writing to it. */
async function sweep(folder: string, attemptOrRun: string, keep: ReadonlySet<string>): Promise<number> {
  const attempts = (await entriesOf(folder)).filter(
    (name) => name === attemptOrRun || name.startsWith(`${attemptOrRun}.`),
  )
  let removed = 0
  for (const attempt of attempts.map((name) => join(folder, name))) {
    const files = (await entriesOf(attempt)).map((name) => join(attempt, name))
    const unrecorded = files.filter((file) => !keep.has(file))
    await inParallel(unrecorded, linksAtOnce, (file) => rm(file, { force: true }))
    if (unrecorded.length === files.length) await removeFolder(attempt)
    removed += unrecorded.length
  }
  return removed
}

/** Two may sweep at once, and an attempt that ignores its signal may still be writing. */
async function removeFolder(folder: string): Promise<void> {
  const fine = new Set(['ENOENT', 'ENOTEMPTY'])
  await rmdir(folder).catch((error: unknown) => (fine.has(systemCode(error)) ? undefined : failOnPath(error, folder)))
}

function keptFiles(root: string, keep: readonly Location[]): ReadonlySet<string> {
  return new Set(keep.map((location) => join(root, versionLocation.parse(location).path)))
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    return failOnPath(error, folder)
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
