import { randomUUID } from 'node:crypto'
import { GoogleError } from '../google/google-error.ts'
import { readMultipart } from '../google/multipart-related.ts'
import type { Call, Reply, Route } from '../google/serve-google.ts'
import { type Buckets, type ObjectMetadata, resourceOf } from './bucket.ts'
import { checksumsOf } from './checksums.ts'
import { checkPreconditions } from './preconditions.ts'

/** What an upload says about the object that it makes. */
interface Announced extends ObjectMetadata {
  readonly name?: string
  readonly crc32c?: string
  readonly md5Hash?: string
}

/** An object that is being uploaded. */
interface Arrival {
  readonly bucket: string
  readonly announced: Announced
  readonly query: URLSearchParams
}

/** A resumable upload. `finished` is what the last chunk was answered, for a client that lost it. */
interface Session extends Arrival {
  content: Buffer
  finished?: Reply
}

const path = '/upload/storage/v1/b/{bucket}/o'

/** The routes that take content in: at once (`media`, `multipart`), or in chunks (`resumable`). */
export function uploadRoutes(buckets: Buckets): readonly Route[] {
  const sessions = new Map<string, Session>()
  return [
    { method: 'POST', path, answer: (call) => begin(buckets, sessions, call) },
    { method: 'PUT', path, answer: (call) => proceed(buckets, sessionOf(sessions, call), call) },
    {
      method: 'DELETE',
      path,
      answer: (call) => {
        sessionOf(sessions, call)
        sessions.delete(call.query.get('upload_id') ?? '')
        return { status: 499 }
      },
    },
  ]
}

function begin(buckets: Buckets, sessions: Map<string, Session>, call: Call): Reply {
  const { query, headers, body } = call
  const bucket = call.place('bucket')
  buckets.check(bucket)
  switch (query.get('uploadType')) {
    case 'media':
      return store(buckets, { bucket, announced: { contentType: headers['content-type'] }, query }, body)
    case 'multipart': {
      const { metadata, contentType, content } = readMultipart(headers['content-type'], body)
      return store(buckets, { bucket, announced: { contentType, ...announcedIn(metadata) }, query }, content)
    }
    case 'resumable': {
      const contentType = headers['x-upload-content-type']
      const announced = {
        ...(typeof contentType === 'string' && { contentType }),
        ...(body.length > 0 && announcedIn(JSON.parse(body.toString()))),
      }
      const id = randomUUID()
      sessions.set(id, { bucket, announced, query, content: Buffer.alloc(0) })
      const location = `${call.origin}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o?uploadType=resumable&upload_id=${id}`
      return { headers: { location, 'x-guploader-uploadid': id } }
    }
    default:
      throw new GoogleError(400, 'invalid', `Invalid uploadType: ${String(query.get('uploadType'))}`)
  }
}

// Takes a chunk. `Content-Range: bytes 0-*/*` comes from clients that do not know the size: all that is sent is all there
// is. `bytes */*` asks how far the upload is (https://cloud.google.com/storage/docs/performing-resumable-uploads).
function proceed(buckets: Buckets, session: Session, { headers, body }: Call): Reply {
  if (session.finished) return session.finished
  const range = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? 'bytes 0-*/*')
  if (!range) throw new GoogleError(400, 'invalid', `Invalid Content-Range: ${headers['content-range']}`)
  const [, start, end, total] = range
  if (start !== undefined) {
    if (Number(start) > session.content.length) return incomplete(session)
    session.content = Buffer.concat([session.content.subarray(0, Number(start)), body])
  }
  const isLast = end === '*' || (total !== '*' && Number(total) === session.content.length)
  if (!isLast) return incomplete(session)
  session.finished = store(buckets, session, session.content)
  return session.finished
}

function incomplete({ content }: Session): Reply {
  return { status: 308, headers: content.length > 0 ? { range: `bytes=0-${content.length - 1}` } : {} }
}

function sessionOf(sessions: ReadonlyMap<string, Session>, { query }: Call): Session {
  const found = sessions.get(query.get('upload_id') ?? '')
  if (found) return found
  throw new GoogleError(404, 'notFound', 'No such upload session.')
}

function store(buckets: Buckets, { bucket, announced, query }: Arrival, content: Buffer): Reply {
  const { name: announcedName, crc32c, md5Hash, ...said } = announced
  const name = query.get('name') ?? announcedName
  if (!name) throw new GoogleError(400, 'required', 'Required object name.')
  checkPreconditions(query, buckets.find(bucket, name))
  const sums = checksumsOf(content)
  if ((crc32c ?? sums.crc32c) !== sums.crc32c || (md5Hash ?? sums.md5Hash) !== sums.md5Hash) {
    throw new GoogleError(400, 'invalid', 'The provided checksum does not match the content that arrived.')
  }
  return { body: resourceOf(bucket, buckets.put(bucket, name, { content, said })) }
}

function announcedIn(metadata: unknown): Announced {
  const { name, crc32c, md5Hash, contentType, contentEncoding, cacheControl, metadata: own } = metadata as Announced
  return {
    ...(name !== undefined && { name }),
    ...(crc32c !== undefined && { crc32c }),
    ...(md5Hash !== undefined && { md5Hash }),
    ...describedIn({ contentType, contentEncoding, cacheControl, metadata: own }),
  }
}

/** What is said, without what is not: absent members must not hide others. */
export function describedIn(said: ObjectMetadata): ObjectMetadata {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
