import { beginningOf } from './beginning.ts'
import { dayOfText, firstDayOf, mondayOf, monthOfDay, monthOfText, textOfDay, textOfMonth, weekOfDay } from './civil.ts'
import type { Daily, Monthly, Weekly } from './partitions.ts'

/** A cut by whole days. Its ordinals count days, ISO weeks or months: for a week or month the one in which it begins. */
export interface Unit {
  readonly ordinalOfDay: (day: number) => number
  readonly firstDay: (ordinal: number) => number
  readonly textOf: (ordinal: number) => string
  /** Of a key only; undefined for any other text. */
  readonly ordinalOf: (text: string) => number | undefined
  readonly perYear: number
}

/** The unit of a cut, whose weeks and months begin on the day that its offset says. */
export function unitOf(partitions: Daily | Weekly | Monthly): Unit {
  const { days } = beginningOf(partitions)
  switch (partitions.kind) {
    case 'daily':
      return dayUnit
    case 'weekly':
      return weekUnit(days)
    case 'monthly':
      return {
        ordinalOfDay: (day) => monthOfDay(day - days),
        firstDay: (month) => firstDayOf(month) + days,
        textOf: textOfMonth,
        ordinalOf: monthOfText,
        perYear: 12,
      }
    default:
      return partitions satisfies never
  }
}

const dayUnit: Unit = {
  ordinalOfDay: (day) => day,
  firstDay: (day) => day,
  textOf: textOfDay,
  ordinalOf: dayOfText,
  perYear: 366,
}

function weekUnit(days: number): Unit {
  const firstDay = (week: number) => mondayOf(week) + days
  const ordinalOfDay = (day: number) => weekOfDay(day - days)
  return {
    ordinalOfDay,
    firstDay,
    textOf: (week) => textOfDay(firstDay(week)),
    ordinalOf: (text) => {
      const day = dayOfText(text)
      if (day === undefined) return undefined
      const week = ordinalOfDay(day)
      return firstDay(week) === day ? week : undefined
    },
    perYear: 53,
  }
}
