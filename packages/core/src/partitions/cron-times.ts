import { Cron, CronPattern } from 'croner'
import { fail } from '../errors/index.ts'
import { IntervalSet } from './interval-set.ts'
import type { TimeZone } from './time-zone.ts'

/** When a cron expression fires, on the clocks of whatever zone. */
export interface CronTimes {
  /** Minutes of the day, ascending: they are the same on every day on which it fires. */
  readonly minutes: readonly number[]
  readonly firesOn: (day: number) => boolean
  /**
   * Whether it names one time of day. Then it fires once a day whatever the clocks do: at the first of two equal times, and
   * at the end of a gap that skips it. Others fire at both, and not in a gap. These are croner's rules, which schedules
   * follow as well.
   */
  readonly once: boolean
}

const known = new Map<string, CronTimes>()

/** Reads a cron expression of five fields; throws PARTITIONS_INVALID when it is malformed or never fires. */
export function cronTimes(expression: string): CronTimes {
  const times = known.get(expression) ?? parse(expression)
  known.set(expression, times)
  return times
}

/** The instants from `from` to `to` at which it fires on the clocks of a zone, in UTC minutes. */
export function firings(times: CronTimes, zone: TimeZone, from: number, to: number): IntervalSet {
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

function parse(expression: string): CronTimes {
  const pattern = patternOf(expression)
  const utc = new Cron(expression, { timezone: 'UTC', paused: true })
  if (utc.nextRun(new Date(0)) === null) {
    fail('PARTITIONS_INVALID', {
      message: `the cron expression \`${expression}\` never fires`,
      hint: 'Name a day that exists.',
    })
  }
  const minutes = flagged(pattern.hour).flatMap((hour) => flagged(pattern.minute).map((minute) => hour * 60 + minute))
  const first = minutes[0] ?? 0
  const everyDay = pattern.starDOM && pattern.starDOW && flagged(pattern.month).length === 12
  return {
    minutes,
    firesOn: everyDay ? () => true : (day) => utc.match(new Date((day * 1440 + first) * 60_000)),
    once: pattern.isFixedTime,
  }
}

function patternOf(expression: string): CronPattern {
  try {
    return new CronPattern(expression, 'UTC', { mode: '5-part' })
  } catch (cause) {
    return fail('PARTITIONS_INVALID', {
      message: `the cron expression \`${expression}\` is malformed: ${cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : cause}`,
      hint: 'Write five fields: minute, hour, day of month, month, day of week, such as `0 18 * * 1-5`.',
      cause,
    })
  }
}

function flagged(flags: readonly number[]): readonly number[] {
  return flags.flatMap((flag, index) => (flag ? [index] : []))
}
