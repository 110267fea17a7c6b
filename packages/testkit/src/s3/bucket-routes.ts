import type { Bucket, StoredObject } from './bucket.ts'
import { readPayload } from './payload.ts'
import { S3Error } from './s3-error.ts'
import { percentEncoded, type S3Reply, type S3Request } from './s3-request.ts'
import { type Xml, textsIn, xmlDocument } from './xml.ts'

/** Buckets by name. */
export type Buckets = Map<string, Bucket>

/** Answers what is asked of a bucket that is there. */
export function bucketRoutes(request: S3Request, bucket: Bucket, buckets: Buckets): S3Reply {
  const { method, query } = request
  switch (true) {
    case method === 'HEAD':
      return { status: 200 }
    case method === 'DELETE':
      return deleteBucket(request, bucket, buckets)
    case method === 'POST' && query.has('delete'):
      return deleteObjects(request, bucket)
    case query.has('versioning'):
      return versioning(request, bucket)
    case query.has('versions'):
      return listVersions(request, bucket)
    case query.has('uploads'):
      return listUploads(request, bucket)
    case query.has('location'):
      return xmlReply('LocationConstraint', '')
    case method === 'GET':
      return listObjects(request, bucket)
    default:
      throw new S3Error(501, 'NotImplemented', `This server has no ${method} of a bucket.`)
  }
}

export function xmlReply(root: string, content: Xml): S3Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(xmlDocument(root, content)),
  }
}

export function quoted(etag: string): string {
  return `"${etag}"`
}

function deleteBucket(request: S3Request, bucket: Bucket, buckets: Buckets): S3Reply {
  if (!bucket.isEmpty) throw new S3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty')
  buckets.delete(request.bucket)
  return { status: 204 }
}

function deleteObjects(request: S3Request, bucket: Bucket): S3Reply {
  const keys = textsIn(readPayload(request).content.toString(), 'Key')
  for (const key of keys) bucket.delete(key)
  return xmlReply('DeleteResult', { Deleted: keys.map((Key) => ({ Key })) })
}

function versioning(request: S3Request, bucket: Bucket): S3Reply {
  if (request.method === 'GET') {
    return xmlReply('VersioningConfiguration', { Status: bucket.versioning === '' ? undefined : bucket.versioning })
  }
  const [status] = textsIn(readPayload(request).content.toString(), 'Status')
  bucket.versioning = status === 'Enabled' ? 'Enabled' : 'Suspended'
  return { status: 200 }
}

function listVersions({ query, bucket: name }: S3Request, bucket: Bucket): S3Reply {
  const prefix = query.get('prefix') ?? ''
  const keys = new Set<string>()
  const [Version, DeleteMarker]: [Xml[], Xml[]] = [[], []]
  for (const { key, id, modified, object } of bucket.versionsOf(prefix)) {
    const about = { Key: key, VersionId: id, IsLatest: !keys.has(key), LastModified: modified }
    keys.add(key)
    if (object) Version.push({ ...about, ETag: quoted(object.etag), Size: object.content.length })
    else DeleteMarker.push(about)
  }
  return xmlReply('ListVersionsResult', { Name: name, Prefix: prefix, IsTruncated: false, Version, DeleteMarker })
}

function listUploads({ query, bucket: name }: S3Request, bucket: Bucket): S3Reply {
  const prefix = query.get('prefix') ?? ''
  const Upload = bucket.uploadsOf(prefix).map(({ id, key, begun }) => ({ Key: key, UploadId: id, Initiated: begun }))
  return xmlReply('ListMultipartUploadsResult', { Bucket: name, Prefix: prefix, IsTruncated: false, Upload })
}

/** An object, or what all keys have in common up to a delimiter. */
interface Listed {
  readonly name: string
  readonly object?: StoredObject | undefined
}

const longestPage = 1000

/** ListObjectsV2. The continuation token is the last name that was listed. */
function listObjects({ query, bucket: name }: S3Request, bucket: Bucket): S3Reply {
  const text = (parameter: string) => query.get(parameter) ?? ''
  const token = text('continuation-token')
  const after = token === '' ? text('start-after') : Buffer.from(token, 'base64url').toString()
  const [prefix, delimiter] = [text('prefix'), text('delimiter')]
  const limit = Math.min(longestPage, Number(query.get('max-keys') ?? longestPage))
  const all = grouped(bucket.sorted(prefix), prefix.length, delimiter).filter(
    ({ name }) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0,
  )
  const page = all.slice(0, limit)
  const isUrl = text('encoding-type') === 'url'
  const nameOf = (text: string) => (isUrl ? percentEncoded(text).replaceAll('%2F', '/') : text)
  const isTruncated = page.length < all.length
  return xmlReply('ListBucketResult', {
    Name: name,
    Prefix: nameOf(prefix),
    KeyCount: page.length,
    MaxKeys: limit,
    EncodingType: isUrl ? 'url' : undefined,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1)?.name ?? '').toString('base64url') : undefined,
    Contents: page.flatMap(({ name, object }) => (object ? [{ Key: nameOf(name), ...listed(object) }] : [])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : [{ Prefix: nameOf(name) }])),
  })
}

function grouped(objects: ReturnType<Bucket['sorted']>, start: number, delimiter: string): readonly Listed[] {
  const prefixes = new Set<string>()
  return objects.flatMap(([key, object]): readonly Listed[] => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, start)
    if (end < 0) return [{ name: key, object }]
    const name = key.slice(0, end + delimiter.length)
    if (prefixes.has(name)) return []
    prefixes.add(name)
    return [{ name }]
  })
}

function listed({ modified, etag, content }: StoredObject) {
  return { LastModified: modified, ETag: quoted(etag), Size: content.length, StorageClass: 'STANDARD' }
}
