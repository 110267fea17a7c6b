import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, Faults } from '../faults/faults.ts'
import { Bucket } from './bucket.ts'
import { bucketRoutes, type Buckets, xmlReply } from './bucket-routes.ts'
import { objectRoutes } from './object-routes.ts'
import { S3Error } from './s3-error.ts'
import { type S3Reply, type S3Request, s3Request } from './s3-request.ts'
import { type S3Keys, verifySignature } from './signature.ts'
import { uploadRoutes } from './upload-routes.ts'

export interface S3ServerOptions {
  /** Who may do everything. Default: `test-key`. */
  readonly accessKeyId?: string | undefined
  /** Default: `test-secret`. */
  readonly secretAccessKey?: string | undefined
  /** Where the buckets lie: requests that are signed for another region are refused. Default: `us-east-1`. */
  readonly region?: string | undefined
  /** Names of buckets that are there from the start. Default: none. */
  readonly buckets?: readonly string[] | undefined
}

/**
 * What can go wrong with a request: `slow-down` is 503 SlowDown, `internal-error` 500, `deny` 403 AccessDenied, `conflict`
 * 409 ConditionalRequestConflict, all of them without having done anything. The connection ends without a reply: with
 * `drop-before` nothing has happened, with `drop-after` what was asked for. With `drop-halfway` it ends in the middle of
 * the body, and `delay` replies `ms` later.
 */
export type S3FaultKind =
  | 'slow-down'
  | 'internal-error'
  | 'deny'
  | 'conflict'
  | 'drop-before'
  | 'drop-after'
  | 'drop-halfway'
  | 'delay'

/** A request that the server has received, in the order of arrival. */
export interface S3Received {
  readonly method: string
  readonly bucket: string
  readonly key: string
  /** Without the question mark: `uploadId=...&partNumber=1`. */
  readonly query: string
  /** What was answered; `dropped` where the connection was ended instead. */
  readonly status: number | 'dropped'
}

/** An emulator of S3 on 127.0.0.1. */
export interface S3Server {
  /** `http://127.0.0.1:<port>`, for `endpoint` of an S3Client with `forcePathStyle: true`, or AWS_ENDPOINT_URL. */
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  /** What shall go wrong with the next requests. */
  readonly faults: Faults<S3FaultKind>
  /** All requests so far. */
  readonly requests: readonly S3Received[]
  /** Ends all connections and forgets all objects. */
  close(): Promise<void>
}

/**
 * Starts an emulator of S3, for tests. It has: buckets; objects with metadata, tags and versions; ranges; ListObjectsV2;
 * multipart uploads; copies; conditional writes; checksums (CRC-32, CRC-32C, SHA-1, SHA-256) and `aws-chunked` bodies;
 * Signature Version 4 in headers and presigned URLs, verified, with its limits on clock and region. What it does not have
 * is answered with 501 NotImplemented.
 *
 * It does not prove: policies (one key may do everything), encryption, storage classes, speed, how S3 behaves under load,
 * or that TLS works. Everything is kept in memory.
 *
 * @example
 * const s3 = await startS3({ buckets: ['lake'] })
 * s3.faults.next({ do: 'drop-after', match: { method: 'PUT', path: '/lake/' } })
 */
export async function startS3(options: S3ServerOptions = {}): Promise<S3Server> {
  const keys = {
    accessKeyId: options.accessKeyId ?? 'test-key',
    secretAccessKey: options.secretAccessKey ?? 'test-secret',
    region: options.region ?? 'us-east-1',
  }
  const serving: Serving = {
    keys,
    faults: new Faults(),
    buckets: new Map(options.buckets?.map((name) => [name, new Bucket()])),
    received: [],
  }
  const server = createServer((request, response) => void handle(request, response, serving))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...keys,
    url: `http://127.0.0.1:${port}`,
    faults: serving.faults,
    requests: serving.received,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

interface Serving {
  readonly keys: S3Keys
  readonly faults: Faults<S3FaultKind>
  readonly buckets: Buckets
  readonly received: S3Received[]
}

async function handle(incoming: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
  } catch {
    // The client went away in the middle of its request: nobody is there to be answered.
    return
  }
  const request = s3Request(incoming.method ?? '', incoming.url ?? '', incoming.headers, Buffer.concat(chunks))
  const { method, bucket, key, path } = request
  const fault = serving.faults.take({ method, path })
  const reply = await answer(request, serving, fault)
  const status = reply?.status ?? 'dropped'
  serving.received.push({ method, bucket, key, query: request.query.toString(), status })
  if (!reply) incoming.socket.destroy()
  else send(response, reply, { isHead: method === 'HEAD', isCut: fault?.do === 'drop-halfway' })
}

/** Undefined where there shall be no reply. */
async function answer(
  request: S3Request,
  serving: Serving,
  fault: Fault<S3FaultKind> | undefined,
): Promise<S3Reply | undefined> {
  if (fault?.do === 'drop-before') return undefined
  if (fault?.do === 'delay') await sleep(fault.ms)
  try {
    if (fault) refuse(fault.do)
    const reply = route(request, serving)
    return fault?.do === 'drop-after' ? undefined : reply
  } catch (error) {
    const refusal = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error))
    return refusal.reply()
  }
}

function refuse(fault: S3FaultKind): void {
  switch (fault) {
    case 'slow-down':
      throw new S3Error(503, 'SlowDown', 'Please reduce your request rate.')
    case 'internal-error':
      throw new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.')
    case 'deny':
      throw new S3Error(403, 'AccessDenied', 'Access Denied')
    case 'conflict':
      throw new S3Error(409, 'ConditionalRequestConflict', 'A conflicting operation occurred on this resource.')
    default:
  }
}

function route(request: S3Request, { keys, buckets }: Serving): S3Reply {
  verifySignature(request, keys, Date.now())
  const { method, query, bucket: name, key } = request
  const absent = absentParts.find((part) => query.has(part))
  if (absent) throw new S3Error(501, 'NotImplemented', `This server has no \`${absent}\`.`)
  if (name === '') {
    return xmlReply('ListAllMyBucketsResult', { Buckets: { Bucket: [...buckets.keys()].map((Name) => ({ Name })) } })
  }
  if (method === 'PUT' && key === '' && !query.has('versioning')) return createBucket(name, buckets)
  const bucket = buckets.get(name)
  if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })
  if (key === '') return bucketRoutes(request, bucket, buckets)
  const isUpload = query.has('uploads') || query.has('uploadId')
  return (isUpload ? uploadRoutes : objectRoutes)(request, bucket, buckets)
}

/** What S3 keeps beside buckets and objects. A request for one must not be taken for one for the object itself. */
const absentParts = [
  'acl',
  'attributes',
  'cors',
  'encryption',
  'legal-hold',
  'lifecycle',
  'logging',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'publicAccessBlock',
  'replication',
  'restore',
  'retention',
  'select',
  'torrent',
  'website',
]

function createBucket(name: string, buckets: Buckets): S3Reply {
  if (buckets.has(name)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.'
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', message, { BucketName: name })
  }
  buckets.set(name, new Bucket())
  return { status: 200, headers: { location: `/${name}` } }
}

interface Sending {
  readonly isHead: boolean
  readonly isCut: boolean
}

function send(response: ServerResponse, reply: S3Reply, { isHead, isCut }: Sending): void {
  const { status, headers, body = Buffer.alloc(0) } = reply
  response.writeHead(status, {
    'x-amz-request-id': 'emulated',
    ...headers,
    ...(status !== 204 && status !== 304 && { 'content-length': String(body.length) }),
  })
  if (isHead) response.end()
  else if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy())
  else response.end(body)
}
