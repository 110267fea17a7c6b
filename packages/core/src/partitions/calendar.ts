import { fail } from '../errors/index.ts'
import { dayOfText, mondayOf, textOfDay, weekdayOf, weekOfDay } from './civil.ts'
import { IntervalSet } from './interval-set.ts'
import type { Run } from './runs.ts'

/** The days of the week, from Monday. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
/** A day of the week, by its English name. */
export type Weekday = (typeof weekdays)[number]

/** On which days a business is open. Plain data; partitions on a calendar leave its closed days out. */
export interface Calendar {
  readonly name: string
  /** The days of the week that are open, if nothing else is said. */
  readonly weekdays: readonly Weekday[]
  /** Dates that are closed although their weekday is open, ascending. */
  readonly closed: readonly string[]
  /** Closing times `13:00` of the dates on which business ends early. It does not shorten a partition. */
  readonly earlyCloses: { readonly [date: string]: string }
  /** The first date of which the calendar knows; absent: all of them. Partitions must not start earlier. */
  readonly since?: string | undefined
}

/** What a calendar of your own says; all of it may be absent. */
export interface CalendarOptions {
  /** Absent: Monday to Friday. */
  readonly weekdays?: readonly Weekday[] | undefined
  /** Dates `2024-12-25`, in any order. */
  readonly closed?: Iterable<string> | undefined
  readonly earlyCloses?: { readonly [date: string]: string } | undefined
  readonly since?: string | undefined
}

/**
 * A calendar of your own. Throws CALENDAR_INVALID when a weekday, date or time is malformed, no weekday is open, or a closed
 * day is said to close early.
 */
export function calendar(name: string, options: CalendarOptions): Calendar {
  const open = options.weekdays ?? weekdays.slice(0, 5)
  const closed = [...new Set(options.closed)].sort()
  const { earlyCloses = {}, since } = options
  const fault =
    weekdayFault(open) ??
    dateFault([...closed, ...Object.keys(earlyCloses), ...(since ? [since] : [])]) ??
    timeFault(earlyCloses) ??
    halfDayFault(earlyCloses, open, closed)
  if (fault !== undefined)
    fail('CALENDAR_INVALID', { message: `calendar \`${name}\`: ${fault.message}`, hint: fault.hint })
  return Object.freeze({
    name,
    weekdays: Object.freeze([...open]),
    closed: Object.freeze(closed),
    earlyCloses: Object.freeze({ ...earlyCloses }),
    ...(since === undefined ? {} : { since }),
  })
}

/** Whether business is open on a date `2024-01-02`. */
export function isOpen(calendar: Calendar, date: string): boolean {
  const day = dayOfText(date)
  return day !== undefined && !openDays(calendar, day, day).isEmpty
}

const known = new WeakMap<Calendar, { readonly from: number; readonly to: number; readonly open: IntervalSet }>()
/** Whoever asks on, a year at a time, is answered from what was made before. */
const slackWeeks = 200

/** The open days, as day numbers, from `from` to `to`. */
export function openDays(calendar: Calendar, from: number, to: number): IntervalSet {
  let cached = known.get(calendar)
  if (cached === undefined || from < cached.from || to > cached.to) {
    const first = weekOfDay(Math.min(from, cached?.from ?? from)) - slackWeeks
    const last = weekOfDay(Math.max(to, cached?.to ?? to)) + slackWeeks
    cached = { from: mondayOf(first), to: mondayOf(last + 1) - 1, open: openDaysOfWeeks(calendar, first, last) }
    known.set(calendar, cached)
  }
  return cached.open.clip(from, to)
}

function openDaysOfWeeks(calendar: Calendar, first: number, last: number): IntervalSet {
  const open = calendar.weekdays.map((weekday) => weekdays.indexOf(weekday)).sort((a, b) => a - b)
  const usual = [...IntervalSet.fromValues(open).ranges()]
  const closed = new Set(calendar.closed.map((date) => Date.parse(date) / 86_400_000))
  const unusual = new Set([...closed].map(weekOfDay))
  const runs: Run[] = []
  for (let week = first; week <= last; week++) {
    const monday = mondayOf(week)
    const here = unusual.has(week)
      ? IntervalSet.fromValues(open.filter((weekday) => !closed.has(monday + weekday))).ranges()
      : usual
    for (const { from, to, step } of here) runs.push({ from: monday + from, to: monday + to, step })
  }
  return IntervalSet.fromRuns(runs)
}

interface Fault {
  readonly message: string
  readonly hint: string
}

function weekdayFault(open: readonly string[]): Fault | undefined {
  const hint = `Name some of ${weekdays.join(', ')}.`
  if (open.length === 0) return { message: 'no weekday is open', hint }
  const strange = open.find((weekday) => !weekdays.some((known) => known === weekday))
  return strange === undefined ? undefined : { message: `\`${strange}\` is no weekday`, hint }
}

function dateFault(dates: readonly string[]): Fault | undefined {
  const strange = dates.find((date) => dayOfText(date) === undefined)
  if (strange === undefined) return undefined
  return { message: `\`${strange}\` is not a date`, hint: `Write dates like ${textOfDay(20_082)}.` }
}

function timeFault(earlyCloses: { readonly [date: string]: string }): Fault | undefined {
  const strange = Object.entries(earlyCloses).find(([, time]) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
  if (strange === undefined) return undefined
  return {
    message: `it closes at \`${strange[1]}\` on ${strange[0]}, which is not a time of day`,
    hint: 'Write times like 13:00.',
  }
}

function halfDayFault(
  earlyCloses: { readonly [date: string]: string },
  open: readonly Weekday[],
  closed: readonly string[],
): Fault | undefined {
  const isClosed = (date: string) => {
    const weekday = weekdays[weekdayOf(dayOfText(date) ?? 0) - 1]
    return closed.includes(date) || weekday === undefined || !open.includes(weekday)
  }
  const strange = Object.keys(earlyCloses).find(isClosed)
  if (strange === undefined) return undefined
  return { message: `it closes early on ${strange}, on which it is closed`, hint: 'Name a day either open or closed.' }
}
