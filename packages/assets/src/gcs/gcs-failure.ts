import { fail } from '@headwater/core/io'

/** A request that GCS, or the way to it, refused. */
export interface GcsFailure {
  /** As the documentation of the JSON API calls it: `objects.insert`. */
  readonly request: string
  /** `gs://prices/raw/a.json` */
  readonly place: string
  readonly error: unknown
}

/**
 * Throws OBJECT_STORE_DENIED where the credentials are not good enough, BUCKET_MISSING where the bucket is not there, and
 * OBJECT_STORE_FAILED for everything else, with what to do about it.
 */
export function failGcs({ request, place, error }: GcsFailure): never {
  const words = error instanceof Error ? error.message : String(error)
  const message = `\`${request}\` of \`${place}\` failed: ${words}`
  const code = codeOf(error)
  if (isBucketMissing(error)) {
    const hint = 'Create the bucket, or mend the option `bucket`: names of buckets are shared by everybody.'
    return fail('BUCKET_MISSING', { message, hint, cause: error })
  }
  if (code === 403) {
    const hint = `Allow this account \`storage.${request}\` on the bucket: the role Storage Object User has all that is needed.`
    return fail('OBJECT_STORE_DENIED', { message, hint, cause: error })
  }
  if (code === 401 || /default credentials|invalid_grant/.test(words)) {
    const hint = 'Log in by `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS.'
    return fail('OBJECT_STORE_DENIED', { message, hint, cause: error })
  }
  return fail('OBJECT_STORE_FAILED', { message, hint: hintFor(code), cause: error })
}

/** The status of the reply, or the code of a network error. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** GCS answers 404 for an object and for a bucket that is not there, and tells them apart in its words alone. */
export function isBucketMissing(error: unknown): boolean {
  return codeOf(error) === 404 && error instanceof Error && /bucket does not exist/i.test(error.message)
}

function hintFor(code: unknown): string {
  switch (code) {
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return 'The service is overloaded or down: run again later, with a lower `concurrency` where it is your own load.'
    case 'ENOTFOUND':
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return 'Nothing answers there: look at `apiEndpoint`, STORAGE_EMULATOR_HOST and the network.'
    default:
      return 'Nothing of this attempt was published. Run again; if it fails again, ask whoever runs the service.'
  }
}
