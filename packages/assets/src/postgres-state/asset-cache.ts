import { AssetBook, type LedgerAsset, StoredAsset, type SubsetTexts } from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

interface NewerAsset {
  /** The end of the log. */
  readonly end: number
  readonly edition: number
  /** Null, as the others are, when no asset is newer. */
  readonly id: number | null
  readonly key: string
  readonly position: number
  readonly record: string
}

interface WholeAsset extends NewerAsset {
  readonly names: readonly { readonly until: number; readonly asset_id: number; readonly name: string }[]
}

const unknown = -1

/**
 * The assets of a log. All of them are kept in memory, though no record is decoded before it is asked for, and only those are
 * read again that have changed. What is asked and what is answered may overtake one another: the newest answer counts.
 */
export class AssetCache {
  readonly #tables: Tables
  readonly #subsets: SubsetTexts
  #book = new AssetBook()
  /** The position up to which the book is true; -1 when there is none. */
  #position = -1
  #edition = unknown

  constructor(tables: Tables, subsets: SubsetTexts) {
    this.#tables = tables
    this.#subsets = subsets
  }

  get book(): AssetBook {
    return this.#book
  }

  get position(): number {
    return this.#position
  }

  /** Reads what is newer. Each of its queries is one statement, since a statement sees one state of the database. */
  async catchUp(session: Session): Promise<void> {
    const after = this.#position
    const isUsable = this.#edition !== unknown && this.take(after, await session.rows(this.newer()))
    if (!isUsable) await this.readAll(session)
  }

  /** The assets that have changed since, for `take`; it has no parameters. */
  newer(): RawBuilder<NewerAsset> {
    const { log, assets } = this.#tables
    // Where nothing is known, `readAll` follows.
    const after = this.#edition === unknown ? Number.MAX_SAFE_INTEGER : this.#position
    return sql`select l.position as "end", l.edition, a.*
      from ${log} l left join ${assets} a on a.position > ${sql.lit(after)}`
  }

  /** Takes the answer of `newer` in, which was asked at `after`; or says that `readAll` is needed, as more has changed. */
  take(after: number, rows: readonly NewerAsset[]): boolean {
    const [{ end, edition } = { end: 0, edition: unknown }] = rows
    if (edition === unknown || edition !== this.#edition || after > this.#position) return false
    // Another answer may have come in between.
    if (end <= this.#position) return true
    for (const asset of this.#assetsOf(rows)) this.#book.put(asset)
    this.#position = end
    return true
  }

  /** Reads all assets and their former names; with `isLocked` nothing that was read before can be newer. */
  async readAll(session: Session, { isLocked = false } = {}): Promise<void> {
    const { log, assets, names } = this.#tables
    const rows = await session.rows(sql<WholeAsset>`select l.position as "end", l.edition,
        (select coalesce(json_agg(n order by n.until), '[]') from ${names} n) as names, a.*
      from ${log} l left join ${assets} a on true`)
    const [{ end, edition, names: former } = { end: 0, edition: unknown, names: [] }] = rows
    if (end < this.#position && !isLocked) return
    const formerNames = former.map(({ until, asset_id, name }) => ({ until, asset: asset_id, name }))
    this.#book = new AssetBook(this.#assetsOf(rows), formerNames)
    this.#position = end
    this.#edition = edition
  }

  /** Says that what was appended at `from` up to `to` did this to assets, when it is known what was there before. */
  advance(from: number, to: number, assets: readonly LedgerAsset[]): void {
    if (this.#position !== from) return
    for (const asset of assets) this.#book.put(asset)
    this.#position = to
  }

  /** Has everything read again before it is next asked for, since the tables say otherwise. */
  forget(): void {
    this.#edition = unknown
  }

  #assetsOf(rows: readonly NewerAsset[]): readonly LedgerAsset[] {
    return rows.flatMap(({ id, key, position, record }) =>
      id === null ? [] : [new StoredAsset({ id, key, position, record }, this.#subsets)],
    )
  }
}
