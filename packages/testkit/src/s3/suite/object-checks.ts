import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Check } from './s3-bench.ts'

/** Writing, reading, copying and deleting single objects. */
export function objectChecks(check: Check): void {
  writingChecks(check)
  readingChecks(check)
  rangeChecks(check)
  check('copies an object within the server', async (bench) => {
    await bench.put('from', 'content', { Metadata: { run: 'r1' } })
    const CopySource = `${bench.bucket}/from`
    await bench.client.send(new bench.sdk.CopyObjectCommand({ Bucket: bench.bucket, Key: 'to', CopySource }))
    bench.expect(await bench.text('to')).toEqual('content')
    bench.expect((await bench.head('to')).Metadata).toEqual({ run: 'r1' })
  })
  check('deletes, and finds no fault with deleting what is not there', async (bench) => {
    const deletes = () => bench.client.send(new bench.sdk.DeleteObjectCommand({ Bucket: bench.bucket, Key: 'gone' }))
    await bench.put('gone', 'x')
    await deletes()
    await deletes()
    bench.expect(await bench.endOf(bench.get('gone'))).toEqual('NoSuchKey 404')
  })
  check('deletes several objects at once', async (bench) => {
    for (const key of ['a', 'b', 'c']) await bench.put(key, key)
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'c' }] }
    await bench.client.send(new bench.sdk.DeleteObjectsCommand({ Bucket: bench.bucket, Delete }))
    bench.expect(await bench.keys({})).toEqual(['b'])
  })
  check('keeps tags', async (bench) => {
    await bench.put('tagged', 'x')
    const where = { Bucket: bench.bucket, Key: 'tagged' }
    const TagSet = [{ Key: 'owner', Value: 'a b' }]
    await bench.client.send(new bench.sdk.PutObjectTaggingCommand({ ...where, Tagging: { TagSet } }))
    const found = await bench.client.send(new bench.sdk.GetObjectTaggingCommand(where))
    bench.expect(found.TagSet).toEqual(TagSet)
  })
  check('keeps both of two versions where versioning is on', async (bench) => {
    const VersioningConfiguration = { Status: 'Enabled' } as const
    const where = { Bucket: bench.bucket }
    await bench.client.send(new bench.sdk.PutBucketVersioningCommand({ ...where, VersioningConfiguration }))
    const first = await bench.put('v', '1')
    await bench.put('v', '2')
    const { Versions } = await bench.client.send(new bench.sdk.ListObjectVersionsCommand({ ...where, Prefix: 'v' }))
    bench.expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([true, false])
    bench.expect(await bench.text('v', { VersionId: first.VersionId })).toEqual('1')
    bench.expect(await bench.text('v')).toEqual('2')
  })
}

function writingChecks(check: Check): void {
  check('stores text with its type and metadata', async (bench) => {
    await bench.put('text', 'hello world', { ContentType: 'text/plain', Metadata: { run: 'r1' } })
    const found = await bench.get('text')
    bench.expect(await found.Body?.transformToString()).toEqual('hello world')
    bench.expect([found.ContentType, found.Metadata]).toEqual(['text/plain', { run: 'r1' }])
    bench.expect(found.ETag).toEqual('"5eb63bbbe01eeed093cb22bb8f5acdc3"')
  })
  check('answers a write with its checksum, and gives it again where that is asked for', async (bench) => {
    const crc32 = (await bench.put('summed', 'hello world')).ChecksumCRC32
    bench.expect(crc32).toEqual('DUoRhQ==')
    bench.expect((await bench.get('summed', { ChecksumMode: 'ENABLED' })).ChecksumCRC32).toEqual(crc32)
  })
  check('takes a SHA-256 checksum', async (bench) => {
    const sent = await bench.put('summed', 'hello world', { ChecksumAlgorithm: 'SHA256' })
    bench.expect(sent.ChecksumSHA256).toEqual(createHash('sha256').update('hello world').digest('base64'))
  })
  check('stores a stream as it is, without the chunks that it was sent in', async (bench) => {
    const content = randomBytes(300_000)
    const Body = Readable.from([content.subarray(0, 100_000), content.subarray(100_000)])
    await bench.put('stream', Body, { ContentLength: content.length })
    bench.expect((await bench.bytes('stream')).equals(content)).toEqual(true)
  })
  check('refuses content that does not have the checksum which came with it', async (bench) => {
    const ChecksumSHA256 = createHash('sha256').update('other').digest('base64')
    const end = await bench.endOf(bench.put('wrong', 'hello world', { ChecksumSHA256 }))
    bench.expect(end.endsWith(' 400')).toEqual(true)
    bench.expect(await bench.endOf(bench.get('wrong'))).toEqual('NoSuchKey 404')
  })
  check('takes keys with odd characters', async (bench) => {
    const key = "odd/ä b+c&d=é%20'(1)*~!@#$,;:?.json"
    await bench.put(key, 'x')
    bench.expect(await bench.keys({ Prefix: 'odd/' })).toEqual([key])
    bench.expect(await bench.text(key)).toEqual('x')
  })
}

function readingChecks(check: Check): void {
  check('tells length and time of an object without its content', async (bench) => {
    await bench.put('head', Buffer.alloc(300))
    const { ContentLength, LastModified } = await bench.head('head')
    bench.expect([ContentLength, LastModified instanceof Date]).toEqual([300, true])
  })
  check('says that an object is not there, to both kinds of reading', async (bench) => {
    bench.expect(await bench.endOf(bench.head('nowhere'))).toEqual('NotFound 404')
    bench.expect(await bench.endOf(bench.get('nowhere'))).toEqual('NoSuchKey 404')
  })
  check('does not send again what the client has', async (bench) => {
    const { ETag } = await bench.put('cached', 'x')
    const end = await bench.endOf(bench.get('cached', { IfNoneMatch: ETag }))
    bench.expect(end.endsWith(' 304')).toEqual(true)
  })
}

function rangeChecks(check: Check): void {
  check('reads a range', async (bench) => {
    await bench.put('digits', '0123456789')
    const { Body, ContentRange, $metadata } = await bench.get('digits', { Range: 'bytes=2-5' })
    bench.expect(await Body?.transformToString()).toEqual('2345')
    bench.expect([ContentRange, $metadata.httpStatusCode]).toEqual(['bytes 2-5/10', 206])
  })
  check('reads from a position to the end, and the last bytes', async (bench) => {
    await bench.put('digits', '0123456789')
    bench.expect(await bench.text('digits', { Range: 'bytes=7-' })).toEqual('789')
    bench.expect(await bench.text('digits', { Range: 'bytes=-3' })).toEqual('789')
  })
  check('refuses a range behind the end', async (bench) => {
    await bench.put('digits', '0123456789')
    bench.expect(await bench.endOf(bench.get('digits', { Range: 'bytes=50-60' }))).toEqual('InvalidRange 416')
  })
}
