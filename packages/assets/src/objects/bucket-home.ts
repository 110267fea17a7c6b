import { fail, type StoreHome } from '@headwater/core/io'
import type { Bucket } from './bucket.ts'
import { probeBucket } from './probe-bucket.ts'

/** Where values lie. */
export interface BucketPlace {
  readonly bucket: Bucket
  /** A folder of the bucket, with or without slashes around it. Absent: its root. */
  readonly prefix: string | undefined
  /** By which address the bucket is reached; undefined: by the usual one. */
  readonly endpoint: string | undefined
}

const homes = new Map<string, StoreHome>()

/** What stands for a place of objects: one object for each, so that homes compare by identity. */
export function bucketHome(place: BucketPlace): StoreHome {
  const { bucket, prefix, endpoint } = place
  const name = JSON.stringify([bucket.name, folderOf(prefix), endpoint])
  const home = homes.get(name) ?? ownHome(place)
  homes.set(name, home)
  return home
}

/** A home that nothing else shares: for a bucket that is reached in a way of which nothing is known. */
export function ownHome({ bucket, prefix }: BucketPlace): StoreHome {
  const folder = folderOf(prefix)
  return Object.freeze<StoreHome>({
    name: `${bucket.name}/${folder}`,
    probe: () => probeBucket(bucket, folder),
  })
}

/**
 * What keys begin with: nothing, or a path with a slash at its end. Throws PATH_TEMPLATE_INVALID for one that services,
 * or the way to them, would take for another.
 */
export function folderOf(prefix = ''): string {
  const folder = prefix.replace(/^\/+|\/+$/g, '')
  if (folder.split('/').some((part) => part === '.' || part === '..')) {
    fail('PATH_TEMPLATE_INVALID', {
      message: `the prefix \`${prefix}\` of a bucket has a \`.\` or \`..\` in it`,
      hint: 'Write a folder of the bucket, such as `lake/raw`.',
    })
  }
  return folder === '' ? '' : `${folder}/`
}
