import type { RunItem } from '../../contract/runs.ts'

/** Before so many seconds, and with fewer partitions done, a pace is mostly chance. */
const tellingAfter = { seconds: 3, done: 3 }

export interface Pace {
  readonly perSecond: number
  /** Undefined once a run takes longer than its pace foretold. */
  readonly secondsLeft: number | undefined
}

/**
 * How fast a run gets on, and how long the rest of it takes like that: over the time until it last got further, at `at`, so
 * that what is made in one call does not seem to become slower while the call goes on. Undefined while it cannot be told.
 */
export function paceOf(
  { startedAt, done, partitions }: Pick<RunItem, 'startedAt' | 'done' | 'partitions'>,
  at: number,
  now: number,
): Pace | undefined {
  const seconds = (at - startedAt) / 1000
  if (seconds < tellingAfter.seconds || done < tellingAfter.done || done >= partitions) return undefined
  const perSecond = done / seconds
  const left = (partitions - done) / perSecond - (now - at) / 1000
  return { perSecond, secondsLeft: left > 0 ? left : undefined }
}

/** `12/s`, `1.4/s`, `14/min`, `3/h`: by the shortest time in which there is about one. */
export function rateText(perSecond: number): string {
  if (perSecond >= 0.95) return `${plain(perSecond)}/s`
  if (perSecond * 60 >= 0.95) return `${plain(perSecond * 60)}/min`
  return `${plain(perSecond * 3600)}/h`
}

function plain(rate: number): string {
  return rate < 9.95 ? rate.toFixed(1).replace('.0', '') : Math.round(rate).toLocaleString('en-US')
}
