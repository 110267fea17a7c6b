import { randomUUID } from 'node:crypto'
import { md5 } from './checksums.ts'
import { noSuchKey, noSuchUpload, preconditionFailed } from './s3-error.ts'

/** What a client gives of an object. */
export interface ObjectContent {
  readonly content: Buffer
  /** Of the whole, without its quotes. */
  readonly etag: string
  /** Content type, metadata and what else comes back as it was sent. */
  readonly headers: { readonly [name: string]: string }
  readonly checksums: { readonly [header: string]: string }
}

/** An object as it lies in a bucket. */
export interface StoredObject extends ObjectContent {
  readonly modified: Date
  /** `null` for what was written without versioning. */
  readonly versionId: string
  readonly tags: readonly (readonly [name: string, value: string])[]
}

/** One version of a key; without an object it is the mark that the key was deleted. */
export interface Version {
  readonly key: string
  readonly id: string
  readonly modified: Date
  readonly object: StoredObject | undefined
}

/** What must hold of the object that is there for another to take its place. */
export interface Conditions {
  /** `*`: there is none. Empty: no matter. */
  readonly ifNoneMatch: string
  /** Its ETag. Empty: no matter. */
  readonly ifMatch: string
}

export interface Part {
  readonly content: Buffer
  readonly etag: string
  /** Those that came with it, by header. */
  readonly checksums: ObjectContent['checksums']
}

/** An object that arrives in parts. */
export interface Upload {
  readonly id: string
  readonly key: string
  readonly headers: { readonly [name: string]: string }
  /** The checksum that each part has, and is to be told again in the end: `CRC32`. Empty: none. */
  readonly checksum: string
  readonly parts: Map<number, Part>
  readonly begun: Date
}

/** A bucket in memory. Each of its methods is one step that nothing can come between. */
export class Bucket {
  /** Empty: never turned on. */
  versioning: '' | 'Enabled' | 'Suspended' = ''
  private readonly objects = new Map<string, StoredObject>()
  private readonly uploads = new Map<string, Upload>()
  /** By key, the oldest first. */
  private readonly versions = new Map<string, readonly Version[]>()

  get isEmpty(): boolean {
    return this.objects.size === 0
  }

  /** Objects in the order of the bytes of their keys. */
  sorted(prefix: string): readonly (readonly [key: string, object: StoredObject])[] {
    return Array.from(this.objects)
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  /** The newest object of a key, or a named version of it. Throws NoSuchKey. */
  get(key: string, versionId?: string | null): StoredObject {
    const version = this.versions.get(key)?.find(({ id }) => id === versionId)
    const object = versionId ? version?.object : this.objects.get(key)
    if (!object) throw noSuchKey(key)
    return object
  }

  /** Throws PreconditionFailed, and NoSuchKey where another ETag was expected than none. */
  put(key: string, content: ObjectContent, conditions: Conditions): StoredObject {
    this.check(key, conditions)
    const versionId = this.versioning === 'Enabled' ? randomUUID() : 'null'
    const object = { ...content, modified: new Date(), versionId, tags: [] }
    this.objects.set(key, object)
    this.addVersion({ key, id: versionId, modified: object.modified, object })
    return object
  }

  /** Throws NoSuchKey. */
  tag(key: string, tags: StoredObject['tags']): void {
    this.objects.set(key, { ...this.get(key), tags })
  }

  /** Without a version a key that has several gets a mark; a key that is not there is no mistake. */
  delete(key: string, versionId?: string | null): void {
    if (versionId) return this.deleteVersion(key, versionId)
    this.objects.delete(key)
    if (this.versioning === '') this.versions.delete(key)
    else this.addVersion({ key, id: randomUUID(), modified: new Date(), object: undefined })
  }

  /** By key, the newest first. */
  versionsOf(prefix: string): readonly Version[] {
    const keys = [...this.versions.keys()].filter((key) => key.startsWith(prefix)).sort()
    return keys.flatMap((key) => this.versions.get(key)?.toReversed() ?? [])
  }

  begin(key: string, { headers, checksum }: Pick<Upload, 'headers' | 'checksum'>): Upload {
    const upload = { id: randomUUID(), key, headers, checksum, parts: new Map(), begun: new Date() }
    this.uploads.set(upload.id, upload)
    return upload
  }

  /** Throws NoSuchUpload. */
  upload(key: string, id: string): Upload {
    const upload = this.uploads.get(id)
    if (!upload || upload.key !== key) throw noSuchUpload(id)
    return upload
  }

  uploadsOf(prefix: string): readonly Upload[] {
    return [...this.uploads.values()].filter(({ key }) => key.startsWith(prefix))
  }

  /** Makes one object of these parts. The ETag is that of their ETags, and their number. */
  complete({ id, key, headers }: Upload, parts: readonly Part[], conditions: Conditions): StoredObject {
    const etag = `${md5(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))))}-${parts.length}`
    const content = Buffer.concat(parts.map(({ content }) => content))
    const object = this.put(key, { content, etag, headers, checksums: {} }, conditions)
    this.uploads.delete(id)
    return object
  }

  abort({ id }: Upload): void {
    this.uploads.delete(id)
  }

  private addVersion(added: Version): void {
    const others = this.versions.get(added.key)?.filter(({ id }) => id !== 'null' || added.id !== 'null') ?? []
    this.versions.set(added.key, [...others, added])
  }

  private deleteVersion(key: string, versionId: string): void {
    const left = this.versions.get(key)?.filter(({ id }) => id !== versionId) ?? []
    this.versions.set(key, left)
    const newest = left.at(-1)?.object
    if (newest) this.objects.set(key, newest)
    else this.objects.delete(key)
  }

  private check(key: string, { ifNoneMatch, ifMatch }: Conditions): void {
    const current = this.objects.get(key)
    if (ifNoneMatch === '*' && current) throw preconditionFailed('If-None-Match')
    if (ifMatch === '') return
    if (!current) throw noSuchKey(key)
    if (unquoted(ifMatch) !== current.etag) throw preconditionFailed('If-Match')
  }
}

export function unquoted(etag: string): string {
  return etag.replaceAll('"', '')
}
