import { GoogleError } from '../google/google-error.ts'
import { type Checksums, checksumsOf } from './checksums.ts'

/** What a client may say about an object. */
export interface ObjectMetadata {
  readonly contentType?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly cacheControl?: string | undefined
  readonly metadata?: { readonly [name: string]: string } | undefined
}

export interface StoredObject extends Checksums {
  readonly name: string
  readonly content: Buffer
  readonly said: ObjectMetadata
  /** Grows with every write of content in the whole server. */
  readonly generation: number
  /** Grows with every change of metadata; 1 for new content. */
  readonly metageneration: number
  readonly created: string
  readonly updated: string
}

/** All buckets of a server, without versioning: an object is its newest generation, or is not there. */
export class Buckets {
  readonly #buckets = new Map<string, Map<string, StoredObject>>()
  #generation = Date.now() * 1000

  make(name: string): void {
    if (this.#buckets.has(name)) {
      throw new GoogleError(409, 'conflict', 'Your previous request to create the named bucket succeeded.')
    }
    this.#buckets.set(name, new Map())
  }

  names(): readonly string[] {
    return [...this.#buckets.keys()].toSorted()
  }

  remove(name: string): void {
    if (this.#require(name).size > 0) {
      throw new GoogleError(409, 'conflict', 'The bucket you tried to delete is not empty.')
    }
    this.#buckets.delete(name)
  }

  /** Throws 404 for a bucket that is not there. */
  check(name: string): void {
    this.#require(name)
  }

  find(bucket: string, name: string): StoredObject | undefined {
    return this.#require(bucket).get(name)
  }

  /** An object by name, of one generation where that is asked for. Throws 404. */
  get(bucket: string, name: string, generation: string | null = null): StoredObject {
    const found = this.find(bucket, name)
    if (found && (generation === null || Number(generation) === found.generation)) return found
    throw new GoogleError(404, 'notFound', `No such object: ${bucket}/${name}`)
  }

  put(bucket: string, name: string, { content, said }: Pick<StoredObject, 'content' | 'said'>): StoredObject {
    this.#generation += 1
    const now = new Date().toISOString()
    const times = { metageneration: 1, created: now, updated: now }
    const stored = { name, content, said, generation: this.#generation, ...times, ...checksumsOf(content) }
    this.#require(bucket).set(name, stored)
    return stored
  }

  describe(bucket: string, name: string, said: ObjectMetadata): StoredObject {
    const old = this.get(bucket, name)
    const described = {
      ...old,
      said: { ...old.said, ...said },
      metageneration: old.metageneration + 1,
      updated: new Date().toISOString(),
    }
    this.#require(bucket).set(name, described)
    return described
  }

  delete(bucket: string, name: string): void {
    this.#require(bucket).delete(name)
  }

  /** In the order of their names as bytes of UTF-8. */
  all(bucket: string): readonly StoredObject[] {
    return [...this.#require(bucket).values()].toSorted((a, b) =>
      Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
    )
  }

  #require(name: string): Map<string, StoredObject> {
    const found = this.#buckets.get(name)
    if (found) return found
    throw new GoogleError(404, 'notFound', 'The specified bucket does not exist.')
  }
}

/** An object's resource, as the JSON API describes it (https://cloud.google.com/storage/docs/json_api/v1/objects). */
export function resourceOf(bucket: string, object: StoredObject): object {
  const { name, content, said, generation, metageneration, created, updated, crc32c, md5Hash } = object
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    name,
    bucket,
    generation: String(generation),
    metageneration: String(metageneration),
    size: String(content.length),
    storageClass: 'STANDARD',
    contentType: 'application/octet-stream',
    ...said,
    crc32c,
    md5Hash,
    etag: Buffer.from(`${generation}/${metageneration}`).toString('base64'),
    timeCreated: created,
    updated,
  }
}
