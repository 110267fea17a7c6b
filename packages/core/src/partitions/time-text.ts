import { dayOfText } from './civil.ts'

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
