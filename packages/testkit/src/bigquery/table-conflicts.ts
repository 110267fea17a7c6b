import { GoogleError } from '../google/google-error.ts'

/** A transaction under way, and the tables of which it has changed rows. */
export interface Transaction {
  readonly began: number
  readonly changed: Set<string>
}

/**
 * Of two transactions that update, delete or merge rows of one table BigQuery undoes one, whichever rows they are; rows
 * that are only inserted do not conflict (https://cloud.google.com/bigquery/docs/transactions#transaction_concurrency).
 * DuckDB would let two through that change different rows.
 */
export class TableConflicts {
  readonly #projectId: string
  /** Who changes a table. */
  readonly #holders = new Map<string, Transaction>()
  /** When a change of a table was last committed, by the clock of this object. */
  readonly #commits = new Map<string, number>()
  #clock = 0

  constructor(projectId: string) {
    this.#projectId = projectId
  }

  begin(): Transaction {
    return { began: this.#tick(), changed: new Set() }
  }

  /** A transaction is about to change rows of a table. Throws where another one does, or has since it began. */
  change(transaction: Transaction, table: string): void {
    const holder = this.#holders.get(table) ?? transaction
    if (holder !== transaction || (this.#commits.get(table) ?? 0) > transaction.began) {
      const name = `${this.#projectId}:${table}`
      const message = `Transaction is aborted due to concurrent update against table ${name}. Transaction ID: ${transaction.began}`
      throw new GoogleError(400, 'invalidQuery', message)
    }
    this.#holders.set(table, transaction)
    transaction.changed.add(table)
  }

  end(transaction: Transaction, isCommitted: boolean): void {
    for (const table of transaction.changed) {
      this.#holders.delete(table)
      if (isCommitted) this.changed(table)
    }
    transaction.changed.clear()
  }

  /** Rows of a table were changed for good. */
  changed(table: string): void {
    this.#commits.set(table, this.#tick())
  }

  #tick(): number {
    this.#clock += 1
    return this.#clock
  }
}
