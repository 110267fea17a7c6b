import { gridOf } from './grid.ts'
import { memoryKeyIds } from './key-ids.ts'
import { type Dimension, type Dimensions, isTime, type PartitionKey, type Partitions } from './partitions.ts'

const dayMs = 86_400_000

/**
 * A key as a partition of this cut has one: the first where there is a first. For calling user code of which only the
 * shape of the answer matters, and no state is there to tell the keys.
 */
export function sampleKey(partitions: Partitions): PartitionKey {
  if (partitions.kind === 'unpartitioned') return null
  if (partitions.kind !== 'product') return sampleOf(partitions)
  const dimensions: Dimensions = partitions.dimensions
  return Object.fromEntries(Object.entries(dimensions).map(([name, dimension]) => [name, sampleOf(dimension)]))
}

function sampleOf(dimension: Dimension): string {
  if (dimension.kind === 'keys') return dimension.keys[0] ?? ''
  if (!isTime(dimension)) return dimension.name
  const grid = gridOf(dimension, memoryKeyIds())
  // A cron expression may fire once a year.
  const first = grid.existing(Date.parse(dimension.start) + 400 * dayMs).first
  return first ? String(grid.keyOf(first)) : dimension.start
}
