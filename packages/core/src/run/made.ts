import type { Facts } from '../base/facts.ts'
import type { AssetDefinition } from '../define/definition.ts'
import type { Staged } from '../io/index.ts'
import type { UnitPartition } from './unit.ts'

/** A value that an attempt made: staged where its store can stage, else held until it is written. */
export interface Made {
  readonly definition: AssetDefinition
  readonly partition: UnitPartition
  readonly staged: Staged | undefined
  /** Present until its checks have run; kept only where nothing is staged. */
  readonly value?: unknown
  readonly facts?: Facts | undefined
}
