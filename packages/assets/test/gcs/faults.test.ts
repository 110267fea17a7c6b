import { randomBytes } from 'node:crypto'
import { Storage } from '@google-cloud/storage'
import type { Attempt, Staged, Store } from '@headwater/core/io'
import type { GcsServer } from '@headwater/testkit'
import { describe, expect, it } from 'vitest'
import { gcs, type GcsOptions } from '../../src/gcs/index.ts'
import { GcsBucket } from '../../src/gcs/gcs-bucket.ts'
import { createObject } from '../../src/objects/create-object.ts'
import { partBytes } from '../../src/objects/index.ts'
import { readObject } from '../../src/objects/read-object.ts'
import { bucket, clientOf, gcsOfTest, optionsFor } from './gcs-of-test.ts'
import { proxyOfTest } from './stalling-proxy.ts'

describe('gcs', () => {
  const attempt: Attempt = { id: 'run1.1', runId: 'run1', token: 1 }
  const at = { asset: 'market/prices', partition: '2024-01-02', attempt, dimensions: { partition: '2024-01-02' } }
  const version = '.versions/market/prices/run1.1/2024-01-02.bin'

  const storeOf = (server: GcsServer, options: Partial<GcsOptions> = {}) =>
    gcs({ ...optionsFor(server), ...options }).bytes().store!

  async function staged(store: Store, value: Buffer): Promise<Staged> {
    const [one] = await store.stage([{ value, at }])
    return one!
  }

  it('knows a put whose reply was lost for its own by its mark', async () => {
    const server = await gcsOfTest()
    const store = storeOf(server)
    server.faults.next({ do: 'drop-after', match: { method: 'POST', path: '/upload/' } })
    const { location } = await staged(store, Buffer.from('content'))
    expect((await store.read(location, at)).value).toEqual(Buffer.from('content'))
  })

  it('sends large values in parts, and knows the last of them for its own where its reply was lost', async () => {
    const server = await gcsOfTest()
    const store = storeOf(server)
    const value = randomBytes(partBytes * 2 + 1)
    server.faults.next({ do: 'delay', match: { method: 'PUT' }, times: 2 })
    server.faults.next({ do: 'drop-after', match: { method: 'PUT' } })
    const { location, bytes } = await staged(store, value)
    expect(bytes).toBe(value.length)
    expect(value.equals((await store.read(location, at)).value as Buffer)).toBe(true)
  })

  it('lets one of two writers of a name win, and the other says so', async () => {
    const server = await gcsOfTest()
    const ends = await Promise.allSettled(['a', 'b'].map((text) => staged(storeOf(server), Buffer.from(text))))
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))
    expect(lost).toEqual(['OBJECT_EXISTS'])
    const winner = ends.findIndex(({ status }) => status === 'fulfilled')
    const [found] = await clientOf(server).bucket(bucket).file(version).download()
    expect(found.toString()).toBe('ab'[winner])
  })

  it('bears a service in trouble that does not last', async () => {
    const server = await gcsOfTest()
    const store = storeOf(server)
    server.faults.next({ do: 'unavailable' })
    server.faults.next({ do: 'drop-before' })
    const one = await staged(store, Buffer.from('content'))
    server.faults.next({ do: 'rate-limit' })
    expect((await store.read(one.location, at)).value).toEqual(Buffer.from('content'))
  })

  it('bears a service that refuses connections while it is started again', async () => {
    const proxy = await proxyOfTest((await gcsOfTest()).url)
    const store = gcs({ bucket, projectId: 'test', apiEndpoint: proxy.url }).bytes().store!
    for (const value of [Buffer.from('content'), randomBytes(partBytes + 1)]) {
      proxy.close()
      const opened = setTimeout(() => proxy.listen(), 1200)
      const { location } = await staged(store, value)
      expect(value.equals((await store.read(location, at)).value as Buffer)).toBe(true)
      clearTimeout(opened)
      await store.sweep('run1', at.asset, [])
    }
  })

  it('reads on where content stops coming, and gives up an upload that is not taken', async () => {
    const proxy = await proxyOfTest((await gcsOfTest()).url)
    const client = new Storage({ projectId: 'test', apiEndpoint: proxy.url })
    const impatient = new GcsBucket(bucket, async () => client, { replyMs: 5000, idleMs: 500 })
    const content = randomBytes(5 * 2 ** 20)
    await createObject(impatient, 'a', [content])
    proxy.stallOnce('down', 2 ** 20)
    const read = await readObject(impatient, 'a', { start: 0 })
    expect(read?.content.equals(content)).toBe(true)
    proxy.stallOnce('up', partBytes + 1000)
    const parts = [randomBytes(partBytes), randomBytes(partBytes)]
    await expect(createObject(impatient, 'b', parts)).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      message: expect.stringContaining('no reply came within'),
    })
  })

  it('tells a bucket that is not there from a value that is not', async () => {
    const server = await gcsOfTest()
    await expect(staged(storeOf(server, { bucket: 'nowhere' }), Buffer.alloc(1))).rejects.toMatchObject({
      code: 'BUCKET_MISSING',
      message: expect.stringContaining('`objects.create` of `gs://nowhere/'),
    })
    await expect(gcs(optionsFor(server)).json().read(at)).rejects.toMatchObject({
      code: 'VALUE_GONE',
      message: expect.stringContaining('`gs://lake/market/prices/2024-01-02.json`'),
    })
  })

  it('tells a service that is in trouble all the time, with its own words', async () => {
    const server = await gcsOfTest()
    const client = new Storage({ projectId: 'test', apiEndpoint: server.url, retryOptions: { autoRetry: false } })
    server.faults.next({ do: 'unavailable', times: 100 })
    await expect(staged(storeOf(server, { client }), Buffer.alloc(1))).rejects.toMatchObject({
      code: 'OBJECT_STORE_FAILED',
      message: expect.stringContaining('Backend Error'),
      hint: expect.stringContaining('overloaded'),
    })
  })

  it('finds a damaged object out', async () => {
    const server = await gcsOfTest()
    const store = storeOf(server)
    const { location } = await staged(store, Buffer.from('content'))
    await clientOf(server).bucket(bucket).file(version).save('other', { resumable: false })
    await expect(store.read(location, at)).rejects.toMatchObject({ code: 'VALUE_DAMAGED' })
  })

  it('throws what content throws in the middle of a large value, and leaves nothing behind', async () => {
    const server = await gcsOfTest()
    const content = async function* () {
      yield randomBytes(partBytes)
      yield randomBytes(partBytes)
      throw new TypeError('the third row is bad')
    }
    const target = new GcsBucket(bucket, async () => clientOf(server))
    await expect(createObject(target, 'a', content())).rejects.toThrow('the third row is bad')
    expect(await target.list('')).toEqual([])
  })
})
