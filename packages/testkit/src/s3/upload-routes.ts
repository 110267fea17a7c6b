import type { Bucket, Part, Upload } from './bucket.ts'
import { unquoted } from './bucket.ts'
import { type Buckets, quoted, xmlReply } from './bucket-routes.ts'
import { md5 } from './checksums.ts'
import { conditionsOf, copySource, keptHeaders, rangeOf } from './object-routes.ts'
import { readPayload } from './payload.ts'
import { S3Error } from './s3-error.ts'
import { header, type S3Reply, type S3Request } from './s3-request.ts'
import { textsIn } from './xml.ts'

/** Answers what belongs to an upload in parts. */
export function uploadRoutes(request: S3Request, bucket: Bucket, buckets: Buckets): S3Reply {
  const { method, query, key } = request
  if (method === 'POST' && query.has('uploads')) {
    const checksum = header(request, 'x-amz-checksum-algorithm')
    const { id } = bucket.begin(key, { headers: keptHeaders(request), checksum })
    return xmlReply('InitiateMultipartUploadResult', { Bucket: request.bucket, Key: key, UploadId: id })
  }
  const upload = bucket.upload(key, query.get('uploadId') ?? '')
  switch (method) {
    case 'PUT':
      return putPart(request, upload, buckets)
    case 'GET':
      return listParts(upload)
    case 'DELETE':
      bucket.abort(upload)
      return { status: 204 }
    case 'POST':
      return complete(request, bucket, upload)
    default:
      throw new S3Error(501, 'NotImplemented', `This server has no ${method} of an upload.`)
  }
}

/** All parts but the last must have so many bytes. */
const smallestPart = 5 * 2 ** 20

function putPart(request: S3Request, { parts }: Upload, buckets: Buckets): S3Reply {
  const number = Number(request.query.get('partNumber'))
  if (header(request, 'x-amz-copy-source') !== '') {
    const { content } = copySource(request, buckets)
    const range = rangeOf(header(request, 'x-amz-copy-source-range'), content.length)
    const part = range ? content.subarray(range.start, range.end) : content
    const etag = md5(part)
    parts.set(number, { content: part, etag, checksums: {} })
    return xmlReply('CopyPartResult', { ETag: quoted(etag), LastModified: new Date() })
  }
  const { content, checksums } = readPayload(request)
  const etag = md5(content)
  parts.set(number, { content, etag, checksums })
  return { status: 200, headers: { etag: quoted(etag), ...checksums } }
}

function listParts({ id, key, parts }: Upload): S3Reply {
  const Part = Array.from(parts)
    .sort(([a], [b]) => a - b)
    .map(([PartNumber, { etag, content }]) => ({ PartNumber, ETag: quoted(etag), Size: content.length }))
  return xmlReply('ListPartsResult', { Key: key, UploadId: id, IsTruncated: false, Part })
}

function complete(request: S3Request, bucket: Bucket, upload: Upload): S3Reply {
  const document = readPayload(request).content.toString()
  const numbers = textsIn(document, 'PartNumber').map(Number)
  const etags = textsIn(document, 'ETag').map(unquoted)
  if (numbers.length === 0) throw new S3Error(400, 'MalformedXML', 'The XML you provided names no part.')
  const parts = numbers.map((number, index): Part => {
    const part = upload.parts.get(number)
    if (!part || part.etag !== etags[index]) {
      throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.')
    }
    if (number <= (numbers[index - 1] ?? 0)) {
      throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.')
    }
    if (index < numbers.length - 1 && part.content.length < smallestPart) {
      throw new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
    }
    return part
  })
  checkChecksums(document, upload.checksum, parts)
  const { etag } = bucket.complete(upload, parts, conditionsOf(request))
  return xmlReply('CompleteMultipartUploadResult', { Bucket: request.bucket, Key: request.key, ETag: quoted(etag) })
}

/** An upload that was begun with a kind of checksum must be completed with that of each part. */
function checkChecksums(document: string, kind: string, parts: readonly Part[]): void {
  if (kind === '') return
  const told = textsIn(document, `Checksum${kind}`)
  for (const [index, { checksums }] of parts.entries()) {
    if (told[index] === checksums[`x-amz-checksum-${kind.toLowerCase()}`]) continue
    const message = `The upload was created using a ${kind.toLowerCase()} checksum. The complete request must include the checksum for each part.`
    throw new S3Error(400, 'InvalidRequest', message)
  }
}
