import { dayOfText, textOfDay } from './civil.ts'

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

/** Keys are mostly written one after the other, and those of a day share its date. */
let lastDate = { day: Number.NaN, text: '' }

/** `2024-01-02T13:00` for a local time in minutes. */
export function textOfLocal(local: number): string {
  const day = Math.floor(local / 1440)
  if (lastDate.day !== day) lastDate = { day, text: textOfDay(day) }
  const minutes = local - day * 1440
  return `${lastDate.text}T${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

function twoDigits(count: number): string {
  return count < 10 ? `0${count}` : String(count)
}

/** `-05:00` for an offset in minutes. */
export function textOfOffset(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
