import { fail } from '../errors/index.ts'
import type { Calendar } from './calendar.ts'
import { cronTimes } from './cron-times.ts'
import { dayOfText } from './civil.ts'
import type { Cron, Daily, Hourly, Monthly, Time, Weekly } from './partitions.ts'
import { keyExamples, reachOfText, units } from './time-text.ts'
import { timeZone } from './time-zone.ts'

/** Where partitions along time begin and end. */
export interface TimeOptions {
  /** The first partition: its key, or a date in it. */
  readonly start: string
  /** The last partition, inclusive: its key, or a date in it. Absent: time goes on. */
  readonly end?: string | undefined
  /** The IANA zone whose clocks keys and windows follow. Absent: UTC. */
  readonly timezone?: string | undefined
  /** Partitions without an open day are left out. Absent: every day is open. */
  readonly calendar?: Calendar | undefined
}

/**
 * One partition per hour, keyed `2024-01-02T13:00` in the zone; where clocks are put back, both hours that they repeat
 * carry their offset, as in `2024-11-03T01:00-05:00`. Throws PARTITIONS_INVALID for malformed options.
 */
export function hourly(options: TimeOptions): Hourly {
  return Object.freeze({ kind: 'hourly', time: true, ...checked('hourly', options) })
}

/** One partition per civil day of the zone, keyed `2024-01-02`. Throws PARTITIONS_INVALID for malformed options. */
export function daily(options: TimeOptions): Daily {
  return Object.freeze({ kind: 'daily', time: true, ...checked('daily', options) })
}

/** One partition per ISO week, keyed by its Monday `2024-01-01`. Throws PARTITIONS_INVALID for malformed options. */
export function weekly(options: TimeOptions): Weekly {
  return Object.freeze({ kind: 'weekly', time: true, ...checked('weekly', options) })
}

/** One partition per month, keyed `2024-01`. Throws PARTITIONS_INVALID for malformed options. */
export function monthly(options: TimeOptions): Monthly {
  return Object.freeze({ kind: 'monthly', time: true, ...checked('monthly', options) })
}

/**
 * One partition per firing of a cron expression of five fields, until its next firing; keyed like hours. Throws
 * PARTITIONS_INVALID for malformed options, and for an expression that is malformed or never fires.
 */
export function cron(expression: string, options: TimeOptions): Cron {
  cronTimes(expression)
  return Object.freeze({ kind: 'cron', time: true, expression, ...checked('cron', options) })
}

function checked(kind: Time['kind'], options: TimeOptions) {
  const { start, end, timezone = 'UTC', calendar } = options
  timeZone(timezone)
  const [from] = reach(kind, 'start', start)
  if (end !== undefined && reach(kind, 'end', end)[1] < from) {
    fail('PARTITIONS_INVALID', {
      message: `\`${kind}()\` ends at \`${end}\`, before it starts at \`${start}\``,
      hint: 'Move `end` to `start` or later: it is the last partition.',
    })
  }
  if (calendar?.since !== undefined && firstDayOf(kind, from) < (dayOfText(calendar.since) ?? 0)) {
    fail('PARTITIONS_INVALID', {
      message: `\`${kind}()\` starts at \`${start}\`, and calendar \`${calendar.name}\` begins at ${calendar.since}`,
      hint: `Move \`start\` to ${calendar.since} or later, or use a calendar that knows earlier days.`,
    })
  }
  return { start, timezone, ...(end === undefined ? {} : { end }), ...(calendar === undefined ? {} : { calendar }) }
}

function reach(kind: Time['kind'], option: 'start' | 'end', text: string): readonly [number, number] {
  return (
    reachOfText(kind, text) ??
    fail('PARTITIONS_INVALID', {
      message: `\`${kind}()\` has the ${option} \`${text}\`, which is neither one of its keys nor a date`,
      hint: `Write it like ${keyExamples[kind]}${kind === 'daily' ? '' : ', or as a date in it like 2024-01-02'}.`,
    })
  )
}

function firstDayOf(kind: Time['kind'], from: number): number {
  return kind === 'hourly' || kind === 'cron' ? Math.floor(from / 1440) : units[kind].firstDay(from)
}
