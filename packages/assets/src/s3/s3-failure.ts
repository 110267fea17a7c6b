import { fail } from '@headwater/core/io'

/** A request that S3, or the way to it, refused. */
export interface S3Failure {
  /** As the SDK calls it: `PutObject`. */
  readonly request: string
  /** `s3://prices/raw/a.json` */
  readonly place: string
  readonly error: unknown
}

/**
 * Throws OBJECT_STORE_DENIED where the credentials are not good enough, BUCKET_MISSING where the bucket is not there, and
 * OBJECT_STORE_FAILED for everything else, with what to do about it.
 */
export function failS3({ request, place, error }: S3Failure): never {
  const { name, message, status, attempts } = partsOf(error)
  const tries = attempts > 1 ? ` (after ${attempts} attempts)` : ''
  const refused = `\`${request}\` of \`${place}\` failed${tries}: ${name === 'Error' ? '' : `${name}: `}${message}`
  if (name === 'NoSuchBucket') {
    const hint = 'Create the bucket, or mend the option `bucket`: names of buckets are shared by all of a service.'
    return fail('BUCKET_MISSING', { message: refused, hint, cause: error })
  }
  if (status === 403 && name !== 'RequestTimeTooSkewed') {
    return fail('OBJECT_STORE_DENIED', { message: refused, hint: denialHint(name, request), cause: error })
  }
  if (name === 'CredentialsProviderError') {
    const hint = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in by `aws sso login`, or give `credentials`.'
    return fail('OBJECT_STORE_DENIED', { message: refused, hint, cause: error })
  }
  return fail('OBJECT_STORE_FAILED', { message: refused, hint: hintFor(name, error), cause: error })
}

/** The name that S3 or the SDK gives an error; empty where it has none. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

/** The status of the reply; 0 where there was none. */
export function statusOf(error: unknown): number {
  return partsOf(error).status
}

interface Parts {
  readonly name: string
  readonly message: string
  readonly status: number
  readonly attempts: number
}

interface Metadata {
  readonly httpStatusCode?: number
  readonly attempts?: number
}

function partsOf(error: unknown): Parts {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), status: 0, attempts: 0 }
  const metadata = '$metadata' in error ? (error.$metadata as Metadata) : {}
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  // The SDK takes the name of a network error from its code, and that of a service's error from the reply.
  const name = error.name === 'Error' || error.name === 'AggregateError' ? code : error.name
  const message = error.message === '' ? code : error.message
  return { name, message, status: metadata.httpStatusCode ?? 0, attempts: metadata.attempts ?? 0 }
}

function denialHint(name: string, request: string): string {
  switch (name) {
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
      return 'The access key or its secret is wrong: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or at `credentials`.'
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
      return 'The session has expired: log in again.'
    default:
      return `Allow these credentials \`s3:${permissionFor(request)}\` on the bucket, its objects and its key of KMS.`
  }
}

/** Permissions are named after the requests, with exceptions. */
function permissionFor(request: string): string {
  switch (request) {
    case 'HeadObject':
      return 'GetObject'
    case 'CopyObject':
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'UploadPartCopy':
    case 'CompleteMultipartUpload':
      return 'PutObject'
    case 'DeleteObjects':
      return 'DeleteObject'
    case 'ListObjectsV2':
      return 'ListBucket'
    case 'ListMultipartUploads':
      return 'ListBucketMultipartUploads'
    default:
      return request
  }
}

function hintFor(name: string, error: unknown): string {
  switch (name) {
    case 'RequestTimeTooSkewed':
      return 'The clock of this machine is wrong by more than 15 minutes: set it.'
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `The bucket lies in another region: set \`region\` or AWS_REGION${regionIn(error)}.`
    case 'EndpointError':
      return addressHint
    case 'InvalidBucketName':
      return bucketHint
    case 'SlowDown':
    case 'ServiceUnavailable':
    case 'InternalError':
      return 'The service is overloaded or down: run again later, with a lower `concurrency` where it is your own load.'
    case 'ENOTFOUND':
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'TimeoutError':
      return 'Nothing answers there: look at `endpoint`, AWS_ENDPOINT_URL, the region and the network.'
    default:
      return (
        unnamedHints.find(({ words }) => words.test(partsOf(error).message))?.hint ??
        'Nothing of this attempt was published. Run again; if it fails again, ask whoever runs the service.'
      )
  }
}

const addressHint = 'Write the address as `https://host:port`: look at `endpoint` and AWS_ENDPOINT_URL.'
const bucketHint = 'Mend the option `bucket`: a name has no slashes, blanks or capitals, and is not empty.'

/** What the SDK refuses before it asks S3 has no name of its own. */
const unnamedHints = [
  { words: /^Region is missing/, hint: 'Set `region` or AWS_REGION to where the bucket lies.' },
  { words: /^No value provided for input HTTP label: Bucket/, hint: bucketHint },
  { words: /^Invalid URL/, hint: addressHint },
] as const

function regionIn(error: unknown): string {
  const region = error instanceof Error && 'Region' in error ? error.Region : undefined
  return typeof region === 'string' ? ` to \`${region}\`` : ''
}
