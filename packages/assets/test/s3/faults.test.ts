import { randomBytes } from 'node:crypto'
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import type { Attempt, Staged, Store } from '@headwater/core/io'
import type { S3Server } from '@headwater/testkit'
import { describe, expect, it } from 'vitest'
import { partBytes } from '../../src/objects/index.ts'
import { s3, type S3Options } from '../../src/s3/index.ts'
import { BesideS3, bucket, optionsFor, s3OfTest } from './s3-of-test.ts'

const attempt: Attempt = { id: 'run1.1', runId: 'run1', token: 1 }
const at = { asset: 'market/prices', partition: '2024-01-02', attempt, dimensions: { partition: '2024-01-02' } }
const version = '.versions/market/prices/run1.1/2024-01-02'

function storeOf(server: S3Server, options: Partial<S3Options> = {}): Store {
  return s3({ ...optionsFor(server), ...options }).json().store!
}

function bytesStoreOf(server: S3Server): Store {
  return s3(optionsFor(server)).bytes().store!
}

/** A client that does not try again: what the service says comes at once. */
function impatient(server: S3Server, more: Partial<S3ClientConfig> = {}): Partial<S3Options> {
  const { url: endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  return { client: new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, ...more }) }
}

async function staged(store: Store, value: unknown): Promise<Staged> {
  const [one] = await store.stage([{ value, at }])
  return one!
}

const repliesTo = (server: S3Server, method: string) =>
  server.requests.filter((request) => request.method === method).map(({ status }) => status)

describe('a put whose reply is lost', () => {
  it('is known for our own by its mark', async () => {
    const server = await s3OfTest()
    const store = storeOf(server)
    server.faults.next({ do: 'drop-after', match: { method: 'PUT' } })
    const { location } = await staged(store, { a: 1 })
    expect(repliesTo(server, 'PUT')).toEqual(['dropped', 412])
    expect(repliesTo(server, 'HEAD')).toEqual([200])
    expect((await store.read(location, at)).value).toEqual({ a: 1 })
  })

  it('of a large object is so too, and leaves no upload behind', async () => {
    const server = await s3OfTest()
    const store = bytesStoreOf(server)
    const value = randomBytes(partBytes + 1)
    // The first POST begins the upload, the second one completes it.
    server.faults.next({ do: 'delay', match: { method: 'POST' } })
    server.faults.next({ do: 'drop-after', match: { method: 'POST' } })
    const { location, bytes } = await staged(store, value)
    expect(repliesTo(server, 'POST')).toEqual([200, 'dropped', 404])
    expect(bytes).toBe(value.length)
    expect(value.equals((await store.read(location, at)).value as Buffer)).toBe(true)
    expect(await uploadsIn(server)).toEqual([])
  })

  it('of the copy of a large object is so too', async () => {
    const server = await s3OfTest()
    const io = s3(optionsFor(server)).bytes()
    const value = randomBytes(5 * partBytes)
    const one = await staged(io.store!, value)
    server.faults.next({ do: 'delay', match: { method: 'POST' } })
    server.faults.next({ do: 'drop-after', match: { method: 'POST' } })
    await io.store!.publish([one], attempt)
    expect(value.equals((await io.read(at)) as Buffer)).toBe(true)
    expect(await uploadsIn(server)).toEqual([])
    await io.store!.sweep('run1', at.asset, [])
    await expect(io.store!.publish([one], attempt)).rejects.toMatchObject({ code: 'VALUE_GONE' })
  })

  it('is no success where somebody else has the name', async () => {
    const server = await s3OfTest()
    await new BesideS3(server).put(`${version}.json`, 'theirs')
    await expect(staged(storeOf(server), { a: 1 })).rejects.toMatchObject({
      code: 'OBJECT_EXISTS',
      message: `\`s3://lake/${version}.json\` was not written: another writer has written it, and objects are written once`,
    })
    expect((await new BesideS3(server).get(`${version}.json`)).toString()).toBe('theirs')
  })
})

describe('two writers of one name', () => {
  it.each([
    ['different', 1, 2],
    ['equal', 1, 1],
  ])('of %s values: one wins, and the other says so', async (_, ...values) => {
    const server = await s3OfTest()
    const ends = await Promise.allSettled(values.map((value) => staged(storeOf(server), value)))
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))
    expect([won.length, lost]).toEqual([1, ['OBJECT_EXISTS']])
    const winner = ends.findIndex(({ status }) => status === 'fulfilled')
    expect((await storeOf(server).read(won[0]!.location, at)).value).toBe(values[winner])
  })

  it('that conflict are sent again', async () => {
    const server = await s3OfTest()
    server.faults.next({ do: 'conflict', match: { method: 'PUT' }, times: 2 })
    await staged(storeOf(server), 1)
    expect(repliesTo(server, 'PUT')).toEqual([409, 409, 200])
  })
})

