import type { Attempt, Removal } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import { deletePartitions } from './delete-rows.ts'
import type { TableSession } from './table-session.ts'
import { checkTokens, commitsOf, forgetPartitions, raiseFence } from './ledger.ts'
import { dropRepeats } from './keep-versions.ts'
import { qualified } from './quote.ts'
import { findRelation } from './relation.ts'
import { type TableLocation, tableLocation } from './table-location.ts'

/**
 * Deletes committed partitions with their commit rows, in the current transaction: the rows of a partition, a table or
 * view as a whole where it has no partitions, or none is left. What is not committed is gone already. Afterwards nobody
 * with a lower token can bring them back. Throws LEASE_LOST when a later attempt has committed or fenced one of them.
 */
export async function removeTables(session: TableSession, values: readonly Removal[], attempt: Attempt): Promise<void> {
  await session.hold([...new Set(values.map(({ asset }) => asset))])
  for (const [asset, group] of Map.groupBy(values, ({ asset }) => asset)) {
    const partitions = group.map(({ partition }) => partition)
    await checkTokens(session, asset, partitions, attempt)
    const locations = group.map(({ location }) => tableLocation(location))
    for (const of of Map.groupBy(locations, qualified).values()) await removeFrom(session, asset, of)
    await raiseFence(session, asset, attempt.token, partitions)
  }
}

async function removeFrom(session: TableSession, asset: string, locations: readonly TableLocation[]): Promise<void> {
  const [table] = locations
  if (!table) return
  const forgotten = await forgetPartitions(
    session,
    asset,
    locations.map(({ partition }) => partition),
  )
  if (forgotten.length === 0) return
  const isLeft = (await commitsOf(session, table)).length > 0
  if (isLeft) await deletePartitions(session, table, forgotten)
  else await drop(session, table)
}

async function drop(session: TableSession, table: TableName): Promise<void> {
  const found = await findRelation(session, table)
  if (!found) return
  if (found.isView) await session.run(`drop view ${qualified(table)}`)
  else await session.dropOrEmpty(table)
  await dropRepeats(session, table)
}
