import {
  type AssetBook,
  derive,
  DraftTables,
  type LedgerAsset,
  type LedgerDraft,
  type RecordedEvent,
  stretchesOf,
} from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import { deleteDynamicKeys, insertDynamicKeys, insertKeys } from './key-queries.ts'
import { deleteRows, insertEntries, renameAsset, selectPast, upsertAssets, upsertRows } from './ledger-queries.ts'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

/** So many rows go into one statement: more of them save hardly anything, and take memory. */
const manyRows = 5000

export interface LedgerWriterParts {
  readonly session: Session
  readonly tables: Tables
  /** The assets as they are before the first event. */
  readonly book: AssetBook
}

/**
 * Writes what follows from events, several tables in one statement: each statement is a round trip, and all others wait for
 * the lock meanwhile.
 */
export class LedgerWriter {
  readonly #session: Session
  readonly #tables: Tables
  readonly #drafts: DraftTables
  readonly #assets = new Map<number, LedgerAsset>()
  #parts: RawBuilder<unknown>[] = []
  #hasRenamed = false

  constructor({ session, tables, book }: LedgerWriterParts) {
    this.#session = session
    this.#tables = tables
    this.#drafts = new DraftTables(book)
  }

  /** The assets that changed. */
  get assets(): readonly LedgerAsset[] {
    return [...this.#assets.values()]
  }

  get hasRenamed(): boolean {
    return this.#hasRenamed
  }

  /** Makes a query, of other tables than those of the ledger, a part of the next statement. */
  also(query: RawBuilder<unknown>): void {
    this.#parts.push(query)
  }

  /** Brings the derived tables up to date with events. The last of it waits for `settle`. */
  async takeIn(events: readonly RecordedEvent[]): Promise<void> {
    for (const [index, stretch] of stretchesOf(events).entries()) {
      // One statement cannot write a row twice.
      if (index > 0) await this.settle()
      await this.#learn(stretch)
      for (const event of stretch) {
        await this.#takeInKeys(event)
        derive(this.#drafts, event)
      }
      await this.#write(this.#drafts.take())
    }
  }

  /** Runs all that waits, and `last`, as one statement. */
  async settle(last?: RawBuilder<unknown>): Promise<void> {
    const parts = last === undefined ? this.#parts : [...this.#parts, last]
    this.#parts = []
    const main = parts.pop()
    if (main === undefined) return
    const before = parts.map((part, index) => sql`${sql.id(`part${index}`)} as (${part})`)
    await this.#session.rows(before.length === 0 ? main : sql`with ${sql.join(before)} ${main}`)
  }

  async #learn(events: readonly RecordedEvent[]): Promise<void> {
    const needs = this.#drafts.needs(events)
    if (needs.size === 0) return
    await this.settle()
    const wanted = [...needs].map(([asset, partitions]) => ({ asset, partitions }))
    const past = await this.#session.rows(selectPast(this.#tables, wanted))
    for (const [asset, rows] of Map.groupBy(past, ({ asset }) => asset)) this.#drafts.learn(asset, rows)
  }

  async #takeInKeys(event: RecordedEvent): Promise<void> {
    if (event.type !== 'keys_added' && event.type !== 'keys_removed') return
    const { dimension, keys } = event
    await this.settle()
    if (event.type === 'keys_added') {
      await this.#session.rows(insertKeys(this.#tables, keys))
      await this.#session.rows(insertDynamicKeys(this.#tables, dimension, keys))
    } else {
      await this.#session.rows(deleteDynamicKeys(this.#tables, dimension, keys))
    }
  }

  async #write({ assets, entries, rows, emptied, renaming }: LedgerDraft): Promise<void> {
    if (renaming !== undefined) return this.#rename(renaming)
    if (assets.length > 0) this.also(upsertAssets(this.#tables, assets))
    if (entries.length > 0) this.also(insertEntries(this.#tables, entries))
    for (const asset of assets) this.#assets.set(asset.id, asset)
    for (const [asset, cells] of emptied) if (cells.length > 0) this.also(deleteRows(this.#tables, asset, cells))
    const all = [...rows].flatMap(([asset, rows]) => rows.map((row) => [asset, row] as const))
    for (let start = 0; start < all.length; start += manyRows) {
      if (start > 0) await this.settle()
      this.also(upsertRows(this.#tables, all.slice(start, start + manyRows)))
    }
  }

  async #rename(renaming: NonNullable<LedgerDraft['renaming']>): Promise<void> {
    this.#hasRenamed = true
    await this.settle()
    for (const query of renameAsset(this.#tables, renaming)) await this.#session.rows(query)
  }
}
