import { type ObjectStore, objectStore } from '../files/index.ts'
import { bucketHome, objectIoManager, ownHome } from '../objects/index.ts'
import type { S3Access } from './s3-access.ts'
import { S3Bucket } from './s3-bucket.ts'
import { type LoadedS3, loadS3 } from './s3-client.ts'

export interface S3Options extends S3Access {
  readonly bucket: string
  /** A folder of the bucket that everything lies in. Default: the bucket's root. */
  readonly prefix?: string | undefined
}

/**
 * Keeps values as objects in a bucket of S3, or of a service that speaks its language and has conditional writes. Needs
 * `npm install @aws-sdk/client-s3`, which is loaded at the first use. Versions lie below `.versions/` of the prefix, each
 * under a name of its own; the readable paths hold copies of the newest.
 *
 * `region`, `endpoint` and `credentials` are by default what the SDK finds in the environment (AWS_REGION,
 * AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID...) and in `~/.aws`. At an endpoint of its own, a bucket is addressed by path and the
 * region is by default `us-east-1`. `client` is an `S3Client` of yours, which then is used as it is.
 *
 * Each IO manager throws OBJECT_STORE_DENIED, BUCKET_MISSING and OBJECT_STORE_FAILED where S3 refuses, once the SDK has
 * tried six times what may be tried again; OBJECT_EXISTS where two processes make one attempt; PACKAGE_MISSING;
 * VALUE_GONE and VALUE_DAMAGED on reading. In a bucket with versioning, what is removed stays as an older version until a
 * lifecycle rule ends that.
 *
 * @example const lake = s3({ bucket: 'prices', prefix: 'lake' })
 */
export function s3(options: S3Options): ObjectStore {
  const { bucket: name, prefix, endpoint, client } = options
  let loading: Promise<LoadedS3> | undefined
  const bucket = new S3Bucket(name, () => (loading ??= loadS3(options)))
  const home = (client ? ownHome : bucketHome)({ bucket, prefix, endpoint })
  const place = { bucket, prefix, home }
  return objectStore(`s3(${name}${prefix === undefined ? '' : `/${prefix}`})`, (objects) =>
    objectIoManager(place, objects),
  )
}
