import { failuresAfter, type LedgerChange } from './ledger-change.ts'
import type { FailureRow, LedgerRow, LedgerRows } from './state-store.ts'

/** The ledger of one asset in memory, kept true by applying the changes that later events bring. */
export class AssetLedger {
  readonly #rows: Map<string, LedgerRow>
  #failures: readonly FailureRow[]
  #listed: readonly LedgerRow[] | undefined

  constructor(rows: readonly LedgerRow[] = [], failures: readonly FailureRow[] = []) {
    this.#rows = new Map(rows.map((row) => [cellOf(row), row]))
    this.#failures = failures
  }

  /** How many partitions it holds. */
  get size(): number {
    return this.#rows.size
  }

  apply(change: LedgerChange): void {
    this.#failures = failuresAfter(this.#failures, change)
    if (change.kind === 'failed') return
    for (const row of change.rows) this.#rows.set(cellOf(row), row)
    this.#listed = undefined
  }

  /** Its rows as of a position up to which every change was applied. */
  at(position: number): LedgerRows {
    this.#listed ??= [...this.#rows.values()]
    return { position, materialized: this.#listed, failures: this.#failures }
  }
}

function cellOf({ series, ordinal }: LedgerRow): string {
  return `${ordinal}|${series}`
}
