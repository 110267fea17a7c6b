import { weekdays } from './calendar.ts'
import type { DailyOffset, Time } from './partitions.ts'
import { textOfLocal } from './time-text.ts'

/** How far the partitions of a cut begin after full hours, days, ISO weeks or months: whole days, and minutes of local time. */
export interface Beginning {
  readonly days: number
  readonly minutes: number
}

/** Reads what the offset of a cut says. Cron has none: its expression says when partitions begin. */
export function beginningOf(partitions: Time): Beginning {
  switch (partitions.kind) {
    case 'hourly':
      return { days: 0, minutes: partitions.offset?.minutes ?? 0 }
    case 'daily':
      return { days: 0, minutes: minutesOf(partitions.offset) }
    case 'weekly':
      return {
        days: weekdays.indexOf(partitions.offset?.weekday ?? 'monday'),
        minutes: minutesOf(partitions.offset),
      }
    case 'monthly':
      return { days: partitions.offset?.days ?? 0, minutes: minutesOf(partitions.offset) }
    case 'cron':
      return { days: 0, minutes: 0 }
    default:
      return partitions satisfies never
  }
}

/** What kind of partitions a cut has and when they begin, in words: `weekly from sunday 17:00 the day before`. */
export function cutInWords(partitions: Time): string {
  const { kind } = partitions
  if (kind === 'cron') return `cron \`${partitions.expression}\``
  const { days, minutes } = beginningOf(partitions)
  const day = days === 0 ? [] : [kind === 'weekly' ? `${weekdays[days]}` : `day ${days + 1}`]
  const clock =
    kind === 'hourly' ? `minute ${minutes}` : `${textOfLocal(minutes).slice(11)}${minutes < 0 ? ' the day before' : ''}`
  const beginning = [...day, ...(minutes === 0 ? [] : [clock])]
  return beginning.length === 0 ? kind : `${kind} from ${beginning.join(' ')}`
}

function minutesOf(offset: DailyOffset | undefined): number {
  return (offset?.hours ?? 0) * 60 + (offset?.minutes ?? 0)
}
