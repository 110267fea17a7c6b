import { Subset } from '../partitions/index.ts'
import type { PlanStep } from '../plan/index.ts'
import type { StepOutcome } from './progress.ts'

/** Counts what became of a step's partitions, and remembers those that are not there for what is downstream. */
export class StepTally {
  readonly #step: PlanStep
  #made = 0
  #cutOff = 0
  #failed = Subset.empty
  #skipped = Subset.empty
  #blocked = false
  #rows = 0
  #bytes = 0
  #began: number | undefined
  #ended: number | undefined

  constructor(step: PlanStep) {
    this.#step = step
  }

  begin(now: number): void {
    this.#began ??= now
    this.#ended = now
  }

  get hasMade(): boolean {
    return this.#made > 0
  }

  made(partitions: number, rows: number, bytes: number, now: number): void {
    this.#made += partitions
    this.#rows += rows
    this.#bytes += bytes
    this.#ended = now
  }

  cutOff(partitions: number): void {
    this.#cutOff += partitions
  }

  fail(partitions: Subset): void {
    this.#failed = this.#failed.union(partitions)
  }

  skip(partitions: Subset): void {
    this.#skipped = this.#skipped.union(partitions)
  }

  /** A blocking check of the whole asset failed: all of it stays published, and nothing may be made from it. */
  block(): void {
    this.#blocked = true
  }

  /** What downstream cannot be made from: failed and skipped partitions. */
  absent(): Subset {
    return this.#blocked ? Subset.decode(this.#step.subset) : this.#failed.union(this.#skipped)
  }

  outcome(): StepOutcome {
    return {
      step: this.#step.step,
      assets: this.#step.assets,
      planned: this.#step.count,
      made: this.#made,
      cutOff: this.#cutOff,
      failed: this.#failed.count,
      skipped: this.#skipped.count,
      rows: this.#rows,
      bytes: this.#bytes,
      seconds: ((this.#ended ?? 0) - (this.#began ?? 0)) / 1000,
    }
  }
}
