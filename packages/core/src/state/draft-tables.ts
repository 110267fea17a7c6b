import type { RecordedEvent } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { AssetBook } from './asset-book.ts'
import { materializedOf } from './asset-record.ts'
import type { LedgerAsset, LedgerEntry, LedgerTables, PastRow, Renaming } from './ledger-tables.ts'
import { type StoredRow, storedRows } from './stored-row.ts'

/** What a driver has to write, all at once, to keep up with events. */
export interface LedgerDraft {
  /** In place of those with the same ids. */
  readonly assets: readonly LedgerAsset[]
  readonly entries: readonly LedgerEntry[]
  /** By the id of the asset: its new rows, each in place of an older one, */
  readonly rows: ReadonlyMap<number, readonly StoredRow[]>
  /** and the cells that have none any more. */
  readonly emptied: ReadonlyMap<number, readonly Cell[]>
  /** When there is one there is nothing else. */
  readonly renaming: Renaming | undefined
}

/**
 * Gathers what events do to the ledger, for drivers whose database answers later. `derive` never waits, so what it will ask
 * for is found out before, with `needs`, and handed in, with `learn`. Then every event of a stretch (see `stretchesOf`) is
 * derived, and what `take` gives is written before the next stretch.
 */
export class DraftTables implements LedgerTables {
  readonly #book: AssetBook
  /** What differs from the book, by name; undefined for a name that was given up. */
  readonly #named = new Map<string, LedgerAsset | undefined>()
  /** By the id of the asset and the cell; undefined for what was wiped. */
  readonly #past = new Map<number, Map<string, PastRow | undefined>>()
  readonly #drafted = new Map<number, Map<string, StoredRow | Cell>>()
  readonly #assets = new Map<number, LedgerAsset>()
  #entries: LedgerEntry[] = []
  #renaming: Renaming | undefined

  /** `book` has the assets as they are before the first event. It stays as it is. */
  constructor(book: AssetBook) {
    this.#book = book
  }

  /** The partitions whose rows deriving a stretch of events will ask for, by the id of the asset; all of them have one. */
  needs(events: readonly RecordedEvent[]): ReadonlyMap<number, Subset> {
    const needs = new Map<number, Subset>()
    for (const event of events) {
      if (event.type !== 'materialized' && event.type !== 'observed' && event.type !== 'wiped') continue
      const asset = this.named(event.asset)
      if (asset === undefined) continue
      const known = materializedOf(asset.record).intersect(Subset.decode(event.partitions))
      if (!known.isEmpty) needs.set(asset.id, (needs.get(asset.id) ?? Subset.empty).union(known))
    }
    return needs
  }

  learn(asset: number, rows: Iterable<PastRow>): void {
    const past = this.#pastOf(asset)
    for (const row of rows) past.set(nameOf(row), row)
  }

  named(name: string): LedgerAsset | undefined {
    return this.#named.has(name) ? this.#named.get(name) : this.#book.named(name)
  }

  put(asset: LedgerAsset): void {
    this.#named.set(asset.key, asset)
    this.#assets.set(asset.id, asset)
  }

  rename(renaming: Renaming): void {
    const { asset, to, position } = renaming
    this.#renaming = renaming
    this.#named.set(asset.key, undefined)
    this.#named.set(to, { ...asset, key: to, position, record: asset.record })
  }

  past({ id }: LedgerAsset, partitions: Subset): readonly PastRow[] {
    const past = this.#pastOf(id)
    return [...partitions.cells()].flatMap((cell) => past.get(nameOf(cell)) ?? [])
  }

  enter(entry: LedgerEntry): void {
    const { asset, position, partitions, columns } = entry
    this.#entries.push(entry)
    const [past, drafted] = [this.#pastOf(asset.id), this.#drafted.get(asset.id) ?? new Map<string, StoredRow | Cell>()]
    this.#drafted.set(asset.id, drafted)
    const rowAt = columns && storedRows(columns, position)
    let index = 0
    for (const cell of partitions.cells()) {
      const name = nameOf(cell)
      const row = rowAt?.(cell, index)
      past.set(name, row)
      drafted.set(name, row ?? cell)
      index += 1
    }
  }

  /** What is to be written now. The next stretch begins without rows that were learned. */
  take(): LedgerDraft {
    const drafted = [...this.#drafted].map(([asset, cells]) => [asset, [...cells.values()]] as const)
    const draft = {
      assets: [...this.#assets.values()],
      entries: this.#entries,
      rows: new Map(drafted.map(([asset, cells]) => [asset, cells.filter(isRow)])),
      emptied: new Map(drafted.map(([asset, cells]) => [asset, cells.filter((cell) => !isRow(cell))])),
      renaming: this.#renaming,
    }
    for (const map of [this.#past, this.#drafted, this.#assets]) map.clear()
    this.#entries = []
    this.#renaming = undefined
    return draft
  }

  #pastOf(asset: number): Map<string, PastRow | undefined> {
    const past = this.#past.get(asset) ?? new Map<string, PastRow | undefined>()
    this.#past.set(asset, past)
    return past
  }
}

/** Cuts events into stretches that can each be derived at once: a renaming is one by itself, as it moves what was written. */
export function stretchesOf(events: readonly RecordedEvent[]): readonly (readonly RecordedEvent[])[] {
  const stretches: RecordedEvent[][] = []
  for (const event of events) {
    const last = stretches.at(-1)
    if (last === undefined || event.type === 'renamed' || last[0]?.type === 'renamed') stretches.push([event])
    else last.push(event)
  }
  return stretches
}

function isRow(cell: StoredRow | Cell): cell is StoredRow {
  return 'position' in cell
}

function nameOf({ series, ordinal }: Cell): string {
  return `${ordinal}|${series}`
}
