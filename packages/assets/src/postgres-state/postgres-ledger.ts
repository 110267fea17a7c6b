import {
  type Ledger,
  type LedgerChange,
  type LedgerRecords,
  type LedgerRow,
  materializedOf,
  Subset,
  type SubsetTexts,
} from '@headwater/core/state'
import type { AssetCache } from './asset-cache.ts'
import type { GroupCommit } from './group-commit.ts'
import { readChanges, readRows, selectChanges, type SelectedRow, selectRows } from './ledger-queries.ts'
import { selectNotes } from './note-queries.ts'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

/** Runs reads on one connection. */
export type Reading = <T>(read: (session: Session) => Promise<T>) => Promise<T>

export interface LedgerParts {
  readonly tables: Tables
  readonly assets: AssetCache
  readonly subsets: SubsetTexts
  readonly commits: GroupCommit
  readonly read: Reading
}

/** Rows that somebody waits for. */
interface Asked {
  readonly name: string
  readonly partitions: Subset
  readonly resolve: (rows: readonly LedgerRow[]) => void
  readonly reject: (reason: unknown) => void
}

/** The ledger of a log in PostgreSQL. */
export class PostgresLedger implements Ledger {
  readonly #parts: LedgerParts
  /** Those that are not written yet. */
  readonly #notes = new Map<string, string>()
  #asked: Asked[] = []

  constructor(parts: LedgerParts) {
    this.#parts = parts
  }

  async records(names: readonly string[]): Promise<LedgerRecords> {
    const { assets, read } = this.#parts
    return read(async (session) => {
      await assets.catchUp(session)
      return { position: assets.position, of: assets.book.recordsOf(names) }
    })
  }

  async changes(after: ReadonlyMap<string, number>): Promise<readonly LedgerChange[]> {
    const { tables, assets, subsets, read } = this.#parts
    return read(async (session) => {
      await assets.catchUp(session)
      const wanted = [...after].flatMap(([name, position]) => {
        const asset = assets.book.find(name)
        return asset === undefined ? [] : [[name, asset.id, position] as const]
      })
      return readChanges(await session.rows(selectChanges(tables, wanted)), subsets)
    })
  }

  rows(name: string, partitions: Subset): Promise<readonly LedgerRow[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly LedgerRow[]>()
    if (this.#asked.length === 0) setImmediate(() => void this.#answerRows())
    this.#asked.push({ name, partitions, resolve, reject })
    return promise
  }

  /** Plans ask for a few rows of many assets in one turn of the event loop: one query has them all. */
  async #answerRows(): Promise<void> {
    const asked = this.#asked
    this.#asked = []
    try {
      const rows = await this.#parts.read((session) => this.#readRows(session, asked))
      const answers = Map.groupBy(rows, ({ place }) => place)
      for (const [place, { resolve }] of asked.entries()) resolve(readRows(answers.get(place) ?? []))
    } catch (thrown) {
      for (const { reject } of asked) reject(thrown)
    }
  }

  async #readRows(session: Session, asked: readonly Asked[]): Promise<readonly SelectedRow[]> {
    const { tables, assets } = this.#parts
    await assets.catchUp(session)
    const wanted = asked.map(({ name, partitions }) => {
      const asset = assets.book.find(name)
      const known = asset === undefined ? Subset.empty : partitions.intersect(materializedOf(asset.record))
      return { asset: asset?.id ?? 0, partitions: known }
    })
    return wanted.every(({ partitions }) => partitions.isEmpty) ? [] : session.rows(selectRows(tables, wanted))
  }

  async recall(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { tables, read } = this.#parts
    const rows = await read((session) => session.rows(selectNotes(tables, names)))
    const unwritten = names.flatMap((name) => {
      const text = this.#notes.get(name)
      return text === undefined ? [] : [[name, text] as const]
    })
    return new Map([...rows.map(({ name, text }) => [name, text] as const), ...unwritten])
  }

  async remember(notes: ReadonlyMap<string, string>): Promise<void> {
    for (const [name, text] of notes) this.#notes.set(name, text)
    const forget = () => {
      for (const [name, text] of notes) if (this.#notes.get(name) === text) this.#notes.delete(name)
    }
    this.#parts.commits.lazily((transaction) => transaction.remember(notes), forget)
  }

  /** Forgets notes that are not written yet. */
  forget(): void {
    this.#notes.clear()
  }
}
