import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type S3FaultKind, type S3Server, type S3ServerOptions, startS3 } from '../../src/s3/index.ts'

async function started(options: S3ServerOptions = {}): Promise<S3Server> {
  const server = await startS3({ buckets: ['lake'], ...options })
  onTestFinished(() => server.close())
  return server
}

/** Nothing is tried again unless a test says so. */
function clientOf(server: S3Server, maxAttempts = 1): S3Client {
  const { url: endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts })
  onTestFinished(() => client.destroy())
  return client
}

const put = new PutObjectCommand({ Bucket: 'lake', Key: 'a', Body: 'content' })
const get = new GetObjectCommand({ Bucket: 'lake', Key: 'a' })

describe('a fault of the emulator of S3', () => {
  const refused: readonly (readonly [S3FaultKind, string])[] = [
    ['slow-down', 'SlowDown'],
    ['internal-error', 'InternalError'],
    ['deny', 'AccessDenied'],
    ['conflict', 'ConditionalRequestConflict'],
  ]
  it.each(refused)('`%s` is answered with %s, and nothing has happened', async (kind, name) => {
    const server = await started()
    const client = clientOf(server)
    server.faults.next({ do: kind, match: { method: 'PUT' } })
    await expect(client.send(put)).rejects.toMatchObject({ name })
    await expect(client.send(get)).rejects.toMatchObject({ name: 'NoSuchKey' })
    await client.send(put)
  })

  it('drops a connection before a request is done, or after it', async () => {
    const server = await started()
    const client = clientOf(server)
    server.faults.next({ do: 'drop-before' })
    await expect(client.send(put)).rejects.toThrow()
    await expect(client.send(get)).rejects.toMatchObject({ name: 'NoSuchKey' })
    server.faults.next({ do: 'drop-after', match: { path: '/lake/' } })
    await expect(client.send(put)).rejects.toThrow()
    await expect((await client.send(get)).Body?.transformToString()).resolves.toBe('content')
    expect(server.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'PUT dropped',
      'GET 404',
      'PUT dropped',
      'GET 200',
    ])
  })

  it('ends a reply in the middle of its content', async () => {
    const server = await started()
    const client = clientOf(server)
    await client.send(put)
    server.faults.next({ do: 'drop-halfway' })
    const { Body, ContentLength } = await client.send(get)
    expect(ContentLength).toBe(7)
    await expect(Body?.transformToString()).rejects.toThrow()
  })

  it('delays a reply, and hits only what it matches, as often as it is told', async () => {
    const server = await started()
    const client = clientOf(server)
    server.faults.next({ do: 'slow-down', match: { method: 'PUT', path: /\/b$/ } })
    server.faults.next({ do: 'delay', ms: 30, times: 2 })
    const start = performance.now()
    await client.send(put)
    await client.send(get)
    expect(performance.now() - start).toBeGreaterThanOrEqual(60)
    server.faults.next({ do: 'internal-error', times: 2 })
    server.faults.clear()
    await client.send(put)
  })
})

it('bears what the SDK tries again', async () => {
  const server = await started()
  const client = clientOf(server, 3)
  server.faults.next({ do: 'internal-error' })
  server.faults.next({ do: 'drop-before' })
  await client.send(put)
  expect(server.requests.map(({ status }) => status)).toEqual([500, 'dropped', 200])
})

it('refuses requests that are signed for another region, and names its own', async () => {
  const server = await started({ region: 'eu-central-1' })
  await clientOf(server).send(put)
  await expect(clientOf({ ...server, region: 'us-west-2' }).send(put)).rejects.toMatchObject({
    name: 'AuthorizationHeaderMalformed',
    Region: 'eu-central-1',
  })
})

it('answers with 501 what it does not have', async () => {
  const server = await started()
  const client = clientOf(server)
  const policy = new PutBucketPolicyCommand({ Bucket: 'lake', Policy: '{}' })
  await expect(client.send(policy)).rejects.toMatchObject({ name: 'NotImplemented' })
  const attributes = new GetObjectAttributesCommand({ Bucket: 'lake', Key: 'a', ObjectAttributes: ['ETag'] })
  await expect(client.send(attributes)).rejects.toMatchObject({ name: 'NotImplemented' })
})

it('wants to see the checksums of parts again where an upload was begun with one', async () => {
  const server = await started()
  const client = clientOf(server)
  const where = { Bucket: 'lake', Key: 'a' }
  const begin = new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: 'CRC32' })
  const { UploadId } = await client.send(begin)
  const part = new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: 'content' })
  const { ETag, ChecksumCRC32 } = await client.send(part)
  const complete = (more: object) => {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ...more }] }
    return client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }))
  }
  await expect(complete({})).rejects.toMatchObject({ name: 'InvalidRequest' })
  await complete({ ChecksumCRC32 })
})
