import type { Json } from '../base/json.ts'
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
}

/** What is known of a file beside its bytes. */
export interface AboutContent {
  /** What `encode` noted; null for a file that no run recorded. */
  readonly notes: Json
  /** Columns as JSON Schema of one row, where the reader knows them. */
  readonly rowSchema?: Json | undefined
}

/** A value as bytes, in pieces that are asked for once. */
export interface Encoded {
  readonly content: Iterable<Uint8Array>
  readonly rows?: number | undefined
  /** What `decode` must know beside the bytes. Kept in the event log for every version, so: little. */
  readonly notes?: Json | undefined
  /** Where the digest of the bytes would differ for equal values: a data version to be used in its place. */
  readonly dataVersion?: string | undefined
}
