import { fail } from '../errors/index.ts'
import { beginningOf } from './beginning.ts'
import { weekdays } from './calendar.ts'
import { dayOfText } from './civil.ts'
import type { Grace, Time } from './partitions.ts'
import { type Reach, reachesOfExclusions, reachOfText } from './reach.ts'
import { timeZone } from './time-zone.ts'
import { unitOf } from './unit.ts'

/** Throws PARTITIONS_INVALID for a cut along time that says something malformed, or contradicts itself. */
export function checkTime(partitions: Time): void {
  const { kind, start, end, timezone, grace } = partitions
  timeZone(timezone)
  checkOffset(partitions)
  if (grace !== undefined) checkGrace(kind, grace)
  const [from] = reachOf(partitions, 'start', start)
  if (end !== undefined && reachOf(partitions, 'end', end)[1] < from) {
    fail('PARTITIONS_INVALID', {
      message: `\`${kind}()\` ends at \`${end}\`, before it starts at \`${start}\``,
      hint: 'Move `end` to `start` or later: it is the last partition.',
    })
  }
  checkExclusions(partitions)
  checkCalendar(partitions, from)
}

function checkOffset(partitions: Time): void {
  const { kind } = partitions
  if (kind === 'cron' || partitions.offset === undefined) return
  const numbers = Object.entries(partitions.offset).filter(([name]) => name !== 'weekday')
  const broken = numbers.find(([, value]) => value !== undefined && !Number.isSafeInteger(value))
  if (broken !== undefined) refuseOffset(kind, `${broken[0]}: ${broken[1]}`, 'Give whole numbers.')
  const { days, minutes } = beginningOf(partitions)
  if (kind === 'hourly' && (minutes < 0 || minutes > 59))
    refuseOffset(kind, `minutes: ${minutes}`, 'Give the minute at which hours begin, 0 to 59.')
  if (kind === 'weekly' && days === -1)
    refuseOffset(kind, `weekday: ${partitions.offset.weekday}`, `Name one of ${weekdays.join(', ')}.`)
  if (kind === 'monthly' && (days < 0 || days > 27))
    refuseOffset(kind, `days: ${days}`, 'Give 0 to 27 days: every month must have the day on which it begins.')
  if (Math.abs(minutes) >= 1440)
    refuseOffset(kind, `${minutes} minutes`, 'Give less than a day of hours and minutes, before midnight or after.')
}

function refuseOffset(kind: Time['kind'], found: string, hint: string): never {
  return fail('PARTITIONS_INVALID', { message: `\`${kind}()\` has the offset \`${found}\`, which is none`, hint })
}

function checkGrace(kind: Time['kind'], grace: Grace): void {
  const broken = Object.entries(grace).find(
    ([, value]) => value !== undefined && (!Number.isSafeInteger(value) || value < 0),
  )
  if (broken === undefined) return
  fail('PARTITIONS_INVALID', {
    message: `\`${kind}()\` has the grace \`${broken[0]}: ${broken[1]}\`, which is no length of time`,
    hint: 'Give whole numbers of days, hours and minutes.',
  })
}

function checkExclusions(partitions: Time): void {
  const reaches = reachesOfExclusions(partitions, (text) => reachOfText(partitions, withoutOffset(text)))
  const broken = reaches.indexOf(undefined)
  if (broken === -1) return
  fail('PARTITIONS_INVALID', {
    message: `\`${partitions.kind}()\` excludes \`${partitions.exclusions?.[broken]}\`, which is neither a key nor a date, nor a range of them`,
    hint: `${howToWrite(partitions)}, or a range of them from the first to the last: \`2024-12-24..2024-12-26\`.`,
  })
}

/** Of two hours with one name, either may be left out. */
function withoutOffset(text: string): string {
  return text.replace(/(T\d\d:\d\d)[+-]\d\d:\d\d$/, '$1')
}

function checkCalendar(partitions: Time, from: number): void {
  const { kind, start, calendar } = partitions
  if (calendar?.since === undefined || firstDay(partitions, from) >= (dayOfText(calendar.since) ?? 0)) return
  fail('PARTITIONS_INVALID', {
    message: `\`${kind}()\` starts at \`${start}\`, and calendar \`${calendar.name}\` begins at ${calendar.since}`,
    hint: `Move \`start\` to ${calendar.since} or later, or use a calendar that knows earlier days.`,
  })
}

function reachOf(partitions: Time, option: 'start' | 'end', text: string): Reach {
  return (
    reachOfText(partitions, text) ??
    fail('PARTITIONS_INVALID', {
      message: `\`${partitions.kind}()\` has the ${option} \`${text}\`, which is neither one of its keys nor a date`,
      hint: `${howToWrite(partitions)}.`,
    })
  )
}

function howToWrite(partitions: Time): string {
  const example = keyExample(partitions)
  return `Write it like ${example}${partitions.kind === 'daily' ? '' : ', or as a date in it like 2024-01-02'}`
}

/** How the keys of a cut are written. */
function keyExample(partitions: Time): string {
  if (partitions.kind === 'cron') return '2024-01-02T18:00'
  if (partitions.kind === 'hourly') return `2024-01-02T13:${String(beginningOf(partitions).minutes).padStart(2, '0')}`
  const unit = unitOf(partitions)
  return unit.textOf(unit.ordinalOfDay(dayOfText('2024-01-02') ?? 0))
}

function firstDay(partitions: Time, from: number): number {
  if (partitions.kind === 'hourly' || partitions.kind === 'cron') return Math.floor(from / 1440)
  return unitOf(partitions).firstDay(from)
}
