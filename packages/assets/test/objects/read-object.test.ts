import { randomBytes } from 'node:crypto'
import type { ObjectFormat } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { objectIoManager } from '../../src/objects/index.ts'
import { S3Bucket } from '../../src/s3/s3-bucket.ts'
import { loadS3 } from '../../src/s3/s3-client.ts'
import { BesideS3, bucket, optionsFor, s3OfTest } from '../s3/s3-of-test.ts'

const pieceLength = 1000

/** Bytes that can be read in pieces. */
const pieced: ObjectFormat = {
  name: 'pieces',
  extension: 'bin',
  encode: (value) => ({ content: [value as Buffer] }),
  decode: (content) => content,
  decodePieces: async function* (file) {
    for (let at = 0; at < file.byteLength; at += pieceLength) yield await file.slice(at, at + pieceLength)
  },
}

async function stagedPieces(value: Buffer) {
  const server = await s3OfTest()
  const target = new S3Bucket(bucket, () => loadS3(optionsFor(server)))
  const place = { bucket: target, prefix: undefined, home: {} }
  const { store } = objectIoManager(place, { name: 'pieces', format: pieced, path: undefined })
  const attempt = { id: 'run1.1', runId: 'run1', token: 1 }
  const at = { asset: 'a', partition: null, attempt, dimensions: {} }
  const [staged] = (await store?.stage([{ value, at }])) ?? []
  const location = staged?.location ?? {}
  const read = async () => {
    const pieces: unknown[] = []
    for await (const piece of store?.pieces?.(location, at) ?? []) pieces.push(piece)
    return Buffer.concat(pieces as Buffer[])
  }
  return { server, read, key: '.versions/a/run1.1/value.bin' }
}

describe('an object that is read in pieces', () => {
  it('is asked for the ranges that are needed, and nothing else where its revision is the recorded one', async () => {
    const value = randomBytes(2500)
    const { server, read } = await stagedPieces(value)
    const before = server.requests.length
    expect((await read()).equals(value)).toBe(true)
    const after = server.requests.slice(before).map(({ method, status }) => `${method} ${status}`)
    expect(after).toEqual(['HEAD 200', 'GET 206', 'GET 206', 'GET 206'])
  })

  it('is read on where its content breaks off', async () => {
    const value = randomBytes(2500)
    const { server, read } = await stagedPieces(value)
    server.faults.next({ do: 'drop-halfway', match: { method: 'GET' } })
    expect((await read()).equals(value)).toBe(true)
  })

  it('is damaged where it is another one, and gone where it is none', async () => {
    const { server, read, key } = await stagedPieces(randomBytes(2500))
    await new BesideS3(server).put(key, randomBytes(2500))
    await expect(read()).rejects.toMatchObject({ code: 'VALUE_DAMAGED' })
    await new BesideS3(server).remove(key)
    await expect(read()).rejects.toMatchObject({ code: 'VALUE_GONE' })
  })

  it('has no pieces where it is empty', async () => {
    const { read } = await stagedPieces(Buffer.alloc(0))
    expect(await read()).toEqual(Buffer.alloc(0))
  })
})
