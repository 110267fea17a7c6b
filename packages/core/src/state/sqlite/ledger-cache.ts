import type { AssetLedger } from '../asset-ledger.ts'
import { ledgerChange, ledgerEventTypes } from '../ledger-change.ts'
import type { LedgerRows } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { lastPosition, selectEvents } from './event-table.ts'
import { loadLedger } from './ledger-table.ts'

const maxRows = 250_000

/** A ledger, and the position up to which it is true. */
interface Known {
  readonly ledger: AssetLedger
  readonly position: number
}

/**
 * Ledgers that were read before, brought up to date from the events since then. A run asks for the same ledgers again
 * and again, and reading a thousand rows takes milliseconds where looking for new events takes microseconds.
 */
export class LedgerCache {
  readonly #connection: Connection
  /** In the order of their last use. */
  readonly #known = new Map<string, Known>()
  #rows = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(asset: string): LedgerRows {
    const known = this.#take(asset)
    const { ledger, position } = this.#connection.snapshot(() => this.#current(asset, known))
    this.#known.set(asset, { ledger, position })
    this.#rows += ledger.size
    for (const oldest of this.#known.keys()) {
      if (this.#rows <= maxRows || oldest === asset) break
      this.#take(oldest)
    }
    return ledger.at(position)
  }

  clear(): void {
    this.#known.clear()
    this.#rows = 0
  }

  #take(asset: string): Known | undefined {
    const known = this.#known.get(asset)
    this.#known.delete(asset)
    this.#rows -= known?.ledger.size ?? 0
    return known
  }

  #current(asset: string, known: Known | undefined): Known {
    const position = lastPosition(this.#connection)
    if (known === undefined) return { ledger: loadLedger(this.#connection, asset), position }
    const { ledger, position: after } = known
    const isUnchanged = after === position
    const news = isUnchanged ? [] : selectEvents(this.#connection, { asset, types: ledgerEventTypes, after })
    for (const event of news) {
      const change = ledgerChange(event)
      if (change !== undefined) ledger.apply(change)
    }
    return { ledger, position }
  }
}
