import type { Facts } from '../base/facts.ts'

/** Lines that are kept with the step. */
export interface Log {
  info(message: string, facts?: Facts): void
  warn(message: string, facts?: Facts): void
}

/** What an asset's function may know and use beside its inputs. */
export interface Context<out K, out R = {}> {
  readonly runId: string
  /** The partition to make; null where the asset is not partitioned. */
  readonly partition: K
  readonly resources: R
  readonly log: Log
  /** Aborted when the run is cancelled or the attempt's time is up: hand it to fetch, timers and queries. */
  readonly signal: AbortSignal
  /** Facts about this materialization: shown, plotted over time, exported. Later calls add to earlier ones. */
  metadata(facts: Facts): void
}

/** One call for many partitions. */
export interface RangeContext<out K, out R = {}> extends Omit<Context<K, R>, 'partition'> {
  readonly partitions: readonly K[]
}
