import type { Calendar } from './calendar.ts'
import { checkTime } from './check-time.ts'
import { cronTimes } from './cron-times.ts'
import type {
  Cron,
  Daily,
  DailyOffset,
  Grace,
  Hourly,
  HourlyOffset,
  Monthly,
  MonthlyOffset,
  Time,
  Weekly,
  WeeklyOffset,
} from './partitions.ts'

/** Where partitions along time begin and end, and which are left out. */
export interface TimeOptions {
  /** The first partition: its key, or a date in it. */
  readonly start: string
  /** The last partition, inclusive: its key, or a date in it. Absent: time goes on. */
  readonly end?: string | undefined
  /** The IANA zone whose clocks keys and windows follow. Absent: UTC. */
  readonly timezone?: string | undefined
  /** Partitions without an open day are left out. Absent: every day is open. */
  readonly calendar?: Calendar | undefined
  /** Partitions that are left out beside: keys, dates in them, and ranges `a..b` with both ends. Absent: none. */
  readonly exclusions?: readonly string[] | undefined
  /**
   * For how long after its end a partition stays open, since what belongs in it may come late: it is complete afterwards.
   * Absent: it is complete once it has ended.
   */
  readonly grace?: Grace | undefined
}

/** Options of a cut whose windows can be shifted; keys stay those of the hour, day, week or month in which they begin. */
export interface ShiftedOptions<Offset> extends TimeOptions {
  /** Absent: windows begin on the full hour, at midnight, on Monday, on the first of the month. */
  readonly offset?: Offset | undefined
}

/**
 * One partition per hour, keyed `2024-01-02T13:00` in the zone, or `2024-01-02T13:30` with `offset: { minutes: 30 }`; where
 * clocks are put back, both hours that they repeat carry their offset, as in `2024-11-03T01:00-05:00`. Throws PARTITIONS_INVALID for malformed options.
 */
export function hourly(options: ShiftedOptions<HourlyOffset>): Hourly {
  return checked({ kind: 'hourly', time: true, ...given(options), ...shifted(options.offset) })
}

/**
 * One partition per civil day of the zone, keyed `2024-01-02`. With `offset: { hours: -7 }` it begins at 17:00 the day before,
 * on the clocks of the zone. Throws PARTITIONS_INVALID for malformed options.
 */
export function daily(options: ShiftedOptions<DailyOffset>): Daily {
  return checked({ kind: 'daily', time: true, ...given(options), ...shifted(options.offset) })
}

/**
 * One partition per week, keyed by its first day: the Monday `2024-01-01`, if `offset: { weekday }` says no other. Throws
 * PARTITIONS_INVALID for malformed options.
 */
export function weekly(options: ShiftedOptions<WeeklyOffset>): Weekly {
  return checked({ kind: 'weekly', time: true, ...given(options), ...shifted(options.offset) })
}

/**
 * One partition per month, keyed `2024-01`. With `offset: { days: 14 }` it begins on the 15th of that month. Throws
 * PARTITIONS_INVALID for malformed options.
 */
export function monthly(options: ShiftedOptions<MonthlyOffset>): Monthly {
  return checked({ kind: 'monthly', time: true, ...given(options), ...shifted(options.offset) })
}

/**
 * One partition per firing of a cron expression of five fields, until its next firing; keyed like hours. Throws
 * PARTITIONS_INVALID for malformed options, and for an expression that is malformed or never fires.
 */
export function cron(expression: string, options: TimeOptions): Cron {
  cronTimes(expression)
  return checked({ kind: 'cron', time: true, expression, ...given(options) })
}

function checked<T extends Time>(partitions: T): T {
  checkTime(partitions)
  return Object.freeze(partitions)
}

/** What the options say, frozen, with defaults filled in and what is absent left out. */
function given({ start, end, timezone = 'UTC', calendar, exclusions = [], grace }: TimeOptions) {
  return {
    start,
    timezone,
    ...(end === undefined ? {} : { end }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(exclusions.length === 0 ? {} : { exclusions: Object.freeze([...exclusions]) }),
    ...(grace === undefined ? {} : { grace: Object.freeze({ ...grace }) }),
  }
}

function shifted<Offset>(offset: Offset | undefined) {
  return offset === undefined ? {} : { offset: Object.freeze({ ...offset }) }
}
