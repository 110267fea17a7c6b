import type { IntervalSet } from './interval-set.ts'

/** A stretch of time in epoch milliseconds, `end` excluded. */
export interface Window {
  readonly start: number
  readonly end: number
}

/** The partitions of one dimension: its ordinals, and the keys that stand for them. */
export interface Axis {
  /** Those that have begun by `now`, in epoch milliseconds; keys: all. */
  readonly existing: (now: number) => IntervalSet
  /** Those that are over by `now`, and their grace as well; keys: all. */
  readonly complete: (now: number) => IntervalSet
  readonly textOf: (ordinal: number) => string
  /** The ordinal of a key, whether there is such a partition now or not; undefined when the text is no key at all. */
  readonly ordinalOf: (text: string) => number | undefined
  /** What kind of partitions these are, in words: `daily, America/New_York, nyse`. */
  readonly words: string
  /** Keys near a text that is none, for an error. */
  readonly nearest: (text: string, now: number) => readonly string[]
  /** Present along time. */
  readonly time?: TimeAxis
}

/** What partitions along time know beside. Ordinals and windows ascend together. */
export interface TimeAxis {
  /** All partitions that the definition gives up to `ordinal`, and perhaps some more, begun or not. */
  readonly through: (ordinal: number) => IntervalSet
  /** The partition `steps` from an ordinal, on the calendar, begun or not. */
  readonly step: (ordinal: number, steps: number) => number | undefined
  readonly windowOf: (ordinal: number) => Window
  /** How long after the end of its window a partition stays open, in milliseconds. */
  readonly graceMs: number
  /** The last ordinal whose window has begun by an instant, on the calendar or not; undefined before the start. */
  readonly begunBy: (instant: number) => number | undefined
  /** The windows of all ordinals below this one are over by an instant, and of no others, on the calendar or not. */
  readonly overBelow: (instant: number) => number
  /** The last partition that is complete by an instant, on the calendar. */
  readonly lastComplete: (instant: number) => number | undefined
  /** When a partition begins or becomes complete next after an instant; undefined when none does any more. */
  readonly changesAfter: (instant: number) => number | undefined
  /** The first ordinal whose window begins at an instant or later, as a lower bound. */
  readonly firstFrom: (instant: number) => number
  /** Whether the windows from one ordinal to another, `count` of them with both ends, leave no time between. */
  readonly touches: (from: number, to: number, count: number) => boolean
  /** The ordinals that an end of a range `text` reaches; undefined when it is malformed. */
  readonly reach: (text: string) => readonly [from: number, to: number] | undefined
}
