import { type FaultKind, Faults } from '../faults/faults.ts'
import { GoogleError } from '../google/google-error.ts'
import { type Route, serveGoogle } from '../google/serve-google.ts'
import { Buckets } from './bucket.ts'
import { bucketRoutes, objectRoutes } from './object-routes.ts'
import { uploadRoutes } from './uploads.ts'

/** An emulator of Google Cloud Storage on 127.0.0.1. */
export interface GcsServer {
  /** `http://127.0.0.1:<port>`, for `new Storage({ apiEndpoint: url, projectId })` or STORAGE_EMULATOR_HOST. */
  readonly url: string
  /** What shall go wrong with the next requests. */
  readonly faults: Faults
  /** Ends all connections and forgets all objects. */
  close(): Promise<void>
}

/**
 * Starts an emulator of GCS's JSON API, for tests: buckets, and objects in memory with simple, multipart and resumable
 * uploads, ranged downloads, metadata, listing, copy, rewrite, delete, generations and preconditions. What it does not
 * have is answered with 501 `notImplemented`.
 *
 * It does not prove: permissions (every caller may do anything), object versioning, retention, composing, speed, and how
 * GCS behaves under load. Content is kept in memory, once.
 *
 * @example
 * const gcs = await startGcs()
 * gcs.faults.next({ do: 'drop-after', match: { method: 'POST', path: '/upload/' } })
 */
export async function startGcs(): Promise<GcsServer> {
  const buckets = new Buckets()
  const faults = new Faults()
  const routes = [...bucketRoutes(buckets), ...uploadRoutes(buckets), ...objectRoutes(buckets)]
  const { url, close } = await serveGoogle({ routes: [...routes, ...routes.flatMap(shortened)], faults, errorOf })
  return { url, faults, close }
}

/** Where STORAGE_EMULATOR_HOST names the server, the SDK for Node.js leaves the start of most paths out. */
function shortened(route: Route): readonly Route[] {
  const start = '/storage/v1'
  return route.path.startsWith(start) ? [{ ...route, path: route.path.slice(start.length) }] : []
}

function errorOf(kind: FaultKind): GoogleError | undefined {
  if (kind === 'rate-limit') {
    return new GoogleError(
      429,
      'rateLimitExceeded',
      'The object exceeded the rate limit for object mutation operations.',
    )
  }
  return kind === 'unavailable' ? new GoogleError(503, 'backendError', 'Backend Error') : undefined
}
