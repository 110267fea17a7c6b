import { minutesPerDay, textOfPlace } from './dates.ts'
import type { Places } from './places.ts'

/**
 * The key of an hour, or of a firing of cron: where clocks are put back, both of two equal times carry their offset from UTC, as
 * in `2024-11-03T01:00-05:00`.
 */
export function exactHour(places: Places, index: number, zone: string): string {
  const place = places.at(index)
  const text = textOfPlace('hourly', place)
  const twin = places.twinOf(index)
  if (twin === undefined) return text
  // A day before the clocks are put back they show the one offset, a day later the other one.
  return text + offsetText(zone, place + (twin > index ? -minutesPerDay : minutesPerDay))
}

/** `-05:00`: how far the clocks of a zone are from UTC at about some minute. */
function offsetText(zone: string, minute: number): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(minute * 60_000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name === 'GMT' ? '+00:00' : name.replace('GMT', '')
}
