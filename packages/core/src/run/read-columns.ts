import type { StepDefinition } from '../define/definition.ts'
import type { PartitionKey } from '../partitions/index.ts'

/** Which columns are read of assets, as `ColumnReads` tells it, which is built upon runs: see there. */
export interface ReadColumns {
  wanted(asset: string): Promise<readonly string[] | undefined>
  of(step: StepDefinition, partition: PartitionKey): Promise<ReadonlyMap<string, readonly string[]>>
}
