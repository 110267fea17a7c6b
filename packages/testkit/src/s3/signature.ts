import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { S3Error } from './s3-error.ts'
import { header, percentEncoded, type S3Request } from './s3-request.ts'

/** Who may do everything. */
export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/**
 * Refuses requests that are not signed with these keys, in the header or in the query of a presigned URL, by AWS
 * Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function verifySignature(request: S3Request, keys: S3Keys, now: number): void {
  const claim = claimOf(request)
  const [id = '', date = '', region = '', service = ''] = claim.credential.split('/')
  if (id !== keys.accessKeyId) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    throw new S3Error(403, 'InvalidAccessKeyId', message, { AWSAccessKeyId: id })
  }
  checkTime(claim, now)
  if (region !== keys.region) {
    const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${keys.region}'`
    throw new S3Error(400, 'AuthorizationHeaderMalformed', message, { Region: keys.region })
  }
  const scope = [date, region, service, 'aws4_request'].join('/')
  const toSign = ['AWS4-HMAC-SHA256', claim.time, scope, sha256(canonicalRequest(request, claim))].join('\n')
  const signingKey = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${keys.secretAccessKey}`,
  )
  const [expected, found] = [hmac(signingKey, toSign), Buffer.from(claim.signature, 'hex')]
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) {
    const message = 'The request signature we calculated does not match the signature you provided.'
    throw new S3Error(403, 'SignatureDoesNotMatch', message)
  }
}

/** What a request says of its own signature. */
interface Claim {
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  /** `20240102T210000Z` */
  readonly time: string
  readonly payload: string
  /** Seconds that a presigned URL holds. */
  readonly expires: number | undefined
}

const allowedSkewMs = 15 * 60_000

function claimOf(request: S3Request): Claim {
  const { query } = request
  if (query.has('X-Amz-Signature')) {
    return {
      credential: query.get('X-Amz-Credential') ?? '',
      signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
      signature: query.get('X-Amz-Signature') ?? '',
      time: query.get('X-Amz-Date') ?? '',
      payload: 'UNSIGNED-PAYLOAD',
      expires: Number(query.get('X-Amz-Expires')),
    }
  }
  const authorization = header(request, 'authorization')
  const part = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? ''
  if (part('Credential') === '') throw new S3Error(403, 'AccessDenied', 'Access Denied')
  return {
    credential: part('Credential'),
    signedHeaders: part('SignedHeaders'),
    signature: part('Signature'),
    time: header(request, 'x-amz-date'),
    payload: header(request, 'x-amz-content-sha256'),
    expires: undefined,
  }
}

function checkTime({ time, expires }: Claim, now: number): void {
  const signedAt = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (expires !== undefined) {
    if (now > signedAt + expires * 1000) throw new S3Error(403, 'AccessDenied', 'Request has expired')
    return
  }
  if (Math.abs(now - signedAt) <= allowedSkewMs) return
  const message = 'The difference between the request time and the current time is too large.'
  throw new S3Error(403, 'RequestTimeTooSkewed', message, {
    RequestTime: time,
    ServerTime: new Date(now).toISOString(),
  })
}

function canonicalRequest(request: S3Request, { signedHeaders, payload }: Claim): string {
  const path = request.path.split('/').map((part) => percentEncoded(decodeURIComponent(part)))
  const query = Array.from(request.query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${header(request, name).trim().replaceAll(/ +/g, ' ')}`)
  return [request.method, path.join('/'), query.sort().join('&'), ...headers, '', signedHeaders, payload].join('\n')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
