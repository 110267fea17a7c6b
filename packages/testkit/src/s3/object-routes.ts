import { type Bucket, type Conditions, type ObjectContent, type StoredObject, unquoted } from './bucket.ts'
import { type Buckets, quoted, xmlReply } from './bucket-routes.ts'
import { md5 } from './checksums.ts'
import { readPayload } from './payload.ts'
import { preconditionFailed, S3Error } from './s3-error.ts'
import { header, type S3Reply, type S3Request } from './s3-request.ts'
import { textsIn } from './xml.ts'

/** Answers what is asked of an object. */
export function objectRoutes(request: S3Request, bucket: Bucket, buckets: Buckets): S3Reply {
  const { method, query, key } = request
  if (query.has('tagging')) return tagging(request, bucket)
  switch (method) {
    case 'PUT':
      return header(request, 'x-amz-copy-source') === '' ? put(request, bucket) : copy(request, bucket, buckets)
    case 'DELETE':
      bucket.delete(key, query.get('versionId'))
      return { status: 204 }
    case 'GET':
    case 'HEAD':
      return get(request, bucket)
    default:
      throw new S3Error(501, 'NotImplemented', `This server has no ${method} of an object.`)
  }
}

/** What a write says of the object that it may take the place of. */
export function conditionsOf(request: S3Request): Conditions {
  return { ifNoneMatch: header(request, 'if-none-match'), ifMatch: header(request, 'if-match') }
}

/** The headers of a write that its readers get. */
export function keptHeaders({ headers }: S3Request): ObjectContent['headers'] {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-') || kept.has(name))
  // The chunks are how the content came, not what it is.
  const encoding = [headers['content-encoding'] ?? '']
    .flat()
    .join()
    .replace(/,?\s*aws-chunked/, '')
  if (encoding !== '') entries.push(['content-encoding', encoding])
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** The object that a request names to be copied, and of it the bytes that it asks for. */
export function copySource(request: S3Request, buckets: Buckets): StoredObject {
  const source = decodeURIComponent(header(request, 'x-amz-copy-source')).replace(/^\//, '')
  const [path = '', versionId] = source.split('?versionId=')
  const name = path.split('/', 1)[0] ?? ''
  const bucket = buckets.get(name)
  if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })
  const object = bucket.get(path.slice(name.length + 1), versionId)
  const etag = header(request, 'x-amz-copy-source-if-match')
  if (etag !== '' && unquoted(etag) !== object.etag) throw preconditionFailed('x-amz-copy-source-If-Match')
  return object
}

const kept = new Set(['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'])

function put(request: S3Request, bucket: Bucket): S3Reply {
  const { content, checksums } = readPayload(request)
  const object = { content, etag: md5(content), headers: keptHeaders(request), checksums }
  const { etag, versionId } = bucket.put(request.key, object, conditionsOf(request))
  return { status: 200, headers: { etag: quoted(etag), ...checksums, ...versionHeader(versionId) } }
}

function copy(request: S3Request, bucket: Bucket, buckets: Buckets): S3Reply {
  const { content, etag, headers, checksums } = copySource(request, buckets)
  const isReplaced = header(request, 'x-amz-metadata-directive') === 'REPLACE'
  const object = { content, etag, checksums, headers: isReplaced ? keptHeaders(request) : headers }
  const { modified } = bucket.put(request.key, object, conditionsOf(request))
  return xmlReply('CopyObjectResult', { ETag: quoted(etag), LastModified: modified })
}

function get(request: S3Request, bucket: Bucket): S3Reply {
  const object = bucket.get(request.key, request.query.get('versionId'))
  const { ifMatch, ifNoneMatch } = conditionsOf(request)
  if (ifMatch !== '' && unquoted(ifMatch) !== object.etag) throw preconditionFailed('If-Match')
  if (unquoted(ifNoneMatch) === object.etag) return { status: 304, headers: { etag: quoted(object.etag) } }
  const range = rangeOf(header(request, 'range'), object.content.length)
  const headers = {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    etag: quoted(object.etag),
    'last-modified': object.modified.toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(object.versionId),
  }
  if (!range) {
    const checksums = header(request, 'x-amz-checksum-mode') === '' ? {} : object.checksums
    return { status: 200, headers: { ...headers, ...checksums }, body: object.content }
  }
  const { start, end } = range
  const contentRange = `bytes ${start}-${end - 1}/${object.content.length}`
  const body = object.content.subarray(start, end)
  return { status: 206, headers: { ...headers, 'content-range': contentRange }, body }
}

/** Reads `bytes=2-5`, `bytes=2-` and `bytes=-3`; what it does not understand asks for everything. */
export function rangeOf(text: string, length: number): { readonly start: number; readonly end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1)
  if (start < end) return { start, end }
  throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', { RangeRequested: text })
}

function tagging(request: S3Request, bucket: Bucket): S3Reply {
  const { method, key } = request
  if (method === 'GET') {
    const tags = bucket.get(key).tags.map(([Key, Value]) => ({ Key, Value }))
    return xmlReply('Tagging', { TagSet: { Tag: tags } })
  }
  const document = method === 'PUT' ? readPayload(request).content.toString() : ''
  const values = textsIn(document, 'Value')
  bucket.tag(
    key,
    textsIn(document, 'Key').map((name, index) => [name, values[index] ?? '']),
  )
  return { status: method === 'PUT' ? 200 : 204 }
}

function versionHeader(id: string): { readonly [name: string]: string } {
  return id === 'null' ? {} : { 'x-amz-version-id': id }
}
