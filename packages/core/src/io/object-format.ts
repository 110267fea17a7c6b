import type { Json } from '../base/json.ts'
import type { StageAt } from './store.ts'

/** How a value becomes the bytes of a file, and back. Equal values must become equal bytes. */
export interface ObjectFormat {
  /** As it is called in messages: `Parquet`. */
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  /** Throws VALUE_UNSTORABLE, at once or while its content is read, for what would not come back as it was. */
  readonly encode: (value: unknown, at: StageAt) => Encoded | Promise<Encoded>
  /** Takes the notes of `encode`; null for a file that no run recorded. What it throws means that the bytes are damaged. */
  readonly decode: (content: Buffer, notes: Json) => unknown
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
