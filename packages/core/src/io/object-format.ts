import type { Json } from '../base/json.ts'
import type { TableShape } from './address.ts'
import type { StageAt } from './store.ts'

/** How a value becomes the bytes of a file, and back. Equal values must become equal bytes and notes. */
export interface ObjectFormat {
  /** As it is called in messages: `Parquet`. */
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  /** Throws VALUE_UNSTORABLE, at once or while its content is read, for what would not come back as it was. */
  readonly encode: (value: unknown, at: StageAt) => Encoded | Promise<Encoded>
  /** What it throws means that the bytes are not of this format. */
  readonly decode: (content: Buffer, about: AboutContent) => unknown
  /**
   * Reads a file piece by piece, without holding more than a few of them: batches of a table. What it throws means that
   * the bytes are not of this format. Absent: the format can only be read whole.
   */
  readonly decodePieces?: ((file: FileToRead, about: AboutContent) => AsyncIterable<unknown>) | undefined
}

/** A file of which parts are read. */
export interface FileToRead {
  readonly byteLength: number
  /** The bytes from `start` up to `end`, which is not included; less where the file ends before. */
  slice(start: number, end: number): Promise<Uint8Array>
}

/** What is known of a file beside its bytes. */
export interface AboutContent {
  /** What `encode` noted; null for a file that no run recorded. */
  readonly notes: Json
  /** Columns as JSON Schema of one row, where the reader knows them. */
  readonly rowSchema?: Json | undefined
  /** The shape in which the reader wants a table: see `ReadAt`. */
  readonly as?: TableShape | undefined
}

/** A value as bytes, in pieces that are asked for once. */
export interface Encoded {
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  readonly rows?: number | undefined
  /** What `decode` must know beside the bytes. Kept in the event log for every version, so: little. */
  readonly notes?: Json | undefined
  /** Where the digest of the bytes would differ for equal values: a data version to be used in its place. */
  readonly dataVersion?: string | undefined
  /** The rest, of a value that is itself a stream: asked for when all of the content has been read. */
  readonly ended?: (() => Omit<Encoded, 'content' | 'ended'>) | undefined
}
