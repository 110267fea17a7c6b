/** A moment as PostgreSQL writes it: `2024-01-02 03:04:05.678+00`, `0044-03-15 12:00:00.000+00 BC`. */
export function momentText(moment: Date): string {
  const year = moment.getUTCFullYear()
  const rest = moment
    .toISOString()
    .replace(/^[+-]?\d+/, '')
    .replace('T', ' ')
    .replace('Z', '+00')
  const isBefore = year < 1
  return `${String(isBefore ? 1 - year : year).padStart(4, '0')}${rest}${isBefore ? ' BC' : ''}`
}

const moment = /^(\d{4,})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?([+-]\d\d(?::\d\d){0,2})?( BC)?$/

/** The moment of such a text, in UTC where it names no offset; microseconds are cut off. `infinity` is an invalid Date. */
export function momentOfText(text: string): Date {
  const found = moment.exec(text)
  if (!found) return new Date(Number.NaN)
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const milliseconds = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3))
  const at = new Date(0)
  at.setUTCFullYear(found[9] === undefined ? year : 1 - year, month - 1, day)
  at.setUTCHours(hours, minutes, seconds, milliseconds)
  return new Date(at.getTime() - offsetMs(found[8]))
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined) return 0
  const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number)
  return (offset.startsWith('-') ? -1000 : 1000) * (hours * 3600 + minutes * 60 + seconds)
}
