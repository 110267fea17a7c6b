import type { Axis } from './axis.ts'
import { beginningOf } from './beginning.ts'
import { openDays } from './calendar.ts'
import { IntervalSet } from './interval-set.ts'
import type { Daily, Monthly, Weekly } from './partitions.ts'
import { excludedBy, reachOfText } from './reach.ts'
import { timeAxis } from './time-axis.ts'
import { timeZone, type TimeZone } from './time-zone.ts'
import { Timeline } from './timeline.ts'
import { unitOf } from './unit.ts'

/** Days, weeks or months: as long as the clocks of the zone make them. */
export function periodAxis(partitions: Daily | Weekly | Monthly): Axis {
  const { kind, start, end, calendar, timezone } = partitions
  const unit = unitOf(partitions)
  const { minutes } = beginningOf(partitions)
  const zone = timeZone(timezone)
  const reach = (text: string) => reachOfText(partitions, text)
  const from = reach(start)?.[0] ?? 0
  const last = end === undefined ? Number.POSITIVE_INFINITY : (reach(end)?.[1] ?? 0)
  const excluded = excludedBy(partitions, reach)
  const startOf = (ordinal: number) => zone.firstAt(unit.firstDay(ordinal) * 1440 + minutes)

  const timeline = new Timeline(from, unit.perYear, (low, high) => {
    const [firstDay, lastDay] = [unit.firstDay(low), unit.firstDay(Math.min(high, last) + 1) - 1]
    const open = calendar === undefined ? IntervalSet.of([firstDay, lastDay]) : openDays(calendar, firstDay, lastDay)
    const lived = open.subtract(skippedDays(zone, { from: firstDay, to: lastDay, minutes }))
    return (kind === 'daily' ? lived : periodsOf(lived, unit.ordinalOfDay)).subtract(excluded)
  })

  /** The local time names the period, but a clock put back past its beginning shows the one before once more. */
  function begunBy(instant: number): number {
    const minute = Math.floor(instant / 60_000)
    const shown = unit.ordinalOfDay(Math.floor((minute + zone.offsetAt(minute) - minutes) / 1440))
    return startOf(shown + 1) <= minute ? shown + 1 : shown
  }
  function firstFrom(instant: number): number {
    const begun = begunBy(instant)
    return startOf(begun) * 60_000 >= instant ? begun : begun + 1
  }
  const time = {
    through: (ordinal: number) => timeline.through(ordinal),
    step: (ordinal: number, steps: number) => timeline.step(ordinal, steps),
    windowOf: (ordinal: number) => ({ start: startOf(ordinal) * 60_000, end: startOf(ordinal + 1) * 60_000 }),
    begunBy,
    overBelow: begunBy,
    firstFrom,
    touches: (from: number, to: number, count: number) => to - from + 1 === count,
    reach,
  }
  return timeAxis(partitions, time, { textOf: unit.textOf, ordinalOf: unit.ordinalOf })
}

function periodsOf(days: IntervalSet, ordinalOfDay: (day: number) => number): IntervalSet {
  const ordinals: number[] = []
  for (const { from, to, step } of days.ranges()) {
    if (step === 1)
      for (let ordinal = ordinalOfDay(from); ordinal <= ordinalOfDay(to); ordinal++) ordinals.push(ordinal)
    else for (let day = from; day <= to; day += step) ordinals.push(ordinalOfDay(day))
  }
  return IntervalSet.fromValues(ordinals)
}

/** Days that a zone never had, since it moved over the date line: 2011-12-30 in Samoa. A day begins at some `minutes`. */
function skippedDays(zone: TimeZone, days: { from: number; to: number; minutes: number }): IntervalSet {
  const { from, to, minutes } = days
  const skipped: (readonly [number, number])[] = []
  let shownBefore: number | undefined
  for (const era of zone.eras((from - 2) * 1440, (to + 3) * 1440)) {
    const shift = era.offset - minutes
    if (shownBefore !== undefined)
      skipped.push([Math.ceil(shownBefore / 1440), Math.floor((era.from + shift) / 1440) - 1])
    shownBefore = era.to + shift
  }
  return IntervalSet.fromRanges(skipped)
}
