import type { IntervalSet } from './interval-set.ts'
import { isTime, type Dimension } from './partitions.ts'
import { type Run, sizeOf } from './runs.ts'
import { timeZone } from './time-zone.ts'
import { unitOf } from './unit.ts'

/** `count` partitions that lie `step` apart on the calendar, the first at `first`. */
export interface Places {
  readonly first: number
  readonly step: number
  readonly count: number
}

/**
 * Where partitions lie on the calendar of their zone, in the order of their ordinals, so that a picture of a million hours needs
 * no keys: days since 1970 for days and for weeks (the day that begins one), months since January 1970 for months, minutes that
 * the clocks of the zone show for hours and cron. Hours that clocks show twice share their places. Empty for keys.
 */
export function placesOf(partitions: Dimension, ordinals: IntervalSet): readonly Places[] {
  if (!isTime(partitions)) return []
  const runs = [...ordinals.ranges()]
  switch (partitions.kind) {
    case 'daily':
    case 'monthly':
      return runs.map((run) => ({ first: run.from, step: run.step, count: sizeOf(run) }))
    case 'weekly': {
      const { firstDay } = unitOf(partitions)
      return runs.map((run) => ({ first: firstDay(run.from), step: run.step * 7, count: sizeOf(run) }))
    }
    case 'hourly':
    case 'cron':
      return runs.flatMap((run) => onClocks(partitions.timezone, run))
    default:
      return partitions satisfies never
  }
}

/** Instants as the clocks of a zone show them: a run ends where clocks are put on or back. */
function onClocks(zone: string, { from, to, step }: Run): readonly Places[] {
  return timeZone(zone)
    .eras(from, to)
    .flatMap((era) => {
      const first = from + Math.max(0, Math.ceil((era.from - from) / step)) * step
      const count = Math.floor((Math.min(to, era.to - 1) - first) / step) + 1
      return count > 0 ? [{ first: first + era.offset, step, count }] : []
    })
}
