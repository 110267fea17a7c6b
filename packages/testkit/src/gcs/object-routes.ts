import { GoogleError } from '../google/google-error.ts'
import type { Call, Reply, Route } from '../google/serve-google.ts'
import { type Buckets, type ObjectMetadata, resourceOf, type StoredObject } from './bucket.ts'
import { listObjects } from './list-objects.ts'
import { checkPreconditions } from './preconditions.ts'
import { describedIn } from './uploads.ts'

const buckets = '/storage/v1/b'
const objects = `${buckets}/{bucket}/o`
const object = `${objects}/{object}`

/** The routes of buckets: make, list, describe, remove. */
export function bucketRoutes(stored: Buckets): readonly Route[] {
  const resource = (name: string) => ({ kind: 'storage#bucket', id: name, name, location: 'US' })
  return [
    {
      method: 'POST',
      path: buckets,
      answer: ({ body }) => {
        const { name } = JSON.parse(body.toString()) as { readonly name: string }
        stored.make(name)
        return { body: resource(name) }
      },
    },
    {
      method: 'GET',
      path: buckets,
      answer: () => ({ body: { kind: 'storage#buckets', items: stored.names().map(resource) } }),
    },
    {
      method: 'GET',
      path: `${buckets}/{bucket}`,
      answer: ({ place }) => {
        stored.check(place('bucket'))
        return { body: resource(place('bucket')) }
      },
    },
    {
      method: 'DELETE',
      path: `${buckets}/{bucket}`,
      answer: ({ place }) => {
        stored.remove(place('bucket'))
        return { status: 204 }
      },
    },
  ]
}

/** The routes of objects that are there. See uploads.ts for how they come. */
export function objectRoutes(stored: Buckets): readonly Route[] {
  return [
    { method: 'GET', path: objects, answer: ({ place, query }) => listObjects(stored, place('bucket'), query) },
    { method: 'GET', path: object, answer: (call) => get(stored, call) },
    // The address that `mediaLink` and some clients use for content.
    { method: 'GET', path: `/download${object}`, answer: (call) => get(stored, call) },
    { method: 'PATCH', path: object, answer: (call) => describe(stored, call) },
    { method: 'DELETE', path: object, answer: (call) => remove(stored, call) },
    {
      method: 'POST',
      path: `${object}/copyTo/b/{toBucket}/o/{toObject}`,
      answer: (call) => ({ body: copy(stored, call) }),
    },
    { method: 'POST', path: `${object}/rewriteTo/b/{toBucket}/o/{toObject}`, answer: (call) => rewrite(stored, call) },
  ]
}

function get(stored: Buckets, { place, query, headers }: Call): Reply {
  const bucket = place('bucket')
  const found = stored.get(bucket, place('object'), query.get('generation'))
  checkPreconditions(query, found)
  return query.get('alt') === 'media' ? contentOf(found, headers.range) : { body: resourceOf(bucket, found) }
}

function contentOf(found: StoredObject, range: string | undefined): Reply {
  const { content, said, crc32c, md5Hash, generation } = found
  const headers = {
    'content-type': said.contentType ?? 'application/octet-stream',
    'x-goog-hash': `crc32c=${crc32c},md5=${md5Hash}`,
    'x-goog-generation': String(generation),
    'x-goog-stored-content-length': String(content.length),
    'x-goog-stored-content-encoding': said.contentEncoding ?? 'identity',
    'accept-ranges': 'bytes',
  }
  const wanted = range === undefined ? undefined : sliceOf(range, content.length)
  if (!wanted) return { headers, body: content }
  const { start, end } = wanted
  const part = content.subarray(start, end)
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${content.length}` },
    body: part,
  }
}

/** `bytes=2-5`, `bytes=2-` and `bytes=-3` (RFC 9110, 14.1.2); undefined for others, which are to be ignored. */
function sliceOf(range: string, size: number): { readonly start: number; readonly end: number } | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range)
  const [first = '', last = ''] = found?.slice(1) ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  if (start < end) return { start, end }
  throw new GoogleError(416, 'requestedRangeNotSatisfiable', `The requested range cannot be satisfied: ${range}`)
}

function describe(stored: Buckets, { place, query, body }: Call): Reply {
  const [bucket, name] = [place('bucket'), place('object')]
  checkPreconditions(query, stored.get(bucket, name))
  const said = JSON.parse(body.toString()) as ObjectMetadata
  return { body: resourceOf(bucket, stored.describe(bucket, name, said)) }
}

function remove(stored: Buckets, { place, query }: Call): Reply {
  const [bucket, name] = [place('bucket'), place('object')]
  checkPreconditions(query, stored.get(bucket, name, query.get('generation')))
  stored.delete(bucket, name)
  return { status: 204 }
}

function copy(stored: Buckets, { place, query, body }: Call): object {
  const from = stored.get(place('bucket'), place('object'), query.get('sourceGeneration'))
  checkPreconditions(query, stored.find(place('toBucket'), place('toObject')))
  const said = body.length > 0 ? describedIn(JSON.parse(body.toString()) as ObjectMetadata) : {}
  const made = { content: from.content, said: { ...from.said, ...said } }
  return resourceOf(place('toBucket'), stored.put(place('toBucket'), place('toObject'), made))
}

/** A rewrite that is always done at once: there are no tokens to continue with. */
function rewrite(stored: Buckets, call: Call): Reply {
  const resource = copy(stored, call)
  const { size } = resource as { readonly size?: string }
  return {
    body: { kind: 'storage#rewriteResponse', totalBytesRewritten: size, objectSize: size, done: true, resource },
  }
}
