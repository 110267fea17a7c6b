import type * as cloudStorage from '@google-cloud/storage'
import { type ObjectStore, objectStore } from '../files/index.ts'
import { bucketHome, objectIoManager, ownHome } from '../objects/index.ts'
import type { GcsAccess } from './gcs-access.ts'
import { GcsBucket } from './gcs-bucket.ts'
import { loadGcs } from './gcs-client.ts'

export interface GcsOptions extends GcsAccess {
  readonly bucket: string
  /** A folder of the bucket that everything lies in. Default: the bucket's root. */
  readonly prefix?: string | undefined
}

/**
 * Keeps values as objects in a bucket of Google Cloud Storage. Needs `npm install @google-cloud/storage`, which is loaded
 * at the first use. Versions lie below `.versions/` of the prefix, each under a name of its own; the readable paths hold
 * copies of the newest.
 *
 * `projectId` and the credentials are by default what the SDK finds (GOOGLE_CLOUD_PROJECT, GOOGLE_APPLICATION_CREDENTIALS,
 * `gcloud auth application-default login`, the account of the machine). `apiEndpoint`, or STORAGE_EMULATOR_HOST, is for
 * emulators: nobody logs in there. `client` is a `Storage` of yours, which then is used as it is.
 *
 * Each IO manager throws OBJECT_STORE_DENIED, BUCKET_MISSING and OBJECT_STORE_FAILED where GCS refuses, once the SDK has
 * tried six times what may be tried again; OBJECT_EXISTS where two processes make one attempt; PACKAGE_MISSING;
 * VALUE_GONE and VALUE_DAMAGED on reading.
 *
 * @example const lake = gcs({ bucket: 'prices', prefix: 'lake' })
 */
export function gcs(options: GcsOptions): ObjectStore {
  const { bucket: name, prefix, apiEndpoint, client } = options
  let loading: Promise<cloudStorage.Storage> | undefined
  const bucket = new GcsBucket(name, () => (loading ??= loadGcs(options)))
  const home = (client ? ownHome : bucketHome)({ bucket, prefix, endpoint: apiEndpoint })
  const place = { bucket, prefix, home }
  return objectStore(`gcs(${name}${prefix === undefined ? '' : `/${prefix}`})`, (objects) =>
    objectIoManager(place, objects),
  )
}
