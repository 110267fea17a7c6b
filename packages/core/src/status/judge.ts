import type { StepDefinition } from '../define/definition.ts'
import { inputsOf, type ProjectModel } from '../graph/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { LedgerRow } from '../state/index.ts'
import type { AssetLedger, Rows } from './asset-ledger.ts'
import { inputDifference } from './projection.ts'
import { halfRecorded, recipeChange, recipeOf } from './recipe.ts'
import type { InputReading, InputResolver, Readings } from './resolve-inputs.ts'
import type { Snapshot } from './snapshot.ts'
import { type Staleness, unknownCause } from './staleness.ts'

/** How one partition of a step stands against its code and its inputs. */
export interface Verdict {
  /** Undefined: fresh. */
  readonly stale: Staleness | undefined
  readonly readings: readonly InputReading[]
}

/** Compares what is recorded of single partitions with what a run would record now. */
export class Judge {
  readonly #snapshot: Snapshot
  readonly #resolver: InputResolver
  readonly #step: StepDefinition
  readonly #codeVersion: string
  readonly #assets: readonly { readonly ledger: AssetLedger; readonly recipe: string }[]

  constructor(
    snapshot: Snapshot,
    resolver: InputResolver,
    of: { readonly step: StepDefinition; readonly assets: readonly string[]; readonly codeVersion: string },
  ) {
    this.#snapshot = snapshot
    this.#resolver = resolver
    this.#step = of.step
    this.#codeVersion = of.codeVersion
    this.#assets = of.assets.map((asset) => ({
      ledger: snapshot.ledger(asset),
      recipe: recipeOf(snapshot, of.step, asset),
    }))
  }

  /** Reads what is recorded of some partitions and of what they read; then each of them can be judged. */
  async of(partitions: Subset): Promise<(cell: Cell) => Verdict> {
    const rows = await Promise.all(this.#assets.map(({ ledger }) => ledger.rows(partitions)))
    const own = this.#assets[0]?.ledger.asset ?? this.#step.name
    const readings = await this.#resolver.read(this.#step, own, partitions)
    return (cell) => this.#verdict(cell, rows, readings)
  }

  #verdict(cell: Cell, rows: readonly Rows[], readingsOf: Readings): Verdict {
    const readings = readingsOf(cell)
    for (const [index, { ledger, recipe }] of this.#assets.entries()) {
      const row = rows[index]?.get(cell)
      const stale = row ? this.#difference(row, { ledger, recipe, readings }) : absence(ledger, cell)
      if (stale) return stale === missing && readings.length === 0 ? nothingThere : { stale, readings }
    }
    return { stale: undefined, readings }
  }

  #difference(
    row: LedgerRow,
    now: { readonly ledger: AssetLedger; readonly recipe: string; readonly readings: readonly InputReading[] },
  ): Staleness | undefined {
    const { ledger, recipe, readings } = now
    const made = madeOtherwise(row, { codeVersion: this.#codeVersion, recipe })
    if (made) return made
    const changed = inputDifference(this.#step, readings, row.inputs)
    if (changed && !changed.unread) return { reason: 'upstream changed', detail: changed.upstream }
    if (!ledger.record.open.has(row)) return undefined
    // More may have come into an open partition until it was complete.
    if (completeNow(ledger, row, this.#snapshot.now)) return { reason: 'was open' }
    return readsNothing(this.#snapshot.model, this.#step) ? { reason: 'still open' } : undefined
  }
}

/**
 * Whether a step gets what it makes from outside: then nothing here tells whether there is more of it by now, and an open
 * partition is made again whenever somebody asks for it.
 */
export function readsNothing(model: ProjectModel, step: StepDefinition): boolean {
  return inputsOf(model, step).every(({ self }) => self)
}

/** Whether something was made by other code, from other deps or in another place than it would be made now. */
export function madeOtherwise(
  made: { readonly codeVersion: string; readonly recipe: string },
  now: { readonly codeVersion: string; readonly recipe: string },
): Staleness | undefined {
  const unknown = unknownCause(now.codeVersion)
  if (unknown !== undefined) return { reason: 'code version unknown', detail: unknown }
  if (made.recipe === halfRecorded) return { reason: 'failed before', detail: 'its run died half-way' }
  if (made.codeVersion !== now.codeVersion) return { reason: 'code changed' }
  return recipeChange(made.recipe, now.recipe)
}

const missing: Staleness = { reason: 'missing' }
/** Of most partitions of a backfill there is no more to say. */
const nothingThere: Verdict = { stale: missing, readings: [] }

function absence({ failed }: AssetLedger, cell: Cell): Staleness {
  return !failed.isEmpty && failed.has(cell) ? { reason: 'failed before' } : missing
}

function completeNow({ grid }: AssetLedger, cell: Cell, now: number): boolean {
  return !grid.completeIn(Subset.of([cell]), now).isEmpty
}
