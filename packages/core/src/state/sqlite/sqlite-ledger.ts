import { Recent } from '../../base/recent.ts'
import type { Subset } from '../../partitions/index.ts'
import { materializedOf } from '../asset-record.ts'
import type { LedgerAsset } from '../ledger-tables.ts'
import type { Ledger, LedgerChange, LedgerRecords, LedgerRow } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { lastPosition } from './event-table.ts'
import type { GroupCommit } from './group-commit.ts'
import { selectLedgerRows } from './ledger-table.ts'
import { selectEntries } from './materialization-table.ts'
import { putNotes, readNotes } from './note-table.ts'
import type { SqliteTables } from './sqlite-tables.ts'

/** Reads of so many rows are remembered, and of these reads so many. */
const fewRows = 4
const keptReads = 20_000

/** Runs reads of the file that belong together. */
export type Reading = <T>(read: () => T) => Promise<T>

export interface SqliteLedgerParts {
  readonly connection: Connection
  readonly tables: SqliteTables
  readonly commits: GroupCommit
  readonly read: Reading
}

/** A read that waits for its turn: what gives its answer once all of that turn are read, and what fails it. */
interface Asked {
  readonly read: (position: number) => () => void
  readonly reject: (reason: unknown) => void
}

/** The ledger of a state file. */
export class SqliteLedger implements Ledger {
  readonly #connection: Connection
  readonly #tables: SqliteTables
  readonly #commits: GroupCommit
  readonly #read: Reading
  /** Those that are not written yet. */
  readonly #notes = new Map<string, string>()
  #rows = new Recent<readonly LedgerRow[]>(keptReads)
  #asked: Asked[] = []

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
      const there = partitions.intersect(materializedOf(asset.record))
      return there.count > fewRows ? this.#selected(asset, there) : this.#recent(asset, there)
    })
  }

  #selected(asset: LedgerAsset, partitions: Subset): readonly LedgerRow[] {
    return selectLedgerRows(this.#connection, asset.id, partitions)
  }

  /** Plans look at the same few partitions of many assets again and again. No row changes without its asset. */
  #recent(asset: LedgerAsset, partitions: Subset): readonly LedgerRow[] {
    const name = `${asset.id} ${asset.position} ${partitions.encode()}`
    const rows = this.#rows.get(name) ?? this.#selected(asset, partitions)
    this.#rows.set(name, rows)
    return rows
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

  /** Forgets notes that are not written yet, and rows that were read. */
  forget(): void {
    this.#notes.clear()
    this.#rows = new Recent(keptReads)
  }

  /** Reads one state of the file, with the assets as they are in it. What is asked for in one turn is read at once. */
  #current<T>(read: (position: number) => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    if (this.#asked.length === 0) process.nextTick(() => void this.#readAsked())
    this.#asked.push({
      read: (position) => {
        const answer = read(position)
        return () => resolve(answer)
      },
      reject,
    })
    return promise
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked
    this.#asked = []
    try {
      const answers = await this.#read(() =>
        this.#connection.snapshot(() => {
          const position = lastPosition(this.#connection)
          this.#tables.assets.catchUp(position)
          return asked.map(({ read }) => read(position))
        }),
      )
      for (const answer of answers) answer()
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
}
