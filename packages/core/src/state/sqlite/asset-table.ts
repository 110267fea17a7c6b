import { sql } from 'kysely'
import { AssetBook } from '../asset-book.ts'
import type { LedgerAsset, Renaming } from '../ledger-tables.ts'
import { writeRecord } from '../record-text.ts'
import { StoredAsset } from '../stored-asset.ts'
import type { SubsetTexts } from '../subset-texts.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { type AssetsTable, type NamesTable, queries } from './tables.ts'

const upsertAsset = query((value: Value<AssetsTable>) =>
  queries
    .insertInto('assets')
    .values({ id: value('id'), key: value('key'), position: value('position'), record: value('record') })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ key: value('key'), position: value('position'), record: value('record') }),
    ),
)

const selectAssets = query((value: Value<{ after: number }>) =>
  queries.selectFrom('assets').selectAll().where('position', '>', value('after')),
)

const deleteAsset = query((value: Value<{ id: number }>) => queries.deleteFrom('assets').where('id', '=', value('id')))

const insertName = query((value: Value<NamesTable>) =>
  queries.insertInto('names').values({ until: value('until'), asset_id: value('asset_id'), name: value('name') }),
)

const selectNames = query(() => queries.selectFrom('names').selectAll().orderBy('until'))

const inheritNames = query((value: Value<{ id: number; heir: number }>) =>
  queries
    .updateTable('names')
    .set({ asset_id: value('heir') })
    .where('asset_id', '=', value('id')),
)

/** Events after which the tables differ in more than the assets that have a newer position. */
const selectRewriting = query((value: Value<{ after: number }>) =>
  queries
    .selectFrom('events')
    .select('position')
    .where('type', 'in', [sql.lit('renamed'), sql.lit('pruned')])
    .where('position', '>', value('after'))
    .limit(1),
)

const deleteAllAssets = query(() => queries.deleteFrom('assets'))
const deleteAllNames = query(() => queries.deleteFrom('names'))

/**
 * The assets of a file. All of them are kept in memory, though no record is decoded before it is asked for, and only
 * those are read again that have changed. What a transaction does to them is written at its end.
 */
export class AssetTable {
  readonly #connection: Connection
  readonly #subsets: SubsetTexts
  readonly #touched = new Map<number, LedgerAsset>()
  #book = new AssetBook()
  /** The position up to which the book is true; -1 when there is none. */
  #position = -1

  constructor(connection: Connection, subsets: SubsetTexts) {
    this.#connection = connection
    this.#subsets = subsets
  }

  get book(): AssetBook {
    return this.#book
  }

  /** Reads what was appended up to a position, which is the end of the log or comes right before what is appended now. */
  catchUp(position: number): void {
    if (this.#position === position) return
    const isUsable =
      this.#position >= 0 && this.#connection.get(selectRewriting, { after: this.#position }) === undefined
    const after = isUsable ? this.#position : -1
    const assets = this.#connection.all(selectAssets, { after }).map((row) => new StoredAsset(row, this.#subsets))
    if (isUsable) for (const asset of assets) this.#book.put(asset)
    else this.#book = new AssetBook(assets, this.#readNames())
    this.#position = position
  }

  /** Says that an event was taken in. */
  advance(position: number): void {
    if (this.#position >= 0) this.#position = position
  }

  put(asset: LedgerAsset): void {
    this.#book.put(asset)
    this.#touched.set(asset.id, asset)
  }

  rename({ asset, to, position, replaced }: Renaming): void {
    this.flush()
    if (replaced !== undefined) {
      this.#connection.run(inheritNames, { id: replaced.id, heir: asset.id })
      this.#connection.run(deleteAsset, { id: replaced.id })
    }
    this.#connection.run(insertName, { until: position, asset_id: asset.id, name: asset.key })
    this.#connection.run(upsertAsset, { id: asset.id, key: to, position, record: writeRecord(asset.record) })
    this.forget()
  }

  /** Writes what was changed since the last time. */
  flush(): void {
    for (const { id, key, position, record } of this.#touched.values()) {
      this.#connection.run(upsertAsset, { id, key, position, record: writeRecord(record) })
    }
    this.#touched.clear()
  }

  /** Drops what is in memory, since the file may say otherwise. */
  forget(): void {
    this.#touched.clear()
    this.#position = -1
  }

  clear(): void {
    this.#connection.run(deleteAllAssets)
    this.#connection.run(deleteAllNames)
    this.forget()
  }

  #readNames() {
    return this.#connection.all(selectNames).map(({ until, asset_id, name }) => ({ until, asset: asset_id, name }))
  }
}
