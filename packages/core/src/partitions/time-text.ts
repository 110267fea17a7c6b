import { dayOfText, mondayOf, monthOfDay, monthOfText, firstDayOf, textOfDay, textOfMonth, weekOfDay } from './civil.ts'
import type { Time } from './partitions.ts'

/** A cut by whole days. Its ordinals count days, weeks or months. */
export interface Unit {
  readonly ordinalOfDay: (day: number) => number
  readonly firstDay: (ordinal: number) => number
  readonly textOf: (ordinal: number) => string
  /** Of a key only; undefined for any other text. */
  readonly ordinalOf: (text: string) => number | undefined
  readonly perYear: number
}

export const units: { readonly [kind in 'daily' | 'weekly' | 'monthly']: Unit } = {
  daily: { ordinalOfDay: (day) => day, firstDay: (day) => day, textOf: textOfDay, ordinalOf: dayOfText, perYear: 366 },
  weekly: {
    ordinalOfDay: weekOfDay,
    firstDay: mondayOf,
    textOf: (week) => textOfDay(mondayOf(week)),
    ordinalOf: (text) => {
      const day = dayOfText(text)
      const week = day === undefined ? undefined : weekOfDay(day)
      return week !== undefined && mondayOf(week) === day ? week : undefined
    },
    perYear: 53,
  },
  monthly: { ordinalOfDay: monthOfDay, firstDay: firstDayOf, textOf: textOfMonth, ordinalOf: monthOfText, perYear: 12 },
}

/** A local time `2024-01-02T13:00` in minutes, with the offset that may follow it. */
export interface LocalTime {
  readonly local: number
  readonly offset?: number
}

/** Reads `2024-01-02T13:00` and `2024-11-03T01:00-05:00`. */
export function localTimeOf(text: string): LocalTime | undefined {
  const [, date = '', hour, minute, zone] = /^(.{10})T([01]\d|2[0-3]):([0-5]\d)([+-]\d\d:\d\d)?$/.exec(text) ?? []
  const day = dayOfText(date)
  if (day === undefined) return undefined
  const local = day * 1440 + Number(hour) * 60 + Number(minute)
  if (zone === undefined) return { local }
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  return { local, offset: (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) }
}

/** `2024-01-02T13:00` for a local time in minutes. */
export function textOfLocal(local: number): string {
  return new Date(local * 60_000).toISOString().slice(0, 16)
}

/** `-05:00` for an offset in minutes. */
export function textOfOffset(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/**
 * What a text reaches that begins or ends a range: ordinals for days, weeks and months, local minutes for hours and cron.
 * It is a key or any date; a date stands for all its hours, and for the week or month that it is in.
 */
export function reachOfText(kind: Time['kind'], text: string): readonly [from: number, to: number] | undefined {
  const day = dayOfText(text)
  if (kind === 'hourly' || kind === 'cron') {
    if (day !== undefined) return [day * 1440, day * 1440 + 1439]
    const time = localTimeOf(text)
    if (time === undefined || time.offset !== undefined || (kind === 'hourly' && time.local % 60 !== 0))
      return undefined
    return [time.local, time.local]
  }
  const ordinal = day === undefined ? units[kind].ordinalOf(text) : units[kind].ordinalOfDay(day)
  return ordinal === undefined ? undefined : [ordinal, ordinal]
}

/** How the keys of a cut are written, by example. */
export const keyExamples: { readonly [kind in Time['kind']]: string } = {
  hourly: '2024-01-02T13:00',
  daily: '2024-01-02',
  weekly: '2024-01-01',
  monthly: '2024-01',
  cron: '2024-01-02T18:00',
}
