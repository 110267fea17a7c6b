import type { Axis, TimeAxis } from './axis.ts'
import { type Calendar, openDays } from './calendar.ts'
import { type CronTimes, cronTimes } from './cron-times.ts'
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
  return [zone.firstAt(local[0]), zone.allAt(local[1]).at(-1) ?? zone.firstAt(local[1])]
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

function firings(times: CronTimes, zone: TimeZone, from: number, to: number): IntervalSet {
  const minutes: number[] = []
  const [firstDay, lastDay] = [Math.floor(from / 1440) - 1, Math.floor(to / 1440) + 1]
  for (const { from: eraFrom, to: eraTo, offset } of zone.eras(firstDay * 1440, (lastDay + 1) * 1440)) {
    const low = Math.max(from, eraFrom)
    const high = Math.min(to, eraTo - 1)
    for (let day = Math.floor((low + offset) / 1440); day * 1440 <= high + offset; day++) {
      if (!times.firesOn(day)) continue
      for (const time of times.minutes) {
        const minute = day * 1440 + time - offset
        if (minute >= low && minute <= high) minutes.push(minute)
      }
    }
  }
  return IntervalSet.fromValues(times.once ? oncePerDay(minutes, times, zone, { from, to }) : minutes)
}

/** A single time of day fires once: not at its repetition, and at the end of a gap that skips it. */
function oncePerDay(
  minutes: readonly number[],
  times: CronTimes,
  zone: TimeZone,
  span: { from: number; to: number },
): readonly number[] {
  const first = minutes.filter((minute) => zone.allAt(minute + zone.offsetAt(minute))[0] === minute)
  const [time = 0] = times.minutes
  let shownBefore: number | undefined
  for (const era of zone.eras(span.from - 1440, span.to)) {
    const [gapFrom, gapTo] = [shownBefore ?? era.from + era.offset, era.from + era.offset]
    const day = Math.floor(gapTo / 1440)
    const skipped = day * 1440 + time
    if (skipped >= gapFrom && skipped < gapTo && times.firesOn(day) && era.from >= span.from) first.push(era.from)
    shownBefore = era.to + era.offset
  }
  return first
}

function openMinutes(calendar: Calendar, zone: TimeZone, from: number, to: number): IntervalSet {
  const open = openDays(calendar, Math.floor(from / 1440) - 2, Math.floor(to / 1440) + 2)
  const spans: (readonly [number, number])[] = []
  for (const run of open.ranges()) {
    const days =
      run.step === 1
        ? [[run.from, run.to] as const]
        : [...IntervalSet.progression(run.from, run.to, run.step)].map((day) => [day, day] as const)
    for (const [first, last] of days) spans.push([zone.firstAt(first * 1440), zone.firstAt((last + 1) * 1440) - 1])
  }
  return IntervalSet.fromRanges(spans)
}
