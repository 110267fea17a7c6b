// Civil dates as numbers, without zones: days since 1970-01-01, ISO weeks since that of 1969-12-29, months since
// January 1970. Every one of them is an ordinal that no start, end or calendar can shift.

const DAY_MS = 86_400_000

/** The day number of `2024-01-02`, or undefined when the text is not a date of the calendar. */
export function dayOfText(text: string): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === undefined) return undefined
  const day = dayOf(Number(year), Number(month), Number(date))
  return textOfDay(day) === text ? day : undefined
}

/** `2024-01-02` for a day number. */
export function textOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day number of a date; `month` counts from 1 and, like `date`, may run over. */
export function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / DAY_MS
}

/** 1 for Monday ... 7 for Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** The ISO week that a day is in. */
export function weekOfDay(day: number): number {
  return Math.floor((day + 3) / 7)
}

/** The Monday of a week. */
export function mondayOf(week: number): number {
  return week * 7 - 3
}

/** The month that a day is in. */
export function monthOfDay(day: number): number {
  const date = new Date(day * DAY_MS)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** The first day of a month. */
export function firstDayOf(month: number): number {
  return dayOf(1970, month + 1, 1)
}

/** The month number of `2024-01`, or undefined. */
export function monthOfText(text: string): number | undefined {
  const day = dayOfText(`${text}-01`)
  return day === undefined ? undefined : monthOfDay(day)
}

/** `2024-01` for a month number. */
export function textOfMonth(month: number): string {
  return textOfDay(firstDayOf(month)).slice(0, 7)
}
