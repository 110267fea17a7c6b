// Civil dates as numbers, without zones: days since 1970-01-01, months since January 1970, minutes of clocks since then.
const dayMs = 86_400_000

export type Grain = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'cron'

export const minutesPerDay = 1440

export function textOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

export function yearOfDay(day: number): number {
  return new Date(day * dayMs).getUTCFullYear()
}

/** The day number of a date; `month` counts from 1 and may run over. */
export function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / dayMs
}

/** 0 for Monday ... 6 for Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The day that a place is on: the first of a month. */
export function dayOfPlace(grain: Grain, place: number): number {
  if (grain === 'monthly') return dayOf(1970, place + 1, 1)
  return grain === 'hourly' || grain === 'cron' ? Math.floor(place / minutesPerDay) : place
}

/** The key of a place: only hours that clocks show twice have another. */
export function textOfPlace(grain: Grain, place: number): string {
  const date = textOfDay(dayOfPlace(grain, place))
  if (grain === 'monthly') return date.slice(0, 7)
  if (grain === 'daily' || grain === 'weekly') return date
  const minutes = place - Math.floor(place / minutesPerDay) * minutesPerDay
  return `${date}T${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
export const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

function twoDigits(count: number): string {
  return String(count).padStart(2, '0')
}

/** The place of a key, also of the second of two equal hours; undefined for what is no key of the grain. */
export function placeOfText(grain: Grain, text: string): number | undefined {
  const [, year, month, date = '01', hour = '00', minute = '00'] =
    /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?:[+-]\d\d:\d\d)?)?)?$/.exec(text) ?? []
  if (year === undefined) return undefined
  if (grain === 'monthly') return (Number(year) - 1970) * 12 + Number(month) - 1
  const day = dayOf(Number(year), Number(month), Number(date))
  return grain === 'hourly' || grain === 'cron' ? day * minutesPerDay + Number(hour) * 60 + Number(minute) : day
}
