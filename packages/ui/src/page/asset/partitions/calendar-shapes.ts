import { dayOf, type Grain, minutesPerDay, monthNames, textOfDay, weekdayOf, yearOfDay } from './dates.ts'
import type { Places } from './places.ts'

/**
 * How partitions fall into the cells of a calendar: bands, such as years, one below the other, each with so many columns and rows.
 * A cell is `column * rows + row`; `start` is the place at which a band begins.
 */
export interface CalendarShape {
  readonly columns: number
  readonly rows: number
  /** Whether partitions follow on one another from left to right, or from above. */
  readonly runs: 'across' | 'down'
  /** Narrower it cannot be read, and scrolls. */
  readonly leastWidth: number
  /** How high cells of a width are: flatter where there are many, so that years fit on a page. */
  readonly cellHeight: (width: number) => number
  readonly bandOf: (place: number) => number
  readonly startOf: (band: number) => number
  readonly cellOf: (place: number, start: number) => number
  /** The place of a cell, whether there is a partition or not. */
  readonly placeOf: (cell: number, start: number) => number
  readonly titleOf: (band: number) => string
  /** What stands above columns of the first band. */
  readonly marksOf: (band: number) => readonly { readonly column: number; readonly text: string }[]
}

/** Hours of up to so many days are drawn by month, which leaves each hour more room. */
const daysByMonth = 100
/** Keys are in blocks of so many lines. */
const linesOfBlock = 20
/** More slots in a day than this are too thin to be told apart. */
const mostSlots = 96

/** The shape of a calendar; undefined when partitions begin at too many times of the day for one. */
export function shapeOf(grain: Grain, places: Places): CalendarShape | undefined {
  switch (grain) {
    case 'daily':
      return days(isOnWeekdays(places))
    case 'weekly':
      return weeks(weekdayOf(places.at(0)))
    case 'monthly':
      return months
    case 'hourly':
    case 'cron':
      return slots(places)
    default:
      return grain satisfies never
  }
}

/** Cells one after the other, line by line: keys that are no times. Many are in blocks, so that what is not seen is not painted. */
export function keysShape(count: number, columns: number): CalendarShape {
  const rows = Math.max(1, Math.min(linesOfBlock, Math.ceil(count / columns)))
  return {
    columns,
    rows,
    runs: 'across',
    leastWidth: 0,
    cellHeight: () => 22,
    bandOf: (place) => Math.floor(place / (columns * rows)),
    startOf: (band) => band * columns * rows,
    cellOf: (place, start) => ((place - start) % columns) * rows + Math.floor((place - start) / columns),
    placeOf: (cell, start) => start + (cell % rows) * columns + Math.floor(cell / rows),
    titleOf: () => '',
    marksOf: () => [],
  }
}

/** Weeks as columns and weekdays as rows, without Saturday and Sunday where none is a partition. */
function days(rows: 5 | 7): CalendarShape {
  return {
    columns: 54,
    rows,
    runs: 'down',
    leastWidth: 640,
    cellHeight: (width) => Math.round(Math.min(14, Math.max(9, width * 0.62))),
    bandOf: yearOfDay,
    startOf: (year) => dayOf(year, 1, 1),
    cellOf: (day, start) => {
      const shifted = day - start + weekdayOf(start)
      return Math.floor(shifted / 7) * rows + (shifted % 7)
    },
    placeOf: (cell, start) => start - weekdayOf(start) + Math.floor(cell / rows) * 7 + (cell % rows),
    titleOf: String,
    marksOf: (year) => marks((day) => Math.floor((day + weekdayOf(dayOf(year, 1, 1)) + 6) / 7), year),
  }
}

function weeks(weekday: number): CalendarShape {
  const firstOf = (start: number) => start + ((weekday - weekdayOf(start) + 7) % 7)
  return {
    columns: 53,
    rows: 1,
    runs: 'across',
    leastWidth: 640,
    cellHeight: () => 20,
    bandOf: yearOfDay,
    startOf: (year) => dayOf(year, 1, 1),
    cellOf: (day, start) => Math.floor((day - firstOf(start)) / 7),
    placeOf: (cell, start) => firstOf(start) + cell * 7,
    titleOf: String,
    marksOf: (year) => marks((day) => Math.floor(day / 7), year),
  }
}

