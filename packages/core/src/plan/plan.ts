import type { Staleness } from '../status/index.ts'

/** Why a partition is to be made. */
export type Reason = Staleness['reason'] | 'upstream will be made' | 'forced'

/** Some partitions of a step, and why they are to be made. */
export interface Because {
  readonly reason: Reason
  /** The upstream asset, or what else the reason names. */
  readonly detail?: string | undefined
  readonly count: number
  /** As `Subset.encode()` writes it. */
  readonly subset: string
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
  /** A hash of what the step relies on and this plan does not make: when it differs, the state has moved on. */
  readonly relied: string
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

/** What a run would do, and why. Plain data: JSON and back runs the same. */
export interface Plan {
  readonly id: string
  /** When it was made, milliseconds since the epoch: fixes which partitions are there. */
  readonly at: number
  readonly selection: string
  readonly options: PlanOptions
  readonly steps: readonly PlanStep[]
  readonly skips: readonly PlanSkip[]
}

/** Which partitions of the selection. */
export interface PlanOptions {
  /** `a..b`, one key, a list, `latest`, `missing`, `stale` or `all`. Absent: all complete ones that are missing or stale. */
  readonly partitions?: string | undefined
  /** Also those that are up to date. */
  readonly force?: boolean | undefined
}
