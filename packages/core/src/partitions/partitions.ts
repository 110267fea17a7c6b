import type { Calendar } from './calendar.ts'

/** Not cut at all: the asset has one partition, whose key is null. */
export interface Unpartitioned {
  readonly kind: 'unpartitioned'
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
}
/** One partition per hour, keyed `2024-01-02T13:00`. */
export interface Hourly extends TimeSpan {
  readonly kind: 'hourly'
  readonly time: true
}
/** One partition per civil day, keyed `2024-01-02`. */
export interface Daily extends TimeSpan {
  readonly kind: 'daily'
  readonly time: true
}
/** One partition per ISO week, keyed by its Monday: `2024-01-01`. */
export interface Weekly extends TimeSpan {
  readonly kind: 'weekly'
  readonly time: true
}
/** One partition per month, keyed `2024-01`. */
export interface Monthly extends TimeSpan {
  readonly kind: 'monthly'
  readonly time: true
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
