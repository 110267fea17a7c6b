import type { Json } from '../base/json.ts'
import { Recent } from '../base/recent.ts'
import type { EventOf } from '../events/index.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'
import {
  type AssetRecord,
  emptyRecord,
  type Ledger,
  type LedgerRow,
  materializedOf,
  withEvent,
} from '../state/index.ts'
import type { Row } from './row.ts'
import { hasDynamicKeys } from './grids.ts'

const keptRows = 20_000

/** Rows that were read, by partition. */
export interface Rows {
  get(cell: Cell): Row | undefined
}

/**
 * What is recorded of one asset: as ranges, which are there at once, and by partition, which is read when it is asked
 * for. A run adds to it as it commits, so that later steps see it.
 */
export class AssetLedger {
  readonly asset: string
  readonly grid: Grid
  readonly #ledger: Ledger
  readonly #blocking: ReadonlySet<string> | undefined
  // Most of the thousands of ledgers of a snapshot are never asked for a row.
  #cache: Recent<Row> | undefined
  /** Partitions of an external asset as they were just seen, which the log does not know yet. */
  #seen: Map<string, Row> | undefined
  /** Why partitions of an external asset cannot be read now. */
  #lost: Map<string, string> | undefined
  #recordedAs: string
  #record: AssetRecord
  #materialized: Subset

  constructor(of: {
    readonly asset: string
    readonly recordedAs: string
    readonly grid: Grid
    readonly record: AssetRecord | undefined
    readonly ledger: Ledger
    /** The names of the checks of the whole asset that block now. */
    readonly blocking?: ReadonlySet<string> | undefined
  }) {
    this.asset = of.asset
    this.#recordedAs = of.recordedAs
    this.grid = of.grid
    this.#ledger = of.ledger
    this.#blocking = of.blocking
    this.#record = of.record ?? emptyRecord(of.recordedAs)
    this.#materialized = materializedOf(of.record)
  }

  /** The name under which the asset is recorded: another one until a renaming is recorded. */
  get recordedAs(): string {
    return this.#recordedAs
  }

  /** A renaming is recorded now. */
  rename(): void {
    this.#recordedAs = this.asset
  }

  get record(): AssetRecord {
    return this.#record
  }

  /** The partitions that have a value, also such as the grid no longer knows. */
  get materialized(): Subset {
    return this.#materialized
  }

  /** The partitions whose newest attempt failed. */
  get failed(): Subset {
    return this.#record.failed
  }

  /** The blocking check of the whole asset that failed when it last ran. */
  get refusedBy(): string | undefined {
    const blocking = this.#blocking
    return blocking && this.#record.checks.find(({ check, passed }) => passed === false && blocking.has(check))?.check
  }

  /** What is recorded of those of some partitions that have a value. */
  async rows(wanted: Subset): Promise<Rows> {
    const there = wanted.intersect(this.#materialized)
    if (there.isEmpty) return none
    const found = new Map<string, Row>()
    const unknown: Cell[] = []
    for (const cell of there.cells()) {
      const known = this.#seen?.get(nameOf(cell)) ?? this.#cache?.get(nameOf(cell))
      if (known) found.set(nameOf(cell), known)
      else unknown.push(cell)
    }
    if (unknown.length > 0) {
      for (const row of await this.#ledger.rows(this.#recordedAs, Subset.of(unknown)))
        found.set(nameOf(row), this.#cached(row))
    }
    return { get: (cell) => found.get(nameOf(cell)) }
  }

  async row(cell: Cell): Promise<Row | undefined> {
    return (await this.rows(Subset.of([cell]))).get(cell)
  }

  /** Notes what a run has just recorded. */
  add(event: EventOf<'materialized'>, rows: readonly LedgerRow[]): void {
    this.#record = withEvent(this.#record, event, { rows: 0 })
    this.#materialized = materializedOf(this.#record)
    for (const row of rows) this.#cached(row)
  }

  /** Notes what rows are from here on, as a run has just recorded it. */
  shape(rowSchema: Json | undefined): void {
    if (rowSchema !== undefined) this.#record = { ...this.#record, rowSchema }
  }

  /** Takes partitions of an external asset for what was just seen of them. */
  see(rows: readonly LedgerRow[]): void {
    this.#seen ??= new Map()
    for (const row of rows) this.#seen.set(nameOf(row), { ...row, partition: this.grid.textOf(row) })
    this.#materialized = this.#materialized.union(Subset.of(rows))
  }

  /** Takes a partition for absent that was there before and cannot be read now. */
  lose(cell: Cell, why: string): void {
    this.#lost ??= new Map()
    this.#lost.set(nameOf(cell), why)
    this.#materialized = this.#materialized.subtract(Subset.of([cell]))
  }

  /** What `see` and `lose` changed, since the log does not know it. */
  unrecorded(): Subset {
    return Subset.of([...(this.#seen?.keys() ?? []), ...(this.#lost?.keys() ?? [])].map(cellNamed))
  }

  /** Whether the log knows all of it: nothing was seen or lost since. */
  get isAsRecorded(): boolean {
    return !this.#seen && !this.#lost
  }

  /** The same without what `see` and `lose` changed. */
  asRecorded(): AssetLedger {
    if (this.isAsRecorded) return this
    const { asset, grid } = this
    return new AssetLedger({
      asset,
      recordedAs: this.#recordedAs,
      grid,
      record: this.#record,
      ledger: this.#ledger,
      blocking: this.#blocking,
    })
  }

  /** The partitions that have a value and do not exist at an instant: their key was removed, or they began later. */
  hidden(now: number): Subset {
    const existing = this.grid.existing(now)
    const [last, end] = [this.#materialized.last, existing.last]
    if (last === undefined) return Subset.empty
    const isInTime = end !== undefined && last.ordinal <= end.ordinal
    return isInTime && !hasDynamicKeys(this.grid.partitions) ? Subset.empty : this.#materialized.subtract(existing)
  }

  /** The recorded partitions of an external asset that cannot be read now. */
  get lost(): Subset {
    if (!this.#lost) return Subset.empty
    return Subset.of([...this.#lost.keys()].map(cellNamed)).intersect(materializedOf(this.#record))
  }

  /** Why a partition is absent, where more is known than that nothing made it. */
  whyAbsent(cell: Cell): string | undefined {
    return this.#lost?.get(nameOf(cell))
  }

  /** Why some of these partitions cannot be read. */
  whyAnyAbsent(partitions: Subset): string | undefined {
    for (const [name, why] of this.#lost ?? []) if (partitions.has(cellNamed(name))) return why
    return undefined
  }

  #cached(row: LedgerRow): Row {
    const whole = { ...row, partition: this.grid.textOf(row) }
    this.#cache ??= new Recent(keptRows)
    this.#cache.set(nameOf(row), whole)
    return whole
  }
}

const none: Rows = { get: () => undefined }

function nameOf({ series, ordinal }: Cell): string {
  return series === '' ? String(ordinal) : `${ordinal} ${series}`
}

function cellNamed(name: string): Cell {
  const [ordinal, series = ''] = name.split(' ')
  return { series, ordinal: Number(ordinal) }
}
