import type { Axis } from './axis.ts'
import { beginningOf } from './beginning.ts'
import { type Calendar, openDays } from './calendar.ts'
import { cronTimes, firings } from './cron-times.ts'
import { IntervalSet } from './interval-set.ts'
import type { Cron, Hourly } from './partitions.ts'
import { excludedBy, type Reach, reachOfText } from './reach.ts'
import { timeAxis } from './time-axis.ts'
import { localTimeOf, textOfLocal, textOfOffset } from './time-text.ts'
import { timeZone, type TimeZone } from './time-zone.ts'
import { Timeline } from './timeline.ts'

const minutesPerYear = 366 * 1440

/** Hours, or the firings of a cron expression: each lasts until the next one begins. Ordinals are UTC minutes. */
export function instantAxis(partitions: Hourly | Cron): Axis {
  const { kind, start, end, calendar } = partitions
  const zone = timeZone(partitions.timezone)
  const times = kind === 'cron' ? cronTimes(partitions.expression) : undefined
  const { minutes } = beginningOf(partitions)
  const reach = (text: string) => reachOfInstants(partitions, zone, text)
  const from = reach(start)?.[0] ?? 0
  const last = end === undefined ? Number.POSITIVE_INFINITY : (reach(end)?.[1] ?? 0)
  const excluded = excludedBy(partitions, reach)

  /** All beginnings, also where the calendar is closed or time has ended: they bound the windows of the others. */
  const marks = new Timeline(from, minutesPerYear, (low, high) =>
    times ? firings(times, zone, low, high) : hours(zone, minutes, [low, high]),
  )
  const timeline = new Timeline(from, minutesPerYear, (low, high) => {
    const lasting = marks.through(high).clip(low, Math.min(high, last)).subtract(excluded)
    return calendar === undefined ? lasting : lasting.intersect(openMinutes(calendar, zone, low, high))
  })
  const begunBy = (instant: number) => {
    const minute = Math.floor(instant / 60_000)
    return marks.through(minute).has(minute) ? minute : marks.step(minute, -1)
  }
  /** Cells of an earlier definition may lie before the start of this one. */
  function overBelow(instant: number): number {
    const minute = Math.floor(instant / 60_000)
    for (let years = 0; years <= 64; years = years * 2 || 1) {
      const row = marks.covering(minute - years * minutesPerYear)
      const begun = row.through(minute).has(minute) ? minute : row.step(minute, -1)
      if (begun !== undefined) return begun
    }
    return Number.NEGATIVE_INFINITY
  }
  const time = {
    through: (ordinal: number) => timeline.through(ordinal),
    step: (ordinal: number, steps: number) => timeline.step(ordinal, steps),
    windowOf: (ordinal: number) => ({
      start: ordinal * 60_000,
      end: (marks.covering(ordinal).step(ordinal, 1) ?? ordinal) * 60_000,
    }),
    begunBy,
    overBelow,
    firstFrom: (instant: number) => Math.ceil(instant / 60_000),
    touches: (from: number, to: number, count: number) =>
      marks.through(to).rank(to) - marks.through(to).rank(from) + 1 === count,
    reach,
  }
  return timeAxis(partitions, time, {
    textOf: textsOfInstants(zone),
    ordinalOf: (text) => {
      const minute = instantOf(zone, text)
      return minute !== undefined && (kind === 'cron' || (minute + zone.offsetAt(minute) - minutes) % 60 === 0)
        ? minute
        : undefined
    },
  })
}

/** Clocks are never put back by more than a day, so that no local time is shown twice this far from where they were. */
const farFromShift = 2 * 1440

/** Both of two equal local times carry their offset, so that neither text stands for two partitions. */
function textsOfInstants(zone: TimeZone): (minute: number) => string {
  let around = { from: 0, to: 0, offset: 0 }
  return (minute) => {
    const isKnown = minute >= around.from + farFromShift && minute < around.to - farFromShift
    if (isKnown) return textOfLocal(minute + around.offset)
    around = zone.eras(minute, minute)[0] ?? around
    const offset = zone.offsetAt(minute)
    const text = textOfLocal(minute + offset)
    return zone.allAt(minute + offset).length > 1 ? text + textOfOffset(offset) : text
  }
}

function instantOf(zone: TimeZone, text: string): number | undefined {
  const time = localTimeOf(text)
  if (time === undefined) return undefined
  const instants = zone.allAt(time.local)
  if (time.offset === undefined) return instants.length === 1 ? instants[0] : undefined
  return instants.find((minute) => zone.offsetAt(minute) === time.offset)
}

/** From the first to the last instant of what a text says; a text with an offset is one instant. */
function reachOfInstants(partitions: Hourly | Cron, zone: TimeZone, text: string): Reach | undefined {
  const exact = localTimeOf(text)?.offset === undefined ? undefined : instantOf(zone, text)
  if (exact !== undefined) return [exact, exact]
  const local = reachOfText(partitions, text)
  if (local === undefined) return undefined
  return [zone.firstAt(local[0]), zone.allAt(local[1]).at(-1) ?? zone.firstAt(local[1]) - 1]
}

/** The instants at which the clocks show some `minutes` past a full hour. */
function hours(zone: TimeZone, minutes: number, [from, to]: Reach): IntervalSet {
  const runs = zone.eras(from, to).flatMap((era) => {
    const low = Math.max(era.from, from)
    const shift = minutes - era.offset
    const first = Math.ceil((low - shift) / 60) * 60 + shift
    return [...IntervalSet.progression(first, Math.min(era.to - 1, to), 60).ranges()]
  })
  return IntervalSet.fromRuns(runs)
}

/** The minutes of open days. */
function openMinutes(calendar: Calendar, zone: TimeZone, from: number, to: number): IntervalSet {
  const open = openDays(calendar, Math.floor(from / 1440) - 2, Math.floor(to / 1440) + 2)
  return IntervalSet.fromRanges(
    [...open].map((day) => [zone.firstAt(day * 1440), zone.firstAt((day + 1) * 1440) - 1] as const),
  )
}
