import type { LedgerRow } from '../state/index.ts'

/** A row of the ledger, and the key of its partition. */
export interface Row extends LedgerRow {
  readonly partition: string | null
}
