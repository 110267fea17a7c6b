import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type * as clientS3 from '@aws-sdk/client-s3'
import { inParallel } from '@headwater/core/io'
import type { Bucket, ObjectHead, ObjectMarks, OpenObject, WantedBytes } from '../objects/index.ts'
import type { LoadedS3 } from './s3-client.ts'
import { failS3, nameOf, statusOf } from './s3-failure.ts'

/** A bucket of S3, reached through the official SDK, which signs, checks checksums and tries again with growing pauses. */
export class S3Bucket implements Bucket {
  readonly name: string
  private readonly bucket: string
  private readonly load: () => Promise<LoadedS3>

  constructor(bucket: string, load: () => Promise<LoadedS3>) {
    this.name = `s3://${bucket}`
    this.bucket = bucket
    this.load = load
  }

  async create(key: string, content: Uint8Array, marks: ObjectMarks): Promise<string | undefined> {
    const input = { Bucket: this.bucket, Key: key, Body: content, IfNoneMatch: '*', Metadata: metadataOf(marks) }
    const done = await this.creating('PutObject', key, ({ sdk, client }) =>
      client.send(new sdk.PutObjectCommand(input)),
    )
    return done?.ETag
  }

  createInParts(key: string, parts: AsyncIterable<Uint8Array>, marks: ObjectMarks): Promise<string | undefined> {
    return this.uploading({ key, marks, IfNoneMatch: '*' }, async (upload) => {
      const sent: clientS3.CompletedPart[] = []
      for await (const Body of parts) {
        const PartNumber = sent.length + 1
        const reply = await this.call('UploadPart', key, ({ sdk, client }) =>
          client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body })),
        )
        sent.push({ PartNumber, ETag: reply.ETag, ...checksumsOf(reply) })
      }
      return sent
    })
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return this.finding('HeadObject', key, async ({ sdk, client }) => {
      const input = { Bucket: this.bucket, Key: key }
      const {
        ContentLength = 0,
        ETag = '',
        LastModified,
        Metadata,
      } = await client.send(new sdk.HeadObjectCommand(input))
      const modified = LastModified?.getTime() ?? 0
      return { bytes: ContentLength, revision: ETag, modified, writer: Metadata?.[writerMark] }
    })
  }

  read(key: string, wanted: WantedBytes): Promise<OpenObject | undefined> {
    return this.finding('GetObject', key, async ({ sdk, client }) => {
      const input = { Bucket: this.bucket, Key: key, Range: rangeOf(wanted), IfMatch: wanted.revision }
      const { Body, ContentLength = 0, ETag = '' } = await client.send(new sdk.GetObjectCommand(input))
      // In Node.js the body is a stream of Node.js, and always there.
      const content = Body as AsyncIterable<Uint8Array>
      return { revision: ETag, bytes: ContentLength, content }
    })
  }

  async copy(from: string, to: string, bytes: number): Promise<boolean> {
    if (bytes > copiedAtOnce) return this.copyInParts(from, to, bytes)
    const CopySource = this.sourceOf(from)
    const done = await this.finding('CopyObject', to, ({ sdk, client }) =>
      client.send(new sdk.CopyObjectCommand({ Bucket: this.bucket, Key: to, CopySource })),
    )
    return done !== undefined
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += mostDeletes) {
      const Objects = keys.slice(at, at + mostDeletes).map((Key) => ({ Key }))
      const { Errors = [] } = await this.call('DeleteObjects', Objects[0]?.Key ?? '', ({ sdk, client }) =>
        client.send(new sdk.DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } })),
      )
      const [refused] = Errors
      if (refused) this.fail('DeleteObjects', refused.Key ?? '', refusalOf(refused))
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = []
    let token: string | undefined
    do {
      const input = { Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }
      const page = await this.call('ListObjectsV2', prefix, ({ sdk, client }) =>
        client.send(new sdk.ListObjectsV2Command(input)),
      )
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
      token = page.NextContinuationToken
    } while (token !== undefined)
    return keys
  }

  async abortUploads(prefix: string): Promise<void> {
    for (;;) {
      const { Uploads = [], IsTruncated } = await this.call('ListMultipartUploads', prefix, ({ sdk, client }) =>
        client.send(new sdk.ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: prefix })),
      )
      for (const { Key, UploadId } of Uploads) await this.abort({ Bucket: this.bucket, Key, UploadId })
      // What was aborted is not listed any more: the next page begins behind it.
      if (IsTruncated !== true || Uploads.length === 0) return
    }
  }

  /** In one request S3 takes long to copy a large object, and refuses one of more than 5 GB. */
  private async copyInParts(from: string, to: string, bytes: number): Promise<boolean> {
    if (!(await this.head(from))) return false
    const CopySource = this.sourceOf(from)
    const starts = Array.from({ length: Math.ceil(bytes / copiedAtOnce) }, (_, index) => index * copiedAtOnce)
    const marks = { writer: randomUUID() }
    const revision = await this.uploading({ key: to, marks }, (upload) =>
      inParallel(starts, copiesAtOnce, async (start) => {
        const PartNumber = start / copiedAtOnce + 1
        const CopySourceRange = rangeOf({ start, end: Math.min(bytes, start + copiedAtOnce) })
        const { CopyPartResult } = await this.call('UploadPartCopy', to, ({ sdk, client }) =>
          client.send(new sdk.UploadPartCopyCommand({ ...upload, PartNumber, CopySource, CopySourceRange })),
        )
        return { PartNumber, ETag: CopyPartResult?.ETag }
      }),
    )
    if (revision === undefined && (await this.head(to))?.writer !== marks.writer) {
      this.fail('CompleteMultipartUpload', to, new Error('the upload is gone'))
    }
    return true
  }

  private sourceOf(key: string): string {
    return [this.bucket, ...key.split('/')].map(encodeURIComponent).join('/')
  }

  /**
   * Begins an upload, lets its parts be sent, and completes it; undefined where there is an object already that is not to
   * be replaced, or where the upload is gone, perhaps because it was completed. It is freed when anything fails.
   */
  private async uploading(
    { key, marks, ...conditions }: { readonly key: string; readonly marks: ObjectMarks; readonly IfNoneMatch?: '*' },
    sendParts: (upload: Upload) => Promise<readonly clientS3.CompletedPart[]>,
  ): Promise<string | undefined> {
    const where = { Bucket: this.bucket, Key: key }
    const { UploadId } = await this.call('CreateMultipartUpload', key, ({ sdk, client }) =>
      client.send(new sdk.CreateMultipartUploadCommand({ ...where, Metadata: metadataOf(marks) })),
    )
    const upload = { ...where, UploadId }
    try {
      const MultipartUpload = { Parts: [...(await sendParts(upload))] }
      const done = await this.creating('CompleteMultipartUpload', key, ({ sdk, client }) =>
        client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, ...conditions, MultipartUpload })),
      )
      if (!done) await this.abort(upload)
      return done?.ETag
    } catch (error) {
      // What cannot be freed now, the sweep of the attempt frees: what failed first is what counts.
      await this.abort(upload).catch(() => undefined)
      throw error
    }
  }

  /** An upload that is gone already is no mistake. */
  private async abort(upload: Upload): Promise<void> {
    await this.finding('AbortMultipartUpload', upload.Key ?? '', ({ sdk, client }) =>
      client.send(new sdk.AbortMultipartUploadCommand(upload)),
    )
  }

  /**
   * A request that creates an object where there is none; undefined where there is one. While two are under way S3 may
   * say that they conflict, and leave it to the client to try again
   * (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html). An upload that is gone may have been
   * completed by a request whose reply was lost.
   */
  private async creating<T>(request: string, key: string, work: (s3: LoadedS3) => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const s3 = await this.load()
      try {
        return await work(s3)
      } catch (error) {
        const isTaken = statusOf(error) === 412 || nameOf(error) === 'NoSuchUpload'
        if (isTaken) return undefined
        if (nameOf(error) !== 'ConditionalRequestConflict' || attempt === mostConflicts) this.fail(request, key, error)
        await pause(100 * attempt)
      }
    }
  }

  /** A request about an object, or an upload; undefined where there is none that is asked for. */
  private async finding<T>(request: string, key: string, work: (s3: LoadedS3) => Promise<T>): Promise<T | undefined> {
    const s3 = await this.load()
    try {
      return await work(s3)
    } catch (error) {
      return absences.has(nameOf(error)) ? undefined : this.fail(request, key, error)
    }
  }

  private async call<T>(request: string, key: string, work: (s3: LoadedS3) => Promise<T>): Promise<T> {
    const s3 = await this.load()
    try {
      return await work(s3)
    } catch (error) {
      return this.fail(request, key, error)
    }
  }

  private fail(request: string, key: string, error: unknown): never {
    return failS3({ request, place: `${this.name}/${key}`, error })
  }
}

