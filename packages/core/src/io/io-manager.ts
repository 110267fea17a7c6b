import type { Store } from './store.ts'

/** Which value is meant: an asset, and a partition key as text (null when the asset is not partitioned). */
export interface Address {
  readonly asset: string
  readonly partition: string | null
}

/**
 * Stores what `Accepts` says; what is read back is unknown until the asset's schema has parsed it.
 *
 * `write` and `read` alone make an IO manager. It then promises one writer only: a value is written in place, right
 * after its blocking checks passed, and a crash in the middle of `write` is the writer's own affair.
 */
export interface IoManager<in Accepts> {
  readonly name: string
  readonly write: (value: Accepts, at: Address) => Promise<void>
  readonly read: (at: Address) => Promise<unknown>
  /** How this manager commits exactly. Absent: it cannot, see above. When present, runs use it alone. */
  readonly store?: Store | undefined
}
