import type { Json, JsonObject } from '../base/json.ts'
import type { ColumnVersions } from '../events/index.ts'
import type { Address, PiecesAt, ReadAt } from './address.ts'
import type { CheckResult } from './check-result.ts'
import type { Probe } from './probe.ts'

/** Where a value lies, in the words of its store. Recorded in the event log, and the only way that a reader finds it. */
export type Location = JsonObject

/** Who writes: one attempt at one step. Attempt ids are unique, and start with the id of their run and a dot. */
export interface Attempt {
  readonly id: string
  readonly runId: string
  /** The fencing token of the lease: higher for every later lease on the same partitions. */
  readonly token: number
}

/** A value to be staged, with everything that a store may want to know about where it belongs. */
export interface StageAt extends Address {
  readonly attempt: Attempt
  /** The partition key by dimension, for path templates: `{ day, symbol }`, or `{ partition }` for one dimension. */
  readonly dimensions: { readonly [name: string]: string }
  /** Columns as JSON Schema of one row, where the asset's schema is an array of objects that it can tell. */
  readonly rowSchema?: Json | undefined
  /** What the asset says of itself, for stores that have a place for it. */
  readonly description?: string | undefined
  /** Columns that somebody reads without reading all: their versions are asked for. Absent: nobody does. */
  readonly columnsRead?: readonly string[] | undefined
}

/** A value that is durably written but visible to nobody. */
export interface Staged extends Address {
  readonly location: Location
  /** The content hash, tagged with its algorithm: `sha256:...`. Different tags never compare equal. */
  readonly dataVersion: string
  /** Of the columns that were asked for. Absent: nothing is known below the data version. */
  readonly columns?: ColumnVersions | undefined
  readonly rows?: number | undefined
  readonly bytes?: number | undefined
}

/** A value that is to be deleted. */
export interface Removal extends Address {
  readonly location: Location
  /** It is the one that readers find now, and they shall find none. */
  readonly published: boolean
}

/** What is read back, with the data version that was really read (in-place stores may have moved on). */
export interface ReadBack {
  readonly value: unknown
  readonly dataVersion?: string | undefined
}

/** A staged or recorded value that is to be checked where it lies. */
export interface ValueInPlace {
  readonly location: Location
  readonly at: ReadAt
}

/** What checks found of one value. */
export interface FoundInPlace {
  /** The data version that was really checked, of what is published in place. */
  readonly dataVersion?: string | undefined
  /**
   * What each check found, in their order; undefined where this store cannot tell, so that the value has to be read. An
   * error is the check's own: a statement of a user that the store refused.
   */
  readonly results: readonly (CheckResult | Error | undefined)[]
}

/** How other programs read the values of a store: as files of this machine. */
export interface ValueFiles {
  /** As its `ObjectFormat` is called: `Parquet`. */
  readonly format: string
  /** The absolute path of a recorded value, whose digest was looked at. Throws as `Store.read` does. */
  pathOf(location: Location, at: Address): Promise<string>
}

/** Rows of an asset that are to be other ones than before. */
export interface ShapeQuestion {
  readonly asset: string
  readonly partitioned: boolean
  /** Both as JSON Schema of one row. */
  readonly before: Json
  readonly after: Json
}

/** What publishing them will do to what is stored. */
export interface ShapeChange {
  /** `fails`: nothing is published. `adds columns`: old rows have null there. `rebuilds`: old rows go. `replaces`: they go anyway. */
  readonly outcome: 'fails' | 'adds columns' | 'rebuilds' | 'replaces'
  /** A line each: `+ volume BIGINT`, `- close DOUBLE`, `~ symbol VARCHAR -> BIGINT`. */
  readonly differences: readonly string[]
}

