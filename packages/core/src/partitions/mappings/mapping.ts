import type { Grid } from '../grid.ts'
import type { PartitionKey } from '../partitions.ts'
import type { Subset } from '../subset.ts'

/** Steps along time: of the main time dimension, or of each that is named. */
export type Steps = number | { readonly [dimension: string]: number }

/** Which upstream partitions a partition reads. */
export type Mapping =
  /** The same key. */
  | { readonly kind: 'identity' }
  /** All, or all along the named dimensions of a product. */
  | { readonly kind: 'every'; readonly dimensions: readonly string[] }
  /** The newest that is materialized. */
  | { readonly kind: 'latest' }
  /** The `count` upstream partitions that end with this one, or before it where the upstream's calendar is closed. */
  | { readonly kind: 'lookback'; readonly count: Steps }
  /** The upstream partition `by` steps away. */
  | { readonly kind: 'offset'; readonly by: Steps }
  /** The one whose key is the reader's `dimension`. */
  | { readonly kind: 'along'; readonly dimension: string }
  /** Those whose window begins within the reader's. */
  | { readonly kind: 'within' }
  /** Those that a function names, with its inverse. */
  | {
      readonly kind: 'mapped'
      readonly upstream: (key: never) => Iterable<PartitionKey>
      readonly downstream: (key: never) => Iterable<PartitionKey>
      /** What the functions read from, where it is data: they look the same whatever it says. */
      readonly table?: { readonly [key: string]: readonly string[] } | undefined
    }

/** What a mapping is read between. */
export interface MappingContext {
  readonly reader: Grid
  readonly upstream: Grid
  /** Epoch milliseconds: fixes which partitions exist. */
  readonly now: number
  /** What of the upstream is materialized; only `latest` looks at it. */
  readonly materialized: Subset
}
