import type { AssetDefinition } from '../define/index.ts'
import { Subset } from '../partitions/index.ts'
import { type Snapshot, staleGroups } from '../status/index.ts'
import { namedCell } from './named-cell.ts'
import type { Session } from './session.ts'

/** How one partition stands. `open`: its window is not over yet. `running`: a step has begun to make it. */
export type PartitionStatus = 'failed' | 'running' | 'missing' | 'stale' | 'fresh' | 'open'

/** The partitions of an asset that have begun, by how they stand: each is in one of the sets. */
export type PartitionStatuses = { readonly [S in PartitionStatus]: Subset }

/** Costs by ranges of partitions, never by partitions. */
export async function partitionStatuses(
  session: Session,
  definition: AssetDefinition,
  snapshot: Snapshot,
): Promise<PartitionStatuses> {
  const { key } = definition
  const { grid } = snapshot.ledger(key)
  const complete = grid.complete(snapshot.now)
  const existing = grid.existing(snapshot.now)
  const sets = { failed: Subset.empty, missing: Subset.empty, stale: Subset.empty }
  const { codeVersions, standings } = session
  for (const { reason, partitions } of await staleGroups({ snapshot, codeVersions, standings }, definition)) {
    const status = reason === 'missing' ? 'missing' : reason === 'failed before' ? 'failed' : 'stale'
    sets[status] = sets[status].union(partitions)
  }
  const running = (await session.running(key)).intersect(existing)
  const others = {
    ...sets,
    fresh: complete.subtract(sets.failed).subtract(sets.missing).subtract(sets.stale),
    open: existing.subtract(complete),
  }
  const { failed, missing, stale, fresh, open } = others
  return {
    failed: failed.subtract(running),
    running,
    missing: missing.subtract(running),
    stale: stale.subtract(running),
    fresh: fresh.subtract(running),
    open: open.subtract(running),
  }
}

/** How one partition stands. Throws PARTITION_NEEDED and PARTITION_UNKNOWN. */
export async function partitionStatus(
  session: Session,
  definition: AssetDefinition,
  partition: string | null,
): Promise<PartitionStatus> {
  const { snapshot } = await session.observed([definition.step])
  const cell = namedCell(definition.key, snapshot.grid(definition.key), partition, snapshot.now)
  const statuses = Object.entries(await partitionStatuses(session, definition, snapshot))
  const [status] = statuses.find(([, partitions]) => partitions.has(cell)) ?? ['open']
  return status as PartitionStatus
}
