import { createHash } from 'node:crypto'
import { checksums } from './checksums.ts'
import { S3Error } from './s3-error.ts'
import { header, type S3Request } from './s3-request.ts'

/** The body of a request, without what carried it. */
export interface Payload {
  readonly content: Buffer
  /** Those that the client sent, by header, each of them found right. */
  readonly checksums: { readonly [header: string]: string }
}

/**
 * Reads the body of a request, plain or in the chunks of `aws-chunked` with checksums after the last of them
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html), and checks it against everything that the
 * client said of it. Signatures of single chunks are not looked at.
 */
export function readPayload(request: S3Request): Payload {
  const { content, trailers } = unchunked(request)
  const sent: { [header: string]: string } = {}
  for (const [name, value] of [...Object.entries(request.headers), ...trailers]) {
    if (name.startsWith('x-amz-checksum-') && name !== 'x-amz-checksum-mode') sent[name] = String(value)
  }
  delete sent['x-amz-checksum-algorithm']
  delete sent['x-amz-checksum-type']
  for (const [name, value] of Object.entries(sent)) checkChecksum(name, value, content)
  const md5 = header(request, 'content-md5')
  if (md5 !== '' && createHash('md5').update(content).digest('base64') !== md5) throw badDigest('Content-MD5')
  return { content, checksums: sent }
}

interface Unchunked {
  readonly content: Buffer
  readonly trailers: readonly (readonly [name: string, value: string])[]
}

function unchunked(request: S3Request): Unchunked {
  const kind = header(request, 'x-amz-content-sha256')
  if (!kind.startsWith('STREAMING-')) {
    const isHash = /^[\da-f]{64}$/.test(kind)
    if (isHash && createHash('sha256').update(request.body).digest('hex') !== kind) {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', message)
    }
    return { content: request.body, trailers: [] }
  }
  const { chunks, end } = chunksOf(request.body)
  const content = Buffer.concat(chunks)
  const length = header(request, 'x-amz-decoded-content-length')
  if (length !== '' && Number(length) !== content.length) {
    const message = 'You did not provide the number of bytes specified by the x-amz-decoded-content-length header.'
    throw new S3Error(400, 'IncompleteBody', message)
  }
  const trailers = request.body
    .subarray(end)
    .toString()
    .split('\r\n')
    .flatMap((line) => {
      const [, name, value] = /^([^:]+):(.*)$/.exec(line) ?? []
      return name !== undefined && value !== undefined ? [[name.toLowerCase(), value.trim()] as const] : []
    })
  return { content, trailers }
}

/** Each chunk is its length in hex, perhaps a signature, a line break, the bytes, a line break; the last is of length 0. */
function chunksOf(body: Buffer): { readonly chunks: readonly Buffer[]; readonly end: number } {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.toString('latin1', at, lineEnd), 16)
    if (lineEnd < 0 || Number.isNaN(length))
      throw new S3Error(400, 'IncompleteBody', 'The chunks of the body are malformed.')
    const start = lineEnd + 2
    if (length === 0) return { chunks, end: start }
    chunks.push(body.subarray(start, start + length))
    at = start + length + 2
  }
}

function checkChecksum(name: string, value: string, content: Buffer): void {
  const checksum = checksums[name]
  if (!checksum) throw new S3Error(501, 'NotImplemented', `This server does not know the checksum ${name}.`)
  if (checksum(content) !== value) throw badDigest(name)
}

function badDigest(name: string): S3Error {
  return new S3Error(400, 'BadDigest', `The ${name} you specified did not match the calculated checksum.`)
}
