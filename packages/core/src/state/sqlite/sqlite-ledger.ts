import type { Subset } from '../../partitions/index.ts'
import { materializedOf } from '../asset-record.ts'
import type { Ledger, LedgerChange, LedgerRecords, LedgerRow } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { lastPosition } from './event-table.ts'
import type { GroupCommit } from './group-commit.ts'
import { selectLedgerRows } from './ledger-table.ts'
import { selectEntries } from './materialization-table.ts'
import { putNotes, readNotes } from './note-table.ts'
import type { SqliteTables } from './sqlite-tables.ts'

/** Runs reads of the file that belong together. */
export type Reading = <T>(read: () => T) => Promise<T>

export interface SqliteLedgerParts {
  readonly connection: Connection
  readonly tables: SqliteTables
  readonly commits: GroupCommit
  readonly read: Reading
}

/** The ledger of a state file. */
export class SqliteLedger implements Ledger {
  readonly #connection: Connection
  readonly #tables: SqliteTables
  readonly #commits: GroupCommit
  readonly #read: Reading
  /** Those that are not written yet. */
  readonly #notes = new Map<string, string>()

  constructor({ connection, tables, commits, read }: SqliteLedgerParts) {
    this.#connection = connection
    this.#tables = tables
    this.#commits = commits
    this.#read = read
  }

  async records(assets: readonly string[]): Promise<LedgerRecords> {
    return this.#current((position) => ({ position, of: this.#tables.assets.book.recordsOf(assets) }))
  }

  async changes(after: ReadonlyMap<string, number>): Promise<readonly LedgerChange[]> {
    return this.#current(() => {
      const { book } = this.#tables.assets
      const wanted = [...after].flatMap(([name, position]) => {
        const asset = book.find(name)
        return asset === undefined ? [] : [[name, asset.id, position] as const]
      })
      return selectEntries(this.#connection, wanted, this.#tables.subsets)
    })
  }

  async rows(name: string, partitions: Subset): Promise<readonly LedgerRow[]> {
    return this.#current(() => {
      const asset = this.#tables.assets.book.find(name)
      if (asset === undefined) return []
      return selectLedgerRows(this.#connection, asset.id, partitions.intersect(materializedOf(asset.record)))
    })
  }

  async recall(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const written = await this.#read(() => readNotes(this.#connection, names))
    const unwritten = names.flatMap((name) => {
      const text = this.#notes.get(name)
      return text === undefined ? [] : [[name, text] as const]
    })
    return new Map([...written, ...unwritten])
  }

  async remember(notes: ReadonlyMap<string, string>): Promise<void> {
    for (const [name, text] of notes) this.#notes.set(name, text)
    this.#commits.lazily(() => {
      putNotes(this.#connection, this.#notes)
      this.#notes.clear()
    })
  }

  /** Forgets notes that are not written yet. */
  forget(): void {
    this.#notes.clear()
  }

  /** Reads one state of the file, with the assets as they are in it. */
  #current<T>(read: (position: number) => T): Promise<T> {
    const { assets } = this.#tables
    return this.#read(() =>
      this.#connection.snapshot(() => {
        const position = lastPosition(this.#connection)
        assets.catchUp(position)
        return read(position)
      }),
    )
  }
}
