import type { Cell, Subset } from '../partitions/index.ts'
import { AssetBook } from './asset-book.ts'
import { materializedOf } from './asset-record.ts'
import type { LedgerAsset, LedgerEntry, LedgerTables, PastRow, Renaming } from './ledger-tables.ts'
import { rowAt } from './row-at.ts'
import type { LedgerChange, LedgerRow } from './state-store.ts'

/** What follows from the events, in memory. */
export class MemoryTables implements LedgerTables {
  readonly assets = new AssetBook()
  /** By the id of the asset, oldest first. */
  readonly #changes = new Map<number, Omit<LedgerChange, 'asset'>[]>()
  /** By the id of the asset and the cell. */
  readonly #rows = new Map<number, Map<string, LedgerRow>>()

  named(name: string): LedgerAsset | undefined {
    return this.assets.named(name)
  }

  put(asset: LedgerAsset): void {
    this.assets.put(asset)
  }

  rename(renaming: Renaming): void {
    const { asset, replaced } = renaming
    this.assets.rename(renaming)
    const inherited = this.#changes.get(replaced?.id ?? 0) ?? []
    const both = [...inherited, ...(this.#changes.get(asset.id) ?? [])]
    this.#changes.set(
      asset.id,
      both.sort((a, b) => a.position - b.position),
    )
  }

  past(asset: LedgerAsset, partitions: Subset): readonly PastRow[] {
    return this.#rowsOf(asset, partitions)
  }

  enter(entry: LedgerEntry): void {
    const { asset, position, time, runId, kind, partitions, changed, asOf, columns } = entry
    const changes = this.#changes.get(asset.id) ?? []
    changes.push({ position, time, runId, kind, partitions, changed, asOf })
    this.#changes.set(asset.id, changes)
    const rows = this.#rows.get(asset.id) ?? new Map<string, LedgerRow>()
    this.#rows.set(asset.id, rows)
    let index = 0
    for (const cell of partitions.cells()) {
      if (columns === undefined) rows.delete(nameOf(cell))
      else rows.set(nameOf(cell), rowAt({ ...entry, columns }, cell, index))
      index += 1
    }
  }

  /** What happened to partitions of an asset after a position. */
  changes(name: string, after: number): readonly LedgerChange[] {
    const changes = this.#changes.get(this.assets.find(name)?.id ?? 0) ?? []
    return changes.filter(({ position }) => position > after).map((change) => ({ ...change, asset: name }))
  }

  rows(name: string, partitions: Subset): readonly LedgerRow[] {
    const asset = this.assets.find(name)
    return asset === undefined ? [] : this.#rowsOf(asset, partitions.intersect(materializedOf(asset.record)))
  }

  #rowsOf({ id }: LedgerAsset, partitions: Subset): readonly LedgerRow[] {
    const rows = this.#rows.get(id)
    return [...partitions.cells()].flatMap((cell) => rows?.get(nameOf(cell)) ?? [])
  }
}

function nameOf({ series, ordinal }: Cell): string {
  return `${ordinal}|${series}`
}