describe('a service in trouble', () => {
  it('is borne as long as it does not last', async () => {
    const server = await s3OfTest()
    const store = storeOf(server)
    server.faults.next({ do: 'slow-down', times: 2 })
    server.faults.next({ do: 'internal-error' })
    server.faults.next({ do: 'drop-before' })
    const one = await staged(store, [1])
    expect(repliesTo(server, 'PUT')).toEqual([503, 503, 500, 'dropped', 200])
    expect((await store.read(one.location, at)).value).toEqual([1])
  })

  it('is told with its own words when it lasts', async () => {
    const server = await s3OfTest()
    server.faults.next({ do: 'slow-down', times: 100 })
    await expect(staged(storeOf(server, impatient(server)), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      message: `\`PutObject\` of \`s3://lake/${version}.json\` failed: SlowDown: Please reduce your request rate.`,
      hint: expect.stringContaining('overloaded'),
    })
  })

  it('may break off in the middle of a value, which is read on from there', async () => {
    const server = await s3OfTest()
    const store = bytesStoreOf(server)
    const value = randomBytes(3_000_000)
    const { location } = await staged(store, value)
    server.faults.next({ do: 'drop-halfway', match: { method: 'GET' }, times: 3 })
    expect(value.equals((await store.read(location, at)).value as Buffer)).toBe(true)
    expect(repliesTo(server, 'GET')).toEqual([200, 206, 206, 206])
    server.faults.next({ do: 'drop-halfway', match: { method: 'GET' }, times: 100 })
    await expect(store.read(location, at)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      message: expect.stringContaining('broke off 5 times'),
    })
  })

  it('leaves no part of a large object behind that could not be sent', async () => {
    const server = await s3OfTest()
    server.faults.next({ do: 'deny', match: { method: 'PUT' } })
    await expect(staged(bytesStoreOf(server), randomBytes(partBytes + 1))).rejects.toMatchObject({
      code: 'OBJECT_STORE_DENIED',
    })
    expect(await uploadsIn(server)).toEqual([])
    expect(await new BesideS3(server).keys()).toEqual([])
  })

  it('has its uploads freed that a dead process left behind, and no others', async () => {
    const server = await s3OfTest()
    const begin = (Key: string) =>
      new BesideS3(server).client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))
    const others = `.versions/market/prices/run1.10/2024-01-02.json`
    await begin(`${version}.json`)
    await begin(others)
    expect(await storeOf(server).sweep(attempt.id, at.asset, [])).toBe(0)
    expect(await uploadsIn(server)).toEqual([others])
  })
})

describe('what is wrong with the way to a bucket is told apart', () => {
  it('a bucket that is not there', async () => {
    const server = await s3OfTest()
    await expect(staged(storeOf(server, { bucket: 'nowhere' }), 1)).rejects.toMatchObject({
      code: 'BUCKET_MISSING',
      message: expect.stringContaining('`s3://nowhere/'),
      hint: expect.stringContaining('Create the bucket'),
    })
  })

  it('credentials that may not, that are wrong, that are absent', async () => {
    const server = await s3OfTest()
    server.faults.next({ do: 'deny', match: { method: 'PUT' } })
    await expect(staged(storeOf(server), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_DENIED',
      hint: 'Allow these credentials `s3:PutObject` on the bucket, its objects and its key of KMS.',
    })
    const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: 'wrong' }
    await expect(staged(storeOf(server, { credentials }), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_DENIED',
      message: expect.stringContaining('SignatureDoesNotMatch'),
      hint: expect.stringContaining('AWS_SECRET_ACCESS_KEY'),
    })
    const none = {
      credentials: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    }
    await expect(staged(storeOf(server, impatient(server, none)), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_DENIED',
      hint: expect.stringContaining('aws sso login'),
    })
  })

  it('another region', async () => {
    const server = await s3OfTest()
    await expect(staged(storeOf(server, { region: 'eu-west-1' }), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      hint: 'The bucket lies in another region: set `region` or AWS_REGION to `us-east-1`.',
    })
  })

  it('a clock that is wrong', async () => {
    const server = await s3OfTest()
    const skewed = { systemClockOffset: 3_600_000 }
    await expect(staged(storeOf(server, impatient(server, skewed)), 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      hint: 'The clock of this machine is wrong by more than 15 minutes: set it.',
    })
  })

  it('nobody there', async () => {
    const server = await s3OfTest()
    const store = storeOf(server, impatient(server))
    await server.close()
    await expect(staged(store, 1)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
      hint: expect.stringContaining('Nothing answers there'),
    })
  })
})

describe('an object that is not what was stored', () => {
  it('is damaged when its bytes are others', async () => {
    const server = await s3OfTest()
    const store = storeOf(server)
    const { location } = await staged(store, { a: 1 })
    await new BesideS3(server).put(`${version}.json`, '{"a":2}\n')
    await expect(store.read(location, at)).rejects.toMatchObject({
      code: 'VALUE_DAMAGED',
      asset: 'market/prices',
      partition: '2024-01-02',
      message: expect.stringContaining(`\`s3://lake/${version}.json\`, the value of asset \`market/prices\``),
    })
  })

  it('is gone when somebody deleted it, for readers and for its publishing', async () => {
    const server = await s3OfTest()
    const store = storeOf(server)
    const one = await staged(store, { a: 1 })
    await store.sweep('run1', at.asset, [])
    await expect(store.read(one.location, at)).rejects.toMatchObject({ code: 'VALUE_GONE' })
    await expect(store.publish([one], attempt)).rejects.toMatchObject({ code: 'VALUE_GONE' })
  })

  it('is told when a readable object was put there by hand and is none', async () => {
    const server = await s3OfTest()
    await new BesideS3(server).put('market/prices/2024-01-02.json', 'no JSON')
    const io = s3(optionsFor(server)).json()
    await expect(io.read(at)).rejects.toMatchObject({ code: 'VALUE_DAMAGED' })
  })
})

async function uploadsIn(server: S3Server): Promise<readonly (string | undefined)[]> {
  const list = new ListMultipartUploadsCommand({ Bucket: bucket })
  const { Uploads = [] } = await new BesideS3(server).client.send(list)
  return Uploads.map(({ Key }) => Key)
}
