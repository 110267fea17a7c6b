import { DummyDriver, type Generated, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { EventRow } from '../recorded-event.ts'

/** The tables of a state file. `ledger`, `failures` and `dynamic_keys` follow from `events`. */
export interface Tables {
  readonly events: Omit<EventRow, 'position'> & { readonly position: Generated<number> }
  readonly ledger: LedgerTable
  readonly failures: FailuresTable
  readonly leases: LeasesTable
  readonly held: HeldTable
  readonly keys: { readonly id: Generated<number>; readonly key: string }
  readonly dynamic_keys: { readonly added: Generated<number>; readonly dimension: string; readonly key: string }
  readonly clock: { readonly time: number; readonly token: number }
}

/** The newest materialization or observation of each partition. */
export interface LedgerTable {
  readonly asset: string
  readonly series: string
  readonly ordinal: number
  readonly partition: string | null
  readonly position: number
  readonly time: number
  readonly run_id: string | null
  readonly code_version: string
  readonly data_version: string
  readonly fingerprint: string
  /** JSON. */
  readonly location: string
  /** JSON. */
  readonly inputs: string
  readonly rows: number | null
  readonly bytes: number | null
}

/** Failures that are newer than that. */
export interface FailuresTable {
  readonly asset: string
  readonly position: number
  readonly partitions: string
  readonly run_id: string
  readonly fingerprint: string | null
  readonly code: string
  readonly message: string
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
