import type * as clientS3 from '@aws-sdk/client-s3'
import { loadPeer } from '../load-peer.ts'
import type { S3Access, S3Credentials } from './s3-access.ts'

type Sdk = typeof clientS3

/** The client library with a client of it. */
export interface LoadedS3 {
  readonly sdk: Sdk
  readonly client: clientS3.S3Client
}

/** Throws PACKAGE_MISSING. */
export async function loadS3(access: S3Access): Promise<LoadedS3> {
  const sdk: Sdk = await loadPeer('@aws-sdk/client-s3', 's3()', () => import('@aws-sdk/client-s3'))
  return { sdk, client: (access.client as clientS3.S3Client | undefined) ?? makeClient(sdk, access) }
}

/** With the pauses of the SDK, six attempts bear about ten seconds of throttling. */
const maxAttempts = 6

function makeClient(sdk: Sdk, { region, endpoint, credentials }: S3Access): clientS3.S3Client {
  const isCustom = endpoint !== undefined || customEndpoint() !== undefined
  return new sdk.S3Client({
    maxAttempts,
    // A service at an address of its own has no name for each bucket, and seldom knows regions.
    forcePathStyle: isCustom,
    ...(region === undefined && isCustom && !process.env['AWS_REGION'] && { region: 'us-east-1' }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials: withToken(credentials) }),
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
}

function withToken({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
}

/** The variables that the SDK itself looks at. */
function customEndpoint(): string | undefined {
  return process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'] || undefined
}
