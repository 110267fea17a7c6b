import { beginningOf } from './beginning.ts'
import { dayOfText } from './civil.ts'
import { IntervalSet } from './interval-set.ts'
import type { Time } from './partitions.ts'
import { localTimeOf } from './time-text.ts'
import { unitOf } from './unit.ts'

/** Ordinals for days, weeks and months, local minutes for hours and cron; both ends included. */
export type Reach = readonly [from: number, to: number]

/**
 * What a text reaches that begins or ends a range: a key, or any date. A date stands for all that begins on it, and for the
 * week or month that it is in. Undefined when it is malformed.
 */
export function reachOfText(partitions: Time, text: string): Reach | undefined {
  const day = dayOfText(text)
  if (partitions.kind === 'hourly' || partitions.kind === 'cron') {
    if (day !== undefined) return [day * 1440, day * 1440 + 1439]
    const time = localTimeOf(text)
    if (time === undefined || time.offset !== undefined) return undefined
    const isKey = partitions.kind === 'cron' || time.local % 60 === beginningOf(partitions).minutes
    return isKey ? [time.local, time.local] : undefined
  }
  const unit = unitOf(partitions)
  const ordinal = day === undefined ? unit.ordinalOf(text) : unit.ordinalOfDay(day)
  return ordinal === undefined ? undefined : [ordinal, ordinal]
}

/**
 * What each exclusion reaches: a key or date, or a range `a..b` of them; undefined for one that is malformed, or ends before
 * it begins. `reach` reads one end.
 */
export function reachesOfExclusions(
  partitions: Time,
  reach: (text: string) => Reach | undefined,
): readonly (Reach | undefined)[] {
  return (partitions.exclusions ?? []).map((exclusion) => {
    const [first = '', last = first, ...rest] = exclusion.split('..').map((end) => end.trim())
    const [from, to] = [reach(first), reach(last)]
    if (from === undefined || to === undefined || rest.length > 0 || to[1] < from[0]) return undefined
    return [from[0], to[1]]
  })
}

/** The ordinals that the exclusions of a checked definition leave out, partitions or not. */
export function excludedBy(partitions: Time, reach: (text: string) => Reach | undefined): IntervalSet {
  return IntervalSet.fromRanges(reachesOfExclusions(partitions, reach).filter((excluded) => excluded !== undefined))
}
