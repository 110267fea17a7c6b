import type { Subset } from '../partitions/index.ts'
import type { MemoryTables } from './memory-tables.ts'
import type { Ledger, LedgerChange, LedgerRecords, LedgerRow } from './state-store.ts'

/** The ledger of a log in memory. */
export class MemoryLedger implements Ledger {
  readonly #tables: MemoryTables
  readonly #end: () => number
  readonly #notes = new Map<string, string>()

  /** `end` tells the end of the log, and throws when that is closed. */
  constructor(tables: MemoryTables, end: () => number) {
    this.#tables = tables
    this.#end = end
  }

  async records(assets: readonly string[]): Promise<LedgerRecords> {
    return { position: this.#end(), of: this.#tables.assets.recordsOf(assets) }
  }

  async changes(after: ReadonlyMap<string, number>): Promise<readonly LedgerChange[]> {
    this.#end()
    const changes = [...after].flatMap(([asset, position]) => this.#tables.changes(asset, position))
    return changes.sort((a, b) => a.position - b.position)
  }

  async rows(asset: string, partitions: Subset): Promise<readonly LedgerRow[]> {
    this.#end()
    return this.#tables.rows(asset, partitions)
  }

  async recall(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#end()
    return new Map(names.flatMap((name) => (this.#notes.has(name) ? [[name, this.#notes.get(name) ?? '']] : [])))
  }

  async remember(notes: ReadonlyMap<string, string>): Promise<void> {
    this.#end()
    for (const [name, text] of notes) this.#notes.set(name, text)
  }
}
