import type { Condition } from './condition.ts'

/** What every kind of asset can say about itself. */
export interface Described {
  readonly description?: string | undefined
  /** Where it stands in lists and graphs. Absent: the key without its last segment, or `default`. */
  readonly group?: string | undefined
  readonly owners?: readonly string[] | undefined
  /** What it is made of: `parquet`, `sql`, `model`. */
  readonly kinds?: readonly string[] | undefined
  readonly tags?: { readonly [name: string]: string } | undefined
  /** Static facts about the asset, shown beside those of its materializations. */
  readonly metadata?: { readonly [name: string]: string | number | boolean | null } | undefined
  readonly automation?: Condition | undefined
  /** How often a step is tried in all, and how long it waits in between: 1 s, then (exponential) 2 s, 4 s... with jitter. */
  readonly retry?: { readonly attempts: number; readonly backoff?: 'exponential' | 'constant' | undefined } | undefined
  /** Milliseconds that one attempt may take before it is aborted. Absent: no limit. */
  readonly timeoutMs?: number | undefined
  /** Steps that share a pool run at most `pools[name]` at a time (`defineProject`), one when it is not set there. */
  readonly pool?: string | undefined
  /**
   * Which older versions of a partition `prune` leaves: the newest `versions` of them, and all of the last `days`. The
   * value that counts now is always kept. Absent: everything is.
   */
  readonly retain?: { readonly versions?: number | undefined; readonly days?: number | undefined } | undefined
  /** Takes the place of the automatic code version: change it when results must change, keep it when they must not. */
  readonly codeVersion?: string | undefined
  /**
   * Packages whose installed version is part of the automatic code version: `['technicalindicators']`. They are looked
   * for from the module of the asset's function, and throw PACKAGE_MISSING at planning where they are not installed.
   * Absent: the code of packages counts for nothing. Not read beside `codeVersion`.
   */
  readonly codePackages?: readonly string[] | undefined
}