/** What keeps the values of one or more stores. There is one object for each, so that homes compare by identity. */
export interface StoreHome {
  /** What a person calls it: `s3://prices/lake`. Absent: its path, or the name of an IO manager that keeps values there. */
  readonly name?: string | undefined
  /** The folder or file that other programs open, absolute. Absent: there is none. */
  readonly path?: string | undefined
  /**
   * Tries everything that commits rely on, for `headwater doctor`: that values can be written, read back, refused to the
   * second of two writers, and deleted (`probeObjects` does that over objects), that the clock of a server is ours
   * (`clockProbe`), and what else is worth saying. It waits for nothing for long, ends when `signal` is aborted, throws
   * nothing (what goes wrong is found: see `probed`) and leaves nothing behind. Absent: only that it is there is known.
   */
  probe?(signal: AbortSignal): Promise<readonly Probe[]>
}

/**
 * A store that commits exactly.
 *
 * - `versioned` (objects): content lies under a name unique to its attempt; the event is the commit. `publish` is then
 *   only the projection to the readable path: it runs after the event, is repeatable, and recorded readers never use it.
 * - `in-place` (tables): `publish` is the commit. In one transaction it checks that no commit row and no fence of these
 *   partitions carries a token above the attempt's, changes the data, and writes the commit rows that `committed` reads.
 */
export interface Store {
  readonly commit: 'versioned' | 'in-place'
  /** Whether it tells the versions of columns that it is asked for. Absent: it does not. */
  readonly tellsColumns?: boolean | undefined
  /** Groups stores that can publish together and read each other in place: one warehouse, one file root. */
  readonly home: StoreHome
  /** Writes values durably, visible to nobody: returns only when a crash cannot lose them. */
  stage(values: readonly { readonly value: unknown; readonly at: StageAt }[]): Promise<readonly Staged[]>
  /** Reads a recorded or staged location. Throws when it is gone or damaged. */
  read(location: Location, at: ReadAt): Promise<ReadBack>
  /**
   * Reads a recorded or staged table batch by batch, without holding more than a few of them; every iteration reads anew.
   * Undefined where what lies there can only be read whole, or is so small that it had better be. Absent: this store cannot.
   */
  pieces?(location: Location, at: PiecesAt): AsyncIterable<unknown> | undefined
  /**
   * Checks values of one asset where they lie, without reading them. Each rule is what a check carries in words of the
   * stores that it was made for, see `Check.rule`. Answers in the order of the values. Absent: checks are handed the values.
   */
  check?(values: readonly ValueInPlace[], rules: readonly object[]): Promise<readonly FoundInPlace[]>
  /** All of one attempt at once: see above. May be called again after a crash. */
  publish(staged: readonly Staged[], attempt: Attempt): Promise<readonly Staged[]>
  /** What this attempt has committed in place; versioned stores answer with nothing. */
  committed(attempt: string, asset: string): Promise<readonly Staged[]>
  /**
   * After this, no attempt with a lower token can publish any of these partitions of the asset; the others are as they
   * were, since another run may hold their leases. Versioned stores have nothing to do.
   */
  fence(asset: string, token: number, partitions: readonly (string | null)[]): Promise<void>
  /** Removes what was staged for the asset by one attempt, or by all attempts of one run, except the locations to keep. Returns how many it removed. */
  sweep(attemptOrRun: string, asset: string, keep: readonly Location[]): Promise<number>
  /**
   * Deletes values for good: what is published of wiped partitions, older versions of pruned ones. In place it checks
   * tokens as `publish` does, and nobody with a lower token can publish these partitions after it. May be called again
   * after a crash: what is gone, or lies in another store, is no mistake. Absent: values can be forgotten, not deleted.
   */
  remove?(values: readonly Removal[], attempt: Attempt): Promise<void>
  /** The files that its values are. Absent: they are none, or lie elsewhere. */
  readonly files?: ValueFiles | undefined
  /** Where a person finds a published value: a path from the working directory, a table. Absent: its location is shown. */
  place?(location: Location): string
  /**
   * What becomes of stored values when the rows of an asset change, for the plan. Undefined: they look the same to the
   * store. Opens nothing. Absent: the store takes any rows.
   */
  shapeChange?(question: ShapeQuestion): ShapeChange | undefined
  /**
   * Names what an asset is written to, for a message: `table "market"."prices"`. A project refuses assets of one home
   * with equal names, since each would overwrite the others. Throws where the asset could lie nowhere. Opens nothing.
   * Absent: assets of different keys never meet.
   */
  target?(asset: string): string
}
