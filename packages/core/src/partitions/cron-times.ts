import { Cron, CronPattern } from 'croner'
import { fail } from '../errors/index.ts'

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
