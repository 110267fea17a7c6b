/**
 * A bucket of objects: all that S3, GCS and their like must be able to do. Keys are whole, with every prefix. Each method
 * tries again what may be tried again, and throws OBJECT_STORE_DENIED, BUCKET_MISSING or OBJECT_STORE_FAILED after that.
 */
export interface Bucket {
  /** As messages call it: `s3://prices`. */
  readonly name: string
  /**
   * Creates an object in one request, unless its name is taken: of two that create one name at once, one wins.
   * @returns its revision; undefined where there is one already, which may be its own whose reply was lost
   */
  create(key: string, content: Uint8Array, marks: ObjectMarks): Promise<string | undefined>
  /** The same for content that comes in parts of `partBytes`, the last of them shorter. Nothing is left when it fails. */
  createInParts(key: string, parts: AsyncIterable<Uint8Array>, marks: ObjectMarks): Promise<string | undefined>
  /** Undefined where there is none. */
  head(key: string): Promise<ObjectHead | undefined>
  /** Opens an object for reading; undefined where there is none that is asked for. Its content may break off. */
  read(key: string, wanted: WantedBytes): Promise<OpenObject | undefined>
  /** Copies an object of so many bytes within the bucket, over what is there. @returns false where there is no such object */
  copy(from: string, to: string, bytes: number): Promise<boolean>
  /** Keys without an object are no mistake. */
  delete(keys: readonly string[]): Promise<void>
  /** The keys of all objects below a prefix. */
  list(prefix: string): Promise<readonly string[]>
  /** Frees what `createInParts` left behind in processes that died. Absent: the service does that by itself. */
  abortUploads?(prefix: string): Promise<void>
}

/** What is kept beside an object. */
export interface ObjectMarks {
  /** A random text for each object that is written: tells whose it is. */
  readonly writer: string
  /** The digest of the content, where that is known before it is sent. */
  readonly digest?: string | undefined
}

export interface ObjectHead {
  readonly bytes: number
  /** Changes whenever the object is written: an ETag, a generation. */
  readonly revision: string
  /** When it was written, by the clock of the service, in epoch milliseconds; services may tell it to the second. */
  readonly modified: number
  /** Undefined for an object that others wrote. */
  readonly writer: string | undefined
}

/** From `start` up to `end`, which is not included; to the end of the object where `end` is absent. */
export interface WantedBytes {
  readonly start: number
  readonly end?: number | undefined
  /** Absent: whichever there is. */
  readonly revision?: string | undefined
}

export interface OpenObject {
  readonly revision: string
  /** How many bytes come. */
  readonly bytes: number
  readonly content: AsyncIterable<Uint8Array>
}

/** Content of up to so many bytes is sent at once, more in parts of this size. S3 takes 10,000 parts: 160 GB. */
export const partBytes = 16 * 2 ** 20
