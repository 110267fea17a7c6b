import type { Calendar, Weekday } from './calendar.ts'

/** Not cut at all: the asset has one partition, whose key is null. */
export interface Unpartitioned {
  readonly kind: 'unpartitioned'
}

/** A length of time: the sum of what is given. A day has 24 hours. */
export interface Grace {
  readonly days?: number | undefined
  readonly hours?: number | undefined
  readonly minutes?: number | undefined
}
/** The minute of the hour at which hours begin, 0 to 59. */
export interface HourlyOffset {
  readonly minutes: number
}
/** How long after midnight days begin, on the clocks of the zone; negative: on the day before. Less than a day. */
export interface DailyOffset {
  readonly hours?: number | undefined
  readonly minutes?: number | undefined
}
/** When weeks begin: the day, absent Monday, and how long after its midnight. */
export interface WeeklyOffset extends DailyOffset {
  readonly weekday?: Weekday | undefined
}
/** When months begin: how many days after the first of the month, 0 to 27, and how long after midnight. */
export interface MonthlyOffset extends DailyOffset {
  readonly days?: number | undefined
}

/** What every cut along time says, with its defaults filled in. */
interface TimeSpan {
  /** The first partition: its key, or a date. */
  readonly start: string
  /** The last partition, inclusive; absent: time goes on. */
  readonly end?: string | undefined
  /** An IANA zone; keys and windows are read on its clocks. */
  readonly timezone: string
  /** Leaves out what is closed; absent: always open. */
  readonly calendar?: Calendar | undefined
  /** Keys, dates and ranges `a..b` that are left out beside; absent: none. */
  readonly exclusions?: readonly string[] | undefined
  /** For how long after its end a partition is still open; absent: not at all. */
  readonly grace?: Grace | undefined
}
/** One partition per hour, keyed by when it begins: `2024-01-02T13:00`. */
export interface Hourly extends TimeSpan {
  readonly kind: 'hourly'
  readonly time: true
  readonly offset?: HourlyOffset | undefined
}
/** One partition per civil day, keyed `2024-01-02`, whenever it begins. */
export interface Daily extends TimeSpan {
  readonly kind: 'daily'
  readonly time: true
  readonly offset?: DailyOffset | undefined
}
/** One partition per week, keyed by its first day, a Monday if not said otherwise: `2024-01-01`. */
export interface Weekly extends TimeSpan {
  readonly kind: 'weekly'
  readonly time: true
  readonly offset?: WeeklyOffset | undefined
}
/** One partition per month, keyed by the month of its first day: `2024-01`. */
export interface Monthly extends TimeSpan {
  readonly kind: 'monthly'
  readonly time: true
  readonly offset?: MonthlyOffset | undefined
}
/** One partition per firing of a cron expression, until the next firing; keyed `2024-01-02T18:00`. */
export interface Cron extends TimeSpan {
  readonly kind: 'cron'
  readonly time: true
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly expression: string
}
/** A fixed list of keys. */
export interface Keys<out V extends string> {
  readonly kind: 'keys'
  readonly keys: readonly V[]
}
/** Keys that are added and removed while the project runs. */
export interface DynamicKeys<out Name extends string> {
  readonly kind: 'dynamic'
  readonly name: Name
}
/** Every combination of the keys of its dimensions. */
export interface Product<out D extends Dimensions> {
  readonly kind: 'product'
  readonly dimensions: D
}

/** A cut along time. */
export type Time = Hourly | Daily | Weekly | Monthly | Cron
/** What a product is made of, and what an asset can be cut by alone. */
export type Dimension = Time | Keys<string> | DynamicKeys<string>
/** The dimensions of a product by name, in the order in which its keys are written. */
export type Dimensions = { readonly [name: string]: Dimension }
/** How an asset is cut. */
// `any`, since a product of known dimensions must be assignable whatever they are.
// oxlint-disable-next-line typescript/no-explicit-any
export type Partitions = Unpartitioned | Dimension | Product<any>

/** The type of one partition key: null for an unpartitioned asset, an object for a product. */
export type KeyOf<P> = P extends Unpartitioned
  ? null
  : P extends Keys<infer V>
    ? V
    : P extends Product<infer D>
      ? { readonly [N in keyof D]: KeyOf<D[N]> }
      : string

/** A partition key of whatever cut. */
export type PartitionKey = null | string | { readonly [dimension: string]: string }

/** How an asset is cut that names no partitions. */
export const unpartitioned: Unpartitioned = Object.freeze({ kind: 'unpartitioned' })

/** Whether a cut is along time. */
export function isTime(partitions: Partitions): partitions is Time {
  return 'time' in partitions
}
