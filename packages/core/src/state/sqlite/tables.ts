import { DummyDriver, type Generated, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { EventRow } from '../recorded-event.ts'

/** The tables of a state file. Those that follow from `events` come right after it. */
export interface Tables {
  readonly events: Omit<EventRow, 'position'> & { readonly position: Generated<number> }
  readonly assets: AssetsTable
  readonly names: NamesTable
  readonly materializations: MaterializationsTable
  readonly ledger: LedgerTable
  readonly dynamic_keys: { readonly added: Generated<number>; readonly dimension: string; readonly key: string }
  readonly notes: NotesTable
  readonly leases: LeasesTable
  readonly held: HeldTable
  readonly keys: { readonly id: Generated<number>; readonly key: string }
  readonly clock: { readonly time: number; readonly token: number }
}

/** See `LedgerAsset`. */
export interface AssetsTable {
  readonly id: number
  readonly key: string
  readonly position: number
  /** See `writeRecord`. */
  readonly record: string
}

/** Names that assets had until a position. */
export interface NamesTable {
  readonly until: number
  readonly asset_id: number
  readonly name: string
}

/** What each event did to partitions: all that is the same for all of them. */
export interface MaterializationsTable {
  readonly position: number
  readonly asset_id: number
  readonly kind: 'made' | 'wiped'
  readonly time: number
  readonly run_id: string | null
  readonly code_version: string
  readonly recipe: string
  readonly as_of: number
  readonly partitions: string
  /** Null for all of them. */
  readonly changed: string | null
  /** JSON: `ReadDep[]`; null for none. */
  readonly deps: string | null
}

/** The newest materialization or observation of each partition: what may differ between the partitions of an event. */
export interface LedgerTable {
  readonly asset_id: number
  readonly series: string
  readonly ordinal: number
  readonly position: number
  readonly data_version: string
  /** JSON; null for `{}`. */
  readonly location: string | null
  /** JSON: `ReadPart[]`; null for none. */
  readonly inputs: string | null
  readonly rows: number | null
  readonly bytes: number | null
}

export interface NotesTable {
  readonly name: string
  readonly text: string
}

export interface LeasesTable {
  readonly token: number
  readonly run_id: string
  readonly pid: number
  readonly host: string
  readonly taken: number
  readonly expires: number
}

/** What a lease covers. */
export interface HeldTable {
  readonly token: number
  readonly asset: string
  readonly subset: string
}

/** Writes queries and runs none: they are compiled once and run by `Connection` as prepared statements. */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
