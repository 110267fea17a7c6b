import type { Reply } from '../google/serve-google.ts'
import { type Buckets, resourceOf, type StoredObject } from './bucket.ts'

const pageSize = 1000

/** Lists the objects of a bucket by `prefix`, folded at `delimiter`, between `startOffset` and `endOffset`, in pages. */
export function listObjects(buckets: Buckets, bucket: string, query: URLSearchParams): Reply {
  const after = Buffer.from(query.get('pageToken') ?? '', 'base64').toString()
  const entries = entriesOf(buckets.all(bucket).filter(within(query)), query)
  const left = after === '' ? entries : entries.slice(entries.findIndex(({ name }) => name === after) + 1)
  const size = Math.min(Number(query.get('maxResults') ?? pageSize), pageSize)
  const page = left.slice(0, size)
  const last = page.at(-1)
  const items = page.flatMap(({ object }) => (object ? [resourceOf(bucket, object)] : []))
  const prefixes = page.flatMap(({ name, object }) => (object ? [] : [name]))
  return {
    body: {
      kind: 'storage#objects',
      ...(items.length > 0 && { items }),
      ...(prefixes.length > 0 && { prefixes }),
      ...(left.length > size && last && { nextPageToken: Buffer.from(last.name).toString('base64') }),
    },
  }
}

/** An object, or a prefix that stands for all objects with it. */
interface Entry {
  readonly name: string
  readonly object?: StoredObject
}

function entriesOf(objects: readonly StoredObject[], query: URLSearchParams): readonly Entry[] {
  const delimiter = query.get('delimiter') ?? ''
  const start = query.get('prefix')?.length ?? 0
  const entries = new Map<string, Entry>()
  for (const object of objects) {
    const end = delimiter === '' ? -1 : object.name.indexOf(delimiter, start)
    const entry = end < 0 ? { name: object.name, object } : { name: object.name.slice(0, end + delimiter.length) }
    entries.set(`${end < 0}/${entry.name}`, entry)
  }
  return [...entries.values()]
}

function within(query: URLSearchParams): (object: StoredObject) => boolean {
  const prefix = query.get('prefix') ?? ''
  const from = query.get('startOffset')
  const to = query.get('endOffset')
  return ({ name }) => name.startsWith(prefix) && (from === null || name >= from) && (to === null || name < to)
}
