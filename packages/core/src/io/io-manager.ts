import type { Address, ReadAt } from './address.ts'
import type { Store } from './store.ts'

/**
 * Stores what `Accepts` says; what is read back is unknown until the asset's schema has parsed it.
 *
 * `write` and `read` alone make an IO manager. It then promises one writer only: a value is written in place, right
 * after its blocking checks passed, and a crash in the middle of `write` is the writer's own affair.
 */
export interface IoManager<in Accepts> {
  readonly name: string
  readonly write: (value: Accepts, at: Address) => Promise<void>
  readonly read: (at: ReadAt) => Promise<unknown>
  /** How this manager commits exactly. Absent: it cannot, see above. When present, runs use it alone. */
  readonly store?: Store | undefined
}
