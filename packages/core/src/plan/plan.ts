import type { Staleness } from '../status/index.ts'

/** Why a partition is to be made. */
export type Reason = Staleness['reason'] | 'upstream will be made' | 'forced'

/** Some partitions of a step, and why they are to be made. */
export interface Because {
  readonly reason: Reason
  /** The upstream asset, or what else the reason names. */
  readonly detail?: string | undefined
  readonly count: number
  /** In words: `1,258 partitions: 2013-05-13..2018-05-11`. Empty for an unpartitioned asset. */
  readonly partitions: string
}

/** What something will take, if it goes as it went lately. */
export interface Expected {
  /** Of work, one call after the other. */
  readonly seconds: number
  /** Absent: its store does not count rows. */
  readonly rows?: number | undefined
}

/** How a step reads one of its deps. */
export interface PlanRead {
  /** Its name in `deps`. */
  readonly dep: string
  readonly asset: string
  /** Where it lies, or copied first to where the step is worked. */
  readonly how: 'in place' | 'by copy'
  /** Who keeps it. */
  readonly store: string
}

/** One step: some partitions of one asset, or of several that are made together. */
export interface PlanStep {
  readonly step: string
  /** The first of `assets`. */
  readonly asset: string
  readonly assets: readonly string[]
  /** The key where the step is one partition; null where it is several or the asset is not partitioned. */
  readonly partition: string | null
  /** All its partitions in words: `1,258 partitions: 2013-05-13..2018-05-11`. Empty for an unpartitioned asset. */
  readonly partitions: string
  readonly count: number
  /** As `Subset.encode()` writes it. */
  readonly subset: string
  /** The reasons in words. */
  readonly reason: string
  readonly reasons: readonly Because[]
  readonly codeVersion: string
  /** What it reads through which mappings, where it is kept and how it is cut, in one word for each of `assets`. */
  readonly recipes: readonly string[]
  /** Absent: its deps are handed as values to a function. */
  readonly reads?: readonly PlanRead[] | undefined
  /** Absent: nothing was made yet to tell by. */
  readonly expected?: Expected | undefined
  /** Assets whose stored columns are others than those that are made now. Absent: there are none. */
  readonly schemaChanges?: readonly PlanSchemaChange[] | undefined
}

/** What becomes of the stored columns of an asset. */
export interface PlanSchemaChange {
  readonly asset: string
  /** `fails`: nothing is published. `adds columns`: old rows have null there. `rebuilds`: old rows go. `replaces`: they go anyway. */
  readonly outcome: 'fails' | 'adds columns' | 'rebuilds' | 'replaces'
  /** A line each: `+ volume BIGINT`, `- close DOUBLE`, `~ symbol VARCHAR -> BIGINT`. */
  readonly differences: readonly string[]
}

/** Partitions that were asked for and are left alone. */
export interface PlanSkip {
  readonly asset: string
  readonly partitions: string
  readonly count: number
  /** `up to date`, or what stands in the way. */
  readonly reason: string
  /** False: it was asked for and cannot be made now. */
  readonly fine: boolean
}

/** Partitions downstream that the plan does not make, and that read what it makes: they may be stale after it. */
export interface PlanReach {
  readonly asset: string
  readonly partitions: string
  readonly count: number
}

/** An asset whose history is recorded under another name or cut. */
export interface PlanMove {
  readonly asset: string
  /** In words: `was market/prices: 1,258 partitions keep their history`. */
  readonly words: string
}

/** A column that is no longer what it was when its asset was last made, and what reads it. */
export interface PlanBreak {
  readonly asset: string
  readonly column: string
  readonly change: 'dropped' | 'changed'
  /** What is made of it, however many assets lie between; `UNKNOWN`: it may be. */
  readonly readers: readonly {
    readonly asset: string
    readonly column: string
    readonly bearing: 'DIRECT' | 'INDIRECT' | 'UNKNOWN'
  }[]
}

/** A column that an asset reads and that is not there. */
export interface PlanMistake {
  readonly asset: string
  readonly code: 'COLUMN_UNKNOWN'
  readonly message: string
  readonly hint?: string | undefined
}

/** What a run would do, and why. Plain data: JSON and back runs the same. */
export interface Plan {
  readonly id: string
  /** When it was made, milliseconds since the epoch: fixes which partitions are there. */
  readonly at: number
  /** The end of the event log when it was made: what happens later, and touches it, makes it outdated. */
  readonly position: number
  readonly selection: string
  readonly options: PlanOptions
  readonly steps: readonly PlanStep[]
  readonly skips: readonly PlanSkip[]
  readonly downstream: readonly PlanReach[]
  readonly moves: readonly PlanMove[]
  /** What assets that are made elsewhere looked like, by asset: a hash over their partitions and data versions. */
  readonly externals: { readonly [asset: string]: string }
  /** Columns that what it makes drops or changes, though they are read. Absent: none, or nobody asked. */
  readonly breaks?: readonly PlanBreak[] | undefined
  /** Columns that are not there, read by what it makes for the first time with its code. Absent: none, or nobody asked. */
  readonly mistakes?: readonly PlanMistake[] | undefined
  /** Of all steps that can be told; absent where none can. */
  readonly expected?: Expected | undefined
}

/** Which partitions of the selection. */
export interface PlanOptions {
  /** `a..b`, one key, a list, `latest`, `missing`, `stale` or `all`. Absent: all complete ones that are missing or stale. */
  readonly partitions?: string | undefined
  /** Also those that are up to date. */
  readonly force?: boolean | undefined
  /** Also what the selection reads, as far as it is missing or stale. */
  readonly upstream?: boolean | undefined
  /** Also what reads the selection. */
  readonly downstream?: boolean | undefined
  /** At most so many partitions, upstream first; the rest waits for the next run. Absent: no limit. */
  readonly maxSteps?: number | undefined
}
