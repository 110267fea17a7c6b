import { ioOf } from '../graph/index.ts'
import { changedShape, type Snapshot } from '../status/index.ts'
import type { PlanSchemaChange } from './plan.ts'

/**
 * What becomes of the stored tables of some assets whose rows are others than when they were made last. Told by what is
 * recorded, without a connection: somebody may have changed a table by hand since.
 */
export function schemaChanges(snapshot: Snapshot, assets: readonly string[]): readonly PlanSchemaChange[] {
  return assets.flatMap((asset) => schemaChange(snapshot, asset) ?? [])
}

function schemaChange(snapshot: Snapshot, asset: string): PlanSchemaChange | undefined {
  const { model } = snapshot
  const definition = model.assets.get(asset)
  if (!definition) return undefined
  const store = ioOf(model, definition)?.store
  const before = snapshot.ledger(asset).record.rowSchema
  if (!store?.shapeChange || before === undefined || before === null) return undefined
  const after = changedShape(snapshot, definition)
  if (after === undefined || after === null) return undefined
  const partitioned = definition.partitions.kind !== 'unpartitioned'
  const change = store.shapeChange({ asset, partitioned, before, after })
  return change && { asset, ...change }
}
