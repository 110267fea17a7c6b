import type { CallPartition, StepDefinition } from '../define/definition.ts'
import type { Cell } from '../partitions/index.ts'
import type { Verdict } from '../status/index.ts'

/** One partition about to be made, with what it will read. */
export interface UnitPartition extends CallPartition {
  readonly cell: Cell
  readonly verdict: Verdict
}

/** What one attempt makes: one partition, or a part of a range. */
export interface Unit {
  readonly step: StepDefinition
  /** The keys of the assets that are asked for. */
  readonly assets: readonly string[]
  readonly codeVersion: string
  readonly partitions: readonly UnitPartition[]
}
