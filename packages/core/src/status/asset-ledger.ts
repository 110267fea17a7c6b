import type { FailureRow, LedgerRow, LedgerRows } from '../state/index.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'

/** What is recorded of one asset, by partition. A run adds to it as it commits, so that later steps see it. */
export class AssetLedger {
  readonly grid: Grid
  readonly failures: readonly FailureRow[]
  /** The blocking check of the whole asset that failed when it last ran. */
  readonly refusedBy: string | undefined
  readonly #rows = new Map<string, Map<number, LedgerRow>>()
  /** Why partitions of an external asset cannot be read now. */
  readonly #unreadable = new Map<string, Map<number, string>>()
  #position: number
  #materialized: Subset | undefined
  #failed: Subset | undefined
  #overAtFirst: number | undefined

  constructor(grid: Grid, rows: LedgerRows, refusedBy?: string) {
    this.grid = grid
    this.refusedBy = refusedBy
    this.failures = rows.failures
    this.#position = rows.position
    this.add(rows.materialized)
  }

  /** The point of the event log up to which this ledger is known to be true. */
  get position(): number {
    return this.#position
  }

  row(cell: Cell): LedgerRow | undefined {
    return this.#rows.get(cell.series)?.get(cell.ordinal)
  }

  /** Every recorded row. */
  *rows(): Iterable<LedgerRow> {
    for (const series of this.#rows.values()) yield* series.values()
  }

  add(rows: readonly LedgerRow[]): void {
    for (const row of rows) {
      at(this.#rows, row.series).set(row.ordinal, row)
      this.#position = Math.max(this.#position, row.position)
    }
    this.#materialized = this.#materialized?.union(Subset.of(rows))
  }

  /** Whether a partition was made before its window was over, and now it is over. */
  wasOpen(row: LedgerRow, now: number): boolean {
    // Windows ascend, so those up to one that was over at the first materialization were over at their own.
    this.#overAtFirst ??= this.#lastComplete(this.#firstTime())
    if (row.ordinal <= this.#overAtFirst) return false
    const end = this.grid.window(row)?.end ?? Number.NEGATIVE_INFINITY
    return row.time < end && end <= now
  }

  #firstTime(): number {
    let first = Number.POSITIVE_INFINITY
    for (const { time } of this.rows()) first = Math.min(first, time)
    return first
  }

  #lastComplete(time: number): number {
    const axis = this.grid.layout.main?.axis
    if (!axis?.time) return Number.POSITIVE_INFINITY
    return axis.complete(time).last ?? Number.NEGATIVE_INFINITY
  }

  /** Takes a partition for absent that was there before and cannot be read now. */
  lose(cell: Cell, why: string): void {
    this.#rows.get(cell.series)?.delete(cell.ordinal)
    at(this.#unreadable, cell.series).set(cell.ordinal, why)
    this.#materialized = undefined
  }

  /** Why a partition is absent, where more is known than that nothing made it. */
  whyAbsent(cell: Cell): string | undefined {
    return this.#unreadable.get(cell.series)?.get(cell.ordinal)
  }

  /** The partitions that have a value, also such as the grid no longer knows. */
  materialized(): Subset {
    this.#materialized ??= Subset.of(this.rows())
    return this.#materialized
  }

  /** The partitions whose newest attempt failed. */
  failed(): Subset {
    this.#failed ??= this.failures.reduce((all, { partitions }) => all.union(Subset.decode(partitions)), Subset.empty)
    return this.#failed
  }
}

function at<T>(bySeries: Map<string, Map<number, T>>, series: string): Map<number, T> {
  const known = bySeries.get(series) ?? new Map<number, T>()
  bySeries.set(series, known)
  return known
}
