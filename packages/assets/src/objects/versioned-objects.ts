import {
  contentVersion,
  fileName,
  inParallel,
  type Location,
  type ObjectFormat,
  type PathTemplate,
  type ReadAt,
  type Removal,
  type StageAt,
  type Staged,
  type Store,
  type StoreHome,
} from '@headwater/core/io'
import { z } from 'zod'
import type { Bucket } from './bucket.ts'
import { createObject } from './create-object.ts'
import { failGone, readValue, readValuePieces, type ValueObject } from './read-value.ts'

/** Where in a bucket the values of a store lie, and how. */
export interface VersionedObjectsOptions {
  readonly bucket: Bucket
  /** In front of all keys: empty, or with a slash at its end. */
  readonly prefix: string
  readonly home: StoreHome
  /** Where the readable object of a value lies. */
  readonly path: PathTemplate
  readonly format: ObjectFormat
}

/**
 * Keeps values as objects. Each version lies at `.versions/<asset key>/<attempt>/<partition>.<ext>`, a name that nothing
 * else ever gets, is created only where that name is free, and never changes; reads check its digest. The readable path
 * is a copy of the version published last, which the service makes and puts there in one step. Listing finds nothing but
 * what an attempt left behind.
 */
export function versionedObjects(options: VersionedObjectsOptions): Store {
  const { bucket, prefix, home, format } = options
  const objectAt = (location: Location, at: ReadAt): ValueObject => {
    const { path, notes = null, ...recorded } = versionLocation.parse(location)
    return { bucket, key: prefix + path, format, at, about: { notes, as: at.as }, recorded }
  }
  return Object.freeze<Store>({
    commit: 'versioned',
    home,
    stage: (values) => inParallel(values, objectsAtOnce, ({ value, at }) => stage(options, value, at)),
    read: async (location, at) => ({ value: await readValue(objectAt(location, at)) }),
    pieces: (location, at) => readValuePieces(objectAt(location, at)),
    publish: (staged) => publish(options, staged),
    place: (location) => `${bucket.name}/${prefix}${versionLocation.parse(location).readable}`,
    target: (asset) => `object \`${prefix}${options.path.openPath(asset)}\``,
    remove: (values) => remove(options, values),
    committed: () => Promise.resolve([]),
    fence: () => Promise.resolve(),
    sweep: (attemptOrRun, asset, keep) => sweep(options, `${assetFolder(asset)}/${fileName(attemptOrRun)}`, keep),
  })
}

/** Enough to keep a connection busy; each object in flight may hold one encoded value in memory. */
const objectsAtOnce = 16

/** Both paths are relative to the prefix, so that it may be moved. */
const versionLocation = z.lazy(() =>
  z.object({
    path: z.string(),
    readable: z.string(),
    digest: z.string(),
    bytes: z.number(),
    /** What the service calls this very object: an ETag, a generation. */
    revision: z.string(),
    notes: z.json().optional(),
  }),
)

async function stage(
  { bucket, prefix, path: readablePath, format }: VersionedObjectsOptions,
  value: unknown,
  at: StageAt,
): Promise<Staged> {
  const { asset, partition } = at
  const [path, readable] = [versionPath(at, format), readablePath(at)]
  const { content, ended, ...about } = await format.encode(value, at)
  const { bytes, digest, revision } = await createObject(bucket, prefix + path, content)
  const { rows, notes, dataVersion = contentVersion(digest, notes) } = ended?.() ?? about
  const location = { path, readable, digest, bytes, revision, ...(notes !== undefined && { notes }) }
  return { asset, partition, location, dataVersion, rows, bytes }
}

function versionPath(at: StageAt, format: ObjectFormat): string {
  const name = at.partition === null ? 'value' : fileName(at.partition)
  return `${assetFolder(at.asset)}/${fileName(at.attempt.id)}/${name}.${format.extension}`
}

function assetFolder(asset: string): string {
  return `.versions/${asset.split('/').map(fileName).join('/')}`
}

/** Puts these versions at their readable paths. May be repeated: the same copies are made again. */
async function publish(
  { bucket, prefix }: VersionedObjectsOptions,
  staged: readonly Staged[],
): Promise<readonly Staged[]> {
  await inParallel(staged, objectsAtOnce, async ({ location, asset, partition }) => {
    const { path, readable, bytes } = versionLocation.parse(location)
    const isThere = await bucket.copy(prefix + path, prefix + readable, bytes)
    if (!isThere) failGone({ bucket, key: prefix + path, at: { asset, partition } })
  })
  return staged
}

/**
 * Readable paths go first, so that none of them ever holds a value that is gone. A location of another kind of store,
 * where the asset was kept before, is not among the objects of this one.
 */
async function remove({ bucket, prefix }: VersionedObjectsOptions, values: readonly Removal[]): Promise<void> {
  const found = values.flatMap(({ location, published }) => {
    const { data } = versionLocation.safeParse(location)
    return data ? [{ ...data, published }] : []
  })
  await bucket.delete(found.filter(({ published }) => published).map(({ readable }) => prefix + readable))
  await bucket.delete(found.map(({ path }) => prefix + path))
}

/** Removes the objects of an attempt or a run, and frees uploads that its process did not end. */
async function sweep(
  { bucket, prefix }: VersionedObjectsOptions,
  attemptOrRun: string,
  keep: readonly Location[],
): Promise<number> {
  const kept = new Set(keep.map((location) => prefix + versionLocation.parse(location).path))
  let removed = 0
  // Those of the attempt itself, and those of all attempts of the run: other ids may begin with the same letters.
  for (const start of [`${prefix}${attemptOrRun}/`, `${prefix}${attemptOrRun}.`]) {
    const unrecorded = (await bucket.list(start)).filter((key) => !kept.has(key))
    await bucket.delete(unrecorded)
    await bucket.abortUploads?.(start)
    removed += unrecorded.length
  }
  return removed
}
