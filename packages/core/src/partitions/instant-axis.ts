import type { Axis, TimeAxis } from './axis.ts'
import { type Calendar, openDays } from './calendar.ts'
import { cronTimes, firings } from './cron-times.ts'
import { IntervalSet } from './interval-set.ts'
import type { Cron, Hourly } from './partitions.ts'
import { timeAxis } from './time-axis.ts'
import { localTimeOf, reachOfText, textOfLocal, textOfOffset } from './time-text.ts'
import { timeZone, type TimeZone } from './time-zone.ts'
import { Timeline } from './timeline.ts'

const minutesPerYear = 366 * 1440

/** Hours, or the firings of a cron expression: each lasts until the next one begins. Ordinals are UTC minutes. */
export function instantAxis(partitions: Hourly | Cron): Axis {
  const { kind, start, end, calendar } = partitions
  const zone = timeZone(partitions.timezone)
  const times = kind === 'cron' ? cronTimes(partitions.expression) : undefined
  const reach = (text: string) => reachOfInstants(partitions, zone, text)
  const from = reach(start)?.[0] ?? 0
  const last = end === undefined ? Number.POSITIVE_INFINITY : (reach(end)?.[1] ?? 0)

  /** All beginnings, also where the calendar is closed or time has ended: they bound the windows of the others. */
  const marks = new Timeline(from, minutesPerYear, (low, high) =>
    times ? firings(times, zone, low, high) : hours(zone, low, high),
  )
  const timeline = new Timeline(from, minutesPerYear, (low, high) => {
    const lasting = marks.through(high).clip(low, Math.min(high, last))
    return calendar === undefined ? lasting : lasting.intersect(openMinutes(calendar, zone, low, high))
  })
  const begunBy = (instant: number) => {
    const minute = Math.floor(instant / 60_000)
    return marks.through(minute).has(minute) ? minute : marks.step(minute, -1)
  }
  const time: TimeAxis = {
    through: (ordinal) => timeline.through(ordinal),
    step: (ordinal, steps) => timeline.step(ordinal, steps),
    windowOf: (ordinal) => ({
      start: ordinal * 60_000,
      end: (marks.covering(ordinal).step(ordinal, 1) ?? ordinal) * 60_000,
    }),
    begunBy,
    firstFrom: (instant) => Math.ceil(instant / 60_000),
    touches: (from, to, count) => marks.through(to).rank(to) - marks.through(to).rank(from) + 1 === count,
    reach,
  }
  return timeAxis(partitions, time, {
    textOf: (minute) => textOfInstant(zone, minute),
    ordinalOf: (text) => {
      const minute = instantOf(zone, text)
      return minute !== undefined && (kind === 'cron' || (minute + zone.offsetAt(minute)) % 60 === 0)
        ? minute
        : undefined
    },
  })
}

/** Both of two equal local times carry their offset, so that neither text stands for two partitions. */
function textOfInstant(zone: TimeZone, minute: number): string {
  const offset = zone.offsetAt(minute)
  const text = textOfLocal(minute + offset)
  return zone.allAt(minute + offset).length > 1 ? text + textOfOffset(offset) : text
}

function instantOf(zone: TimeZone, text: string): number | undefined {
  const time = localTimeOf(text)
  if (time === undefined) return undefined
  const instants = zone.allAt(time.local)
  if (time.offset === undefined) return instants.length === 1 ? instants[0] : undefined
  return instants.find((minute) => zone.offsetAt(minute) === time.offset)
}

/** From the first to the last instant of what a text says; a text with an offset is one instant. */
function reachOfInstants(
  partitions: Hourly | Cron,
  zone: TimeZone,
  text: string,
): readonly [number, number] | undefined {
  const exact = localTimeOf(text)?.offset === undefined ? undefined : instantOf(zone, text)
  if (exact !== undefined) return [exact, exact]
  const local = reachOfText(partitions.kind, text)
  if (local === undefined) return undefined
  return [zone.firstAt(local[0]), zone.allAt(local[1]).at(-1) ?? zone.firstAt(local[1]) - 1]
}

/** The instants at which the clocks show a full hour. */
function hours(zone: TimeZone, from: number, to: number): IntervalSet {
  // Grouped by their minute in UTC, hours are few long runs however often the offset changes.
  const byMinute = new Map<number, IntervalSet>()
  for (const era of zone.eras(from, to)) {
    const low = Math.max(era.from, from)
    const first = Math.ceil((low + era.offset) / 60) * 60 - era.offset
    const run = IntervalSet.progression(first, Math.min(era.to - 1, to), 60)
    const minute = ((first % 60) + 60) % 60
    byMinute.set(minute, (byMinute.get(minute) ?? IntervalSet.empty).union(run))
  }
  return [...byMinute.values()].reduce((all, some) => all.union(some), IntervalSet.empty)
}

/** The minutes of open days. */
function openMinutes(calendar: Calendar, zone: TimeZone, from: number, to: number): IntervalSet {
  const open = openDays(calendar, Math.floor(from / 1440) - 2, Math.floor(to / 1440) + 2)
  return IntervalSet.fromRanges(
    [...open].map((day) => [zone.firstAt(day * 1440), zone.firstAt((day + 1) * 1440) - 1] as const),
  )
}
