import { type Calendar, calendar } from './calendar.ts'
import { dayOf, textOfDay, weekdayOf } from './civil.ts'

// Sources: NYSE Rule 7.2 (Holidays) and its predecessor Rule 51, the NYSE's "Holidays & Trading Hours" page, and its list
// of special closings. Closings for one occasion are known until 2025; the rules in force run on for as long as anyone plans.
const firstYear = 1990
const lastYear = 2060
const [monday, thursday, friday, saturday, sunday] = [1, 4, 5, 6, 7]

interface Rule {
  readonly name: string
  /** The years in which the rule holds; absent: all. */
  readonly since?: number
  readonly until?: number
  /** The day in a year; undefined when there is none. */
  readonly day: (year: number) => number | undefined
}

const holidays: readonly Rule[] = [
  // A New Year's Day on a Saturday is not made up for: the Friday before closes the year's books.
  { name: "New Year's Day", day: (year) => sundayMoved(dayOf(year, 1, 1)) },
  { name: 'Martin Luther King Jr. Day', since: 1998, day: (year) => nthWeekday(year, 1, monday, 3) },
  { name: "Washington's Birthday", day: (year) => nthWeekday(year, 2, monday, 3) },
  { name: 'Good Friday', day: (year) => easterOf(year) - 2 },
  { name: 'Memorial Day', day: (year) => nthWeekday(year, 6, monday, 1) - 7 },
  { name: 'Juneteenth', since: 2022, day: (year) => weekendMoved(dayOf(year, 6, 19)) },
  { name: 'Independence Day', day: (year) => weekendMoved(dayOf(year, 7, 4)) },
  { name: 'Labor Day', day: (year) => nthWeekday(year, 9, monday, 1) },
  { name: 'Thanksgiving Day', day: (year) => nthWeekday(year, 11, thursday, 4) },
  { name: 'Christmas Day', day: (year) => weekendMoved(dayOf(year, 12, 25)) },
]

const specialClosings = {
  '1994-04-27': 'funeral of President Nixon',
  '2001-09-11': 'attacks of September 11',
  '2001-09-12': 'attacks of September 11',
  '2001-09-13': 'attacks of September 11',
  '2001-09-14': 'attacks of September 11',
  '2004-06-11': 'funeral of President Reagan',
  '2007-01-02': 'funeral of President Ford',
  '2012-10-29': 'hurricane Sandy',
  '2012-10-30': 'hurricane Sandy',
  '2018-12-05': 'funeral of President George H. W. Bush',
  '2025-01-09': 'funeral of President Carter',
}

const dayAfterThanksgiving = (year: number) => nthWeekday(year, 11, thursday, 4) + 1
const christmasEve = (year: number) => ifWeekday(dayOf(year, 12, 24), [1, 2, 3, 4])

/** Half days, with the hour in New York at which they end. */
const halfDays: readonly (Rule & { readonly closes: string })[] = [
  { name: 'day after Thanksgiving', since: 1992, until: 1992, closes: '14:00', day: dayAfterThanksgiving },
  { name: 'day after Thanksgiving', since: 1993, closes: '13:00', day: dayAfterThanksgiving },
  { name: 'Christmas Eve', until: 1992, closes: '14:00', day: christmasEve },
  { name: 'Christmas Eve', since: 1993, closes: '13:00', day: christmasEve },
  {
    name: 'eve of Independence Day',
    since: 1995,
    closes: '13:00',
    day: (year) => ifWeekday(dayOf(year, 7, 3), [1, 2, 4]),
  },
  // Where the 4th is a Thursday, it was the Friday after that ended early until 2012, and is the Wednesday before since.
  {
    name: 'day after Independence Day',
    since: 1995,
    until: 2012,
    closes: '13:00',
    day: (year) => ifWeekday(dayOf(year, 7, 5), [friday]),
  },
  { name: 'eve of Independence Day', since: 2013, closes: '13:00', day: (year) => ifWeekday(dayOf(year, 7, 3), [3]) },
]

const specialHalfDays = { '1997-12-26': '13:00', '1999-12-31': '13:00', '2003-12-26': '13:00' }

/**
 * The trading days of the New York Stock Exchange (and Nasdaq) since 1990: holidays with the exchange's weekend rules,
 * closings for one occasion, and scheduled half days as early closes, in New York time.
 */
export const nyse: Calendar = calendar('nyse', {
  since: `${firstYear}-01-01`,
  closed: [...datesOf(holidays).map(([date]) => date), ...Object.keys(specialClosings)],
  earlyCloses: {
    ...Object.fromEntries(datesOf(halfDays).map(([date, { closes }]) => [date, closes])),
    ...specialHalfDays,
  },
})

function datesOf<R extends Rule>(rules: readonly R[]): readonly (readonly [date: string, rule: R])[] {
  return rules.flatMap((rule) => {
    const dates: (readonly [string, R])[] = []
    for (let year = Math.max(firstYear, rule.since ?? 0); year <= Math.min(lastYear, rule.until ?? lastYear); year++) {
      const day = rule.day(year)
      if (day !== undefined) dates.push([textOfDay(day), rule])
    }
    return dates
  })
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = dayOf(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

function sundayMoved(day: number): number {
  return weekdayOf(day) === sunday ? day + 1 : day
}

function weekendMoved(day: number): number {
  return weekdayOf(day) === saturday ? day - 1 : sundayMoved(day)
}

function ifWeekday(day: number, weekdays: readonly number[]): number | undefined {
  return weekdays.includes(weekdayOf(day)) ? day : undefined
}

/** Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm in Meeus, "Astronomical Algorithms", chapter 8. */
function easterOf(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const leapCenturies = Math.floor(century / 4)
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - leapCenturies - moonShift + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  return dayOf(year, 3, 22 + epact + toSunday - 7 * late)
}