const months: CalendarShape = {
  columns: 12,
  rows: 1,
  runs: 'across',
  leastWidth: 420,
  cellHeight: () => 20,
  bandOf: (month) => 1970 + Math.floor(month / 12),
  startOf: (year) => (year - 1970) * 12,
  cellOf: (month, start) => month - start,
  placeOf: (cell, start) => start + cell,
  titleOf: String,
  marksOf: () => monthNames.map((text, column) => ({ column, text })),
}

/** Days as columns and times of the day as rows, by year or, where there are few days, by month. */
function slots(places: Places): CalendarShape | undefined {
  const minutes = timesOfDay(places)
  if (minutes.length > mostSlots) return undefined
  if (minutes.length === 1) return daysAt(minutes[0] ?? 0, places)
  const rowOf = new Int16Array(minutesPerDay)
  for (const [row, minute] of minutes.entries()) rowOf[minute] = row
  const rows = minutes.length
  const isShort = (places.at(places.count - 1) - places.at(0)) / minutesPerDay < daysByMonth
  return {
    ...(isShort ? byMonth : byYear),
    rows,
    runs: 'down',
    cellHeight: () => (isShort ? 10 : rows <= 24 ? 5 : 3),
    cellOf: (place, start) => {
      const minute = place - start
      const day = Math.floor(minute / minutesPerDay)
      return day * rows + (rowOf[minute - day * minutesPerDay] ?? 0)
    },
    placeOf: (cell, start) => start + Math.floor(cell / rows) * minutesPerDay + (minutes[cell % rows] ?? 0),
  }
}

/** One partition a day at most, always at the same time: drawn as days are. */
function daysAt(minute: number, places: Places): CalendarShape {
  const ofDays = days(isOnWeekdays(places, minutesPerDay))
  const dayAt = (place: number) => Math.floor(place / minutesPerDay)
  return {
    ...ofDays,
    bandOf: (place) => yearOfDay(dayAt(place)),
    startOf: (year) => ofDays.startOf(year) * minutesPerDay,
    cellOf: (place, start) => ofDays.cellOf(dayAt(place), dayAt(start)),
    placeOf: (cell, start) => ofDays.placeOf(cell, dayAt(start)) * minutesPerDay + minute,
  }
}

type Bands = Pick<CalendarShape, 'columns' | 'leastWidth' | 'bandOf' | 'startOf' | 'titleOf' | 'marksOf'>

const byYear: Bands = {
  columns: 366,
  leastWidth: 640,
  bandOf: (place) => yearOfDay(Math.floor(place / minutesPerDay)),
  startOf: (year) => dayOf(year, 1, 1) * minutesPerDay,
  titleOf: String,
  marksOf: (year) => marks((day) => day, year),
}

const byMonth: Bands = {
  columns: 31,
  leastWidth: 420,
  bandOf: (place) => {
    const date = new Date(place * 60_000)
    return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
  },
  startOf: (month) => dayOf(1970, month + 1, 1) * minutesPerDay,
  titleOf: (month) => textOfDay(dayOf(1970, month + 1, 1)).slice(0, 7),
  marksOf: () => [1, 5, 10, 15, 20, 25, 30].map((date) => ({ column: date - 1, text: String(date) })),
}

function timesOfDay(places: Places): readonly number[] {
  const seen = new Uint8Array(minutesPerDay)
  for (const place of places.between(0, places.count))
    seen[place - Math.floor(place / minutesPerDay) * minutesPerDay] = 1
  return [...seen.keys()].filter((minute) => seen[minute] === 1)
}

function isOnWeekdays(places: Places, unit = 1): 5 | 7 {
  return places.between(0, places.count).every((place) => weekdayOf(Math.floor(place / unit)) < 5) ? 5 : 7
}

/** The months of a year above the columns of their first days. */
function marks(columnOf: (dayOfYear: number) => number, year: number) {
  const start = dayOf(year, 1, 1)
  return monthNames.map((text, month) => ({ column: columnOf(dayOf(year, month + 1, 1) - start), text }))
}
