import type { EventReport } from '@headwater/core'
import { Subset } from '@headwater/core/extend'

/** How many partitions an event is about, as events write them. */
export function countOf(partitions: string): number {
  return Subset.decode(partitions).count
}

/** The rows of all partitions of an event together; undefined where the store does not count them. */
export function rowsOf({ rows, partitions }: Extract<EventReport, { type: 'materialized' }>): number | undefined {
  if (!rows) return undefined
  if ('same' in rows) return rows.same === null ? undefined : rows.same * countOf(partitions)
  const known = rows.each.filter((each) => each !== null)
  return known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0)
}