/** What names an upload in parts, as the SDK gives it back. */
interface Upload {
  readonly Bucket: string
  readonly Key: string | undefined
  readonly UploadId: string | undefined
}

const mostConflicts = 5
/** More goes in parts of this size. */
const copiedAtOnce = 64 * 2 ** 20
const copiesAtOnce = 4
/** In one request. */
const mostDeletes = 1000

/** How S3 says that an object, a revision of it, or an upload is not there. */
const absences = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload', 'PreconditionFailed'])

const writerMark = 'headwater-writer'

function metadataOf({ writer, digest }: ObjectMarks): { readonly [name: string]: string } {
  return { [writerMark]: writer, ...(digest !== undefined && { 'headwater-digest': digest }) }
}

/** Those that the SDK computed for a part, which S3 wants to see again when the parts are put together. */
function checksumsOf(reply: clientS3.UploadPartCommandOutput): clientS3.CompletedPart {
  return Object.fromEntries(Object.entries(reply).filter(([name]) => /^Checksum[CS]/.test(name)))
}

function rangeOf({ start, end }: WantedBytes): string | undefined {
  if (start === 0 && end === undefined) return undefined
  return `bytes=${start}-${end === undefined ? '' : end - 1}`
}

/** Deletes of several objects answer with 200, and say in there which of them were refused. */
function refusalOf({ Code = 'Error', Message = '' }: clientS3._Error): Error {
  const status = Code === 'AccessDenied' ? 403 : 200
  return Object.assign(new Error(Message), { name: Code, $metadata: { httpStatusCode: status } })
}
