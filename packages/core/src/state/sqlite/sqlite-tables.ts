import type { Subset } from '../../partitions/index.ts'
import type { LedgerAsset, LedgerEntry, LedgerTables, PastRow, Renaming } from '../ledger-tables.ts'
import { SubsetTexts } from '../subset-texts.ts'
import { AssetTable } from './asset-table.ts'
import type { Connection } from './connection.ts'
import { clearRows, deleteRows, putRows, selectPastRows } from './ledger-table.ts'
import { clearEntries, inheritEntries, insertEntry } from './materialization-table.ts'

/** The tables of a file that follow from the events of assets. */
export class SqliteTables implements LedgerTables {
  readonly subsets = new SubsetTexts()
  readonly assets: AssetTable
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    this.assets = new AssetTable(connection, this.subsets)
  }

  named(name: string): LedgerAsset | undefined {
    return this.assets.book.named(name)
  }

  put(asset: LedgerAsset): void {
    this.assets.put(asset)
  }

  rename(renaming: Renaming): void {
    const { asset, replaced } = renaming
    if (replaced !== undefined) inheritEntries(this.#connection, replaced.id, asset.id)
    this.assets.rename(renaming)
  }

  past({ id }: LedgerAsset, partitions: Subset): readonly PastRow[] {
    return selectPastRows(this.#connection, id, partitions)
  }

  enter(entry: LedgerEntry): void {
    const { asset, changed, columns } = entry
    insertEntry(this.#connection, entry)
    if (columns === undefined) deleteRows(this.#connection, asset.id, changed)
    else putRows(this.#connection, { ...entry, columns })
  }

  clear(): void {
    clearEntries(this.#connection)
    clearRows(this.#connection)
    this.assets.clear()
  }
}
